//! How many more containers of a kind fit where: `/space_calculator/*`.

mod packing;

use std::collections::{BTreeMap, BTreeSet};

use api::listing::whole;
use api::resolve::resolve;
use api::show::Eyes;
use api::{Call, Problem, Reply};
use futures_util::future::try_join_all;
use records::links::link_hint;
use records::lookups::{self, Entry};
use records::record_type::Stored;
use records::types::{CONTAINER_PROFILE, LOCATION, TOP_CONTAINER};
use records::{Body, RecordType, Uri};
use serde_json::{Value, json};

use crate::{target, text};
pub(crate) use packing::millimetres;
use packing::{Dimensions, Kind, Shelf};

/// More than these need not be counted.
const ENOUGH: u64 = 100_000;

/// Containers of one location that are looked at.
const CONTAINERS: usize = 5000;

/// `GET /space_calculator/buildings`: what locations are named after, from the building to the area.
pub(crate) async fn buildings(call: Call) -> Result<Reply, Problem> {
    let mut buildings: BTreeMap<String, BTreeMap<String, BTreeMap<String, BTreeSet<String>>>> = BTreeMap::new();
    for location in whole(&call, "/locations").await? {
        let part = |property, missing: &str| text(&location.body, property).unwrap_or(missing).to_owned();
        let floors = buildings.entry(part("building", "")).or_default();
        let rooms = floors.entry(part("floor", "[no floor]")).or_default();
        let areas = rooms.entry(part("room", "[no room]")).or_default();
        areas.extend(text(&location.body, "area").map(ToOwned::to_owned));
    }
    Ok(Reply::json(&buildings))
}

/// `GET /space_calculator/by_location`.
pub(crate) async fn by_location(call: Call) -> Result<Reply, Problem> {
    let uris: Vec<&str> = call.params.strings("location_uris").iter().map(String::as_str).collect();
    let mut locations = read(&call, &uris, &LOCATION).await?;
    locations.dedup_by(|one, other| one.uri == other.uri);
    calculate(&call, locations).await
}

/// `GET /space_calculator/by_building`.
pub(crate) async fn by_building(call: Call) -> Result<Reply, Problem> {
    let building = call.params.string("building").unwrap_or_default();
    let entry =
        Entry { index: lookups::index(&LOCATION, "building"), scope: String::new(), value: building.to_owned() };
    let uris = call.store.look_up(&entry).await?;
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let mut locations: Vec<Stored> = call.store.read(&uris).await?.into_iter().flatten().collect();
    for property in ["building", "floor", "room", "area"] {
        if let Some(wanted) = call.params.string(property) {
            locations.retain(|location| text(&location.body, property) == Some(wanted));
        }
    }
    calculate(&call, locations).await
}

/// The named records, which must be of this type, by number.
async fn read(call: &Call, uris: &[&str], row: &RecordType) -> Result<Vec<Stored>, Problem> {
    let is_named = |uri: &&str| Uri::parse(uri).is_some_and(|uri| uri.record_type() == Some(row.name));
    if !uris.iter().all(is_named) {
        return Err(Problem::bad_request(format!("not the URI of a {}", row.name)));
    }
    let found: Option<Vec<Stored>> = call.store.read(uris).await?.into_iter().collect();
    found.ok_or_else(|| Problem::missing(row.model))
}

async fn calculate(call: &Call, mut locations: Vec<Stored>) -> Result<Reply, Problem> {
    let profile = call.params.string("container_profile_uri").unwrap_or_default();
    let profile = read(call, &[profile], &CONTAINER_PROFILE).await?.pop();
    let profile = profile.ok_or_else(|| Problem::missing(CONTAINER_PROFILE.model))?;
    locations.sort_by_key(|location| Uri::parse(&location.uri).map(|uri| uri.id()));
    let stock = Stock::read(call, &locations).await?;
    let mut tally = Tally::default();
    for location in &locations {
        tally.count(location, &profile, &stock);
    }
    let mut shown = [json!({
        "container_profile": { "ref": profile.uri },
        "total_spaces_available": tally.spaces,
        "total_containers_of_type": tally.of_type,
        "locations_with_space": tally.with_space,
        "locations_without_space": tally.without_space,
        "uncalculatable_locations": tally.uncalculatable,
    })];
    // The locations are shown whole, with their profiles.
    let lists = ["locations_with_space", "locations_without_space", "uncalculatable_locations"];
    let paths: Vec<String> = lists.iter().map(|list| format!("{list}::location_profile")).collect();
    resolve(&call.store, &mut shown, &paths, Eyes::of(&call.caller, None)).await?;
    Ok(Reply::json(&shown[0]))
}

/// What stands where: profiles of the locations, and of the containers at each of them.
struct Stock {
    containers: BTreeMap<String, Vec<Stored>>,
    profiles: BTreeMap<String, Stored>,
}

impl Stock {
    async fn read(call: &Call, locations: &[Stored]) -> Result<Self, Problem> {
        const HELD: &str = "container_locations";
        let used: Vec<&Stored> =
            locations.iter().filter(|location| location.inbound.contains(&link_hint(HELD))).collect();
        let links = try_join_all(used.iter().map(|location| call.store.links(&location.uri, HELD, CONTAINERS))).await?;
        let mut containers: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
        for (location, links) in used.iter().zip(links) {
            let uris: Vec<&str> = links.iter().map(|link| link.source.as_str()).collect();
            let mut found: Vec<Stored> = call.store.read(&uris).await?.into_iter().flatten().collect();
            found.retain(|record| record.record_type == TOP_CONTAINER.name);
            found.sort_by_key(|container| Uri::parse(&container.uri).map(|uri| uri.id()));
            containers.insert(location.uri.clone(), found);
        }
        let wanted: BTreeSet<&str> = locations
            .iter()
            .filter_map(|location| target(&location.body, "location_profile"))
            .chain(containers.values().flatten().filter_map(|container| target(&container.body, "container_profile")))
            .collect();
        let wanted: Vec<&str> = wanted.into_iter().collect();
        let profiles = call.store.read(&wanted).await?.into_iter().flatten();
        let profiles = profiles.map(|profile| (profile.uri.clone(), profile)).collect();
        Ok(Self { containers, profiles })
    }

    fn profile(&self, body: &Body, property: &str) -> Option<&Stored> {
        self.profiles.get(target(body, property)?)
    }
}

/// The answer under way.
#[derive(Default)]
struct Tally {
    spaces: u64,
    of_type: u64,
    with_space: Vec<Value>,
    without_space: Vec<Value>,
    uncalculatable: Vec<Value>,
}

impl Tally {
    fn count(&mut self, location: &Stored, profile: &Stored, stock: &Stock) {
        let because = |reason: &str| json!({ "ref": location.uri, "reason": reason });
        let Some(place) = stock.profile(&location.body, "location_profile") else {
            return self.uncalculatable.push(because("location_lacks_a_profile"));
        };
        let Some(size) = Dimensions::of(&place.body) else {
            return self.uncalculatable.push(because("location_lacks_dimension_data"));
        };
        let Some(wanted) = Kind::of(&profile.body) else {
            return self.uncalculatable.push(because("container_lacks_dimension_data"));
        };
        if wanted.is_larger_than(size) {
            return self.without_space.push(because("container_is_bigger"));
        }
        let mut room = Shelf::new(size);
        for container in stock.containers.get(&location.uri).map_or(&[][..], Vec::as_slice) {
            let Some(known) = stock.profile(&container.body, "container_profile") else {
                return self.uncalculatable.push(because("container_at_location_lacks_profile"));
            };
            self.of_type += u64::from(known.uri == profile.uri);
            let stands = Kind::of(&known.body).is_some_and(|kind| room.add(&kind));
            if !stands {
                return self.uncalculatable.push(because("containers_at_location_dont_fit"));
            }
        }
        let mut count = 0;
        while count < ENOUGH && room.add(&wanted) {
            count += 1;
        }
        if count == 0 {
            return self.without_space.push(because("location_cannot_fit_container"));
        }
        self.spaces += count;
        self.with_space.push(json!({ "ref": location.uri, "count": count }));
    }
}
