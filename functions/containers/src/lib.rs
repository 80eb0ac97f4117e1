//! Where things are kept: top containers, locations, and the profiles of both; how much room they take; and how records
//! are found by their identifiers.

mod bulk;
mod dates;
mod extent;
mod found;
mod graph;
mod places;
mod space;

use api::endpoint::{Builder, group};
use api::params::Kind;
use api::write::keys_for_create;
use api::{Endpoint, Param, get, post};
use operations::deletion::record_endpoints;
use operations::merge;
use records::Body;
use records::permissions::Permission::{
    ManageContainerRecord, UpdateContainerProfileRecord, UpdateLocationRecord, ViewAllRecords, ViewRepository,
};
use records::types::{CONTAINER_PROFILE, LOCATION, LOCATION_PROFILE, TOP_CONTAINER};
use serde_json::Value;
use store::Key;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&TOP_CONTAINER, &CONTAINER_PROFILE, &LOCATION, &LOCATION_PROFILE];
    let mut endpoints: Vec<Endpoint> = rows.into_iter().flat_map(record_endpoints).collect();
    endpoints.extend(bulk_endpoints());
    endpoints.extend(place_endpoints());
    endpoints.extend(calculator_endpoints());
    endpoints.push(merge::endpoint(&TOP_CONTAINER, ManageContainerRecord));
    endpoints.push(merge::endpoint(&CONTAINER_PROFILE, UpdateContainerProfileRecord));
    endpoints.extend(found::find_by_id_endpoints());
    endpoints.push(
        get("/by-external-id")
            .needs(ViewAllRecords)
            .params([Param::required("eid", Kind::String), Param::optional("type", Kind::Strings)])
            .to(found::by_external_id),
    );
    endpoints.push(
        get("/repositories/{repo_id}/collection_management/{id}")
            .needs(ViewRepository)
            .params([Param::resolve()])
            .to(found::collection_management),
    );
    group("containers", endpoints)
}

fn bulk_endpoints() -> Vec<Endpoint> {
    let batch = |what: &str, value: &str| {
        containers(&format!("batch/{what}"))
            .params([Param::required("ids", Kind::Integers), Param::required(value, Kind::String)])
            .reads(bulk::keys_of_parameters)
    };
    let each = |what: &str| containers(&format!("bulk/{what}")).json();
    vec![
        batch("ils_holding_id", "ils_holding_id").to(bulk::holding_id),
        batch("container_profile", "container_profile_uri").to(bulk::container_profile),
        batch("location", "location_uri").to(bulk::location),
        each("barcodes").reads(bulk::keys_of_barcodes).to(bulk::barcodes),
        each("indicators").reads(bulk::keys_of_body).to(bulk::indicators),
        each("locations").reads(bulk::keys_of_body).to(bulk::locations),
    ]
}

fn containers(path: &str) -> Builder {
    post(format!("/repositories/{{repo_id}}/top_containers/{path}")).needs(ManageContainerRecord)
}

fn place_endpoints() -> Vec<Endpoint> {
    vec![
        post("/locations/batch")
            .needs(UpdateLocationRecord)
            .body("location_batch")
            .params([Param::optional("dry_run", Kind::Boolean)])
            .reads(|inputs| keys_for_create(&LOCATION, inputs))
            .to(places::create),
        post("/locations/batch_update")
            .needs(UpdateLocationRecord)
            .body("location_batch_update")
            .reads(places::keys_of_update)
            .to(places::update),
    ]
}

fn calculator_endpoints() -> Vec<Endpoint> {
    let profile = || Param::required("container_profile_uri", Kind::String);
    let optional = |name| Param::optional(name, Kind::String);
    vec![
        get("/extent_calculator")
            .params([Param::required("record_uri", Kind::String), optional("unit")])
            .to(extent::calculate),
        get("/date_calculator")
            .params([Param::required("record_uri", Kind::String), optional("label")])
            .to(dates::calculate),
        get("/space_calculator/buildings").reads(|_| vec![Key::members("/locations")]).to(space::buildings),
        get("/space_calculator/by_location")
            .params([profile(), Param::required("location_uris", Kind::Strings)])
            .to(space::by_location),
        get("/space_calculator/by_building")
            .params([profile(), Param::required("building", Kind::String)])
            .params([optional("floor"), optional("room"), optional("area")])
            .to(space::by_building),
    ]
}

/// The text of a property, unless it is empty.
fn text<'a>(body: &'a Body, property: &str) -> Option<&'a str> {
    body.get(property).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The URI that a reference property names.
fn target<'a>(body: &'a Body, property: &str) -> Option<&'a str> {
    body.get(property)?.get("ref")?.as_str()
}
