//! `/extent_calculator`: how much shelf the containers of a record and of its components take.

use std::collections::BTreeMap;

use api::{Call, Problem, Reply};
use records::record_type::Stored;
use records::{Body, links};
use serde_json::{Value, json};

use crate::graph::{self, Subject};
use crate::space::millimetres;
use crate::{target, text};

/// Units that a client may ask for.
const UNITS: [&str; 4] = ["inches", "feet", "centimeters", "meters"];

/// `GET /extent_calculator`.
pub(crate) async fn calculate(call: Call) -> Result<Reply, Problem> {
    let unit = call.params.string("unit");
    if unit.is_some_and(|unit| !UNITS.contains(&unit)) {
        return Err(Problem::bad_request("Unrecognized unit"));
    }
    let subject = graph::subject(&call, &["resource", "archival_object", "accession", "digital_object"]).await?;
    let components = graph::components(&call, &subject.record).await?;
    let containers = containers(&call, &subject.record, &components).await?;
    let mut tally = Tally { unit: unit.map(ToOwned::to_owned), ..Tally::default() };
    for (_, profile) in &containers {
        tally.add(profile.as_ref());
    }
    let mut shown = tally.shown(containers.len());
    describe(&mut shown, &subject);
    let moment = records::render::instant(call.store.clock().now()).replace('Z', "+00:00");
    shown["timestamp"] = moment.into();
    Ok(Reply::json(&shown))
}

fn describe(shown: &mut Value, subject: &Subject) {
    shown["object"] = json!({
        "uri": subject.record.uri,
        "jsonmodel_type": subject.record.record_type,
        "title": graph::title(&subject.record),
    });
    let root = subject.root.as_ref().map(|root| json!({ "uri": root.uri, "title": graph::title(root) }));
    shown["resource"] = root.unwrap_or(Value::Null);
}

/// Each container of the records once, with its profile.
async fn containers(
    call: &Call,
    record: &Stored,
    components: &[Stored],
) -> Result<Vec<(String, Option<Stored>)>, Problem> {
    let mut uris: Vec<String> = vec![];
    for user in components.iter().chain([record]) {
        let Some(row) = records::types::find(user.record_type) else { continue };
        let found = links::references(row, &user.body).into_iter().filter(|found| found.relation == "top_container");
        uris.extend(found.map(|found| found.target));
    }
    uris.sort_unstable();
    uris.dedup();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let containers: Vec<Stored> = call.store.read(&uris).await?.into_iter().flatten().collect();
    let mut wanted: Vec<&str> =
        containers.iter().filter_map(|container| target(&container.body, "container_profile")).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let profiles: BTreeMap<String, Stored> =
        call.store.read(&wanted).await?.into_iter().flatten().map(|profile| (profile.uri.clone(), profile)).collect();
    let with_profile = containers.into_iter().map(|container| {
        let profile = target(&container.body, "container_profile").and_then(|uri| profiles.get(uri)).cloned();
        (container.uri, profile)
    });
    Ok(with_profile.collect())
}

/// Sums in the unit asked for, else in that of the first profile.
#[derive(Default)]
struct Tally {
    unit: Option<String>,
    total: f64,
    without_profile: u64,
    by_profile: BTreeMap<String, (u64, f64)>,
}

impl Tally {
    fn add(&mut self, profile: Option<&Stored>) {
        let Some(profile) = profile else {
            self.without_profile += 1;
            return;
        };
        let own = text(&profile.body, "dimension_units").unwrap_or("inches");
        let unit = self.unit.get_or_insert_with(|| own.to_owned());
        let length = text(&profile.body, "extent_dimension").and_then(|side| length(&profile.body, side));
        let extent = match (millimetres(own), millimetres(unit)) {
            (Some(own), Some(unit)) => length.unwrap_or_default() * own / unit,
            _ => 0.0,
        };
        let name = text(&profile.body, "display_string").unwrap_or_default();
        let (count, sum) = self.by_profile.entry(name.to_owned()).or_default();
        *count += 1;
        *sum += extent;
        self.total += extent;
    }

    fn shown(&self, count: usize) -> Value {
        let containers: serde_json::Map<String, Value> = self
            .by_profile
            .iter()
            .map(|(name, (count, extent))| (name.clone(), json!({ "count": count, "extent": rounded(*extent) })))
            .collect();
        json!({
            "object": null,
            "resource": null,
            "total_extent": rounded(self.total),
            "container_count": count,
            "container_without_profile_count": self.without_profile,
            "units": self.unit,
            "volume": false,
            "containers": containers,
        })
    }
}

fn length(profile: &Body, side: &str) -> Option<f64> {
    text(profile, side)?.trim().parse().ok()
}

/// Two decimals.
fn rounded(extent: f64) -> f64 {
    (extent * 100.0).round() / 100.0
}
