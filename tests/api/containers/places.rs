//! Locations by the shelf, and the room they have.

use serde_json::json;

use crate::harness::bodies::{location, top_container};
use crate::harness::{Fonds, REPO};

#[tokio::test]
async fn a_range_makes_a_location_per_mark() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let body = json!({
        "jsonmodel_type": "location_batch",
        "building": "Main",
        "coordinate_1_range": { "label": "Range", "start": "1", "end": "20" },
    });
    let titles = admin.post("/locations/batch?dry_run=true", &body).await.ok();
    assert_eq!(titles[0], "Main [Range: 1]");
    let uris = admin.post("/locations/batch", &body).await.ok();
    assert_eq!(uris.as_array().unwrap().len(), 20);
    let listed = admin.get("/locations?all_ids=true").await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 20);
    let change = json!({ "jsonmodel_type": "location_batch_update", "record_uris": [uris[0]], "floor": "7" });
    admin.post("/locations/batch_update", &change).await.ok();
    let changed = admin.get(uris[0].as_str().unwrap()).await.ok();
    assert_eq!(changed["title"], "Main, 7 [Range: 1]");
    let buildings = admin.get("/space_calculator/buildings").await.ok();
    assert_eq!(buildings, json!({ "Main": { "7": { "[no room]": [] }, "[no floor]": { "[no room]": [] } } }));
}

#[tokio::test]
async fn free_space_is_counted_in_containers() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let sizes = json!({ "dimension_units": "inches", "height": "10", "width": "5", "depth": "10" });
    let mut profile = sizes.clone();
    profile["name"] = "Hollinger".into();
    profile["extent_dimension"] = "width".into();
    let profile = admin.create("/container_profiles", &profile).await;
    let shelf = json!({ "name": "Shelf", "dimension_units": "inches", "height": "10", "width": "20", "depth": "10" });
    let shelf = admin.create("/location_profiles", &shelf).await;
    let mut place = location("East");
    place["location_profile"] = json!({ "ref": shelf });
    let place = admin.create("/locations", &place).await;
    let mut container = top_container("1");
    container["container_profile"] = json!({ "ref": profile });
    container["container_locations"] = json!([{ "ref": place, "status": "current", "start_date": "2020-01-01" }]);
    admin.create(&format!("{REPO}/top_containers"), &container).await;
    let query = format!("/space_calculator/by_building?container_profile_uri={profile}&building=East");
    let space = admin.get(&query).await.ok();
    assert_eq!(space["total_spaces_available"], 3);
    assert_eq!(space["total_containers_of_type"], 1);
    assert_eq!(space["locations_with_space"][0]["_resolved"]["building"], "East");
    admin.get("/space_calculator/by_location?container_profile_uri=/container_profiles/1").await.error(400);
}
