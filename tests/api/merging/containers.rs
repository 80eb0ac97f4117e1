//! Containers and their profiles.

use serde_json::{Value, json};

use super::merge;
use crate::harness::bodies::{accession, location, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

fn instance(container: &str, folder: Option<&str>) -> Value {
    let mut inside = json!({ "top_container": { "ref": container } });
    if let Some(folder) = folder {
        inside["type_2"] = json!("folder");
        inside["indicator_2"] = json!(folder);
    }
    json!({ "instance_type": "mixed_materials", "sub_container": inside })
}

fn profile(name: &str) -> Value {
    json!({ "name": name, "extent_dimension": "width", "height": "1", "width": "2", "depth": "3",
        "dimension_units": "inches" })
}

#[tokio::test]
async fn instances_follow_and_empty_doubles_go() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let containers = format!("{REPO}/top_containers");
    let kept = admin.create(&containers, &top_container("1")).await;
    let mut body = top_container("2");
    body["barcode"] = json!("b-2");
    let gone = admin.create(&containers, &body).await;
    let mut body = accession("a");
    body["instances"] = json!([instance(&gone, None), instance(&kept, None)]);
    let doubled = admin.create(ACCESSIONS, &body).await;
    let mut body = accession("b");
    body["instances"] = json!([instance(&gone, Some("7")), instance(&kept, None)]);
    let parts = admin.create(ACCESSIONS, &body).await;
    merge(&admin, "top_container?repo_id=2", &kept, &[&gone]).await.ok();
    assert_eq!(admin.get(&gone).await.error(404), "TopContainer not found");
    let instances = admin.get(&doubled).await.ok()["instances"].as_array().unwrap().clone();
    assert_eq!(instances.len(), 1);
    assert_eq!(instances[0]["sub_container"]["top_container"]["ref"], kept.as_str());
    let instances = admin.get(&parts).await.ok()["instances"].as_array().unwrap().clone();
    assert_eq!(instances.len(), 2);
    assert_eq!(instances[0]["sub_container"]["indicator_2"], "7");
    assert_eq!(instances[0]["sub_container"]["top_container"]["ref"], kept.as_str());
    let shown = admin.get(&kept).await.ok();
    let collections: Vec<&Value> = shown["collection"].as_array().unwrap().iter().map(|item| &item["ref"]).collect();
    assert_eq!(collections, [&json!(doubled), &json!(parts)]);
    // Its barcode is free.
    let mut body = top_container("3");
    body["barcode"] = json!("b-2");
    admin.create(&containers, &body).await;
}

#[tokio::test]
async fn the_profile_and_the_place_go_over_where_there_is_none() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (small, large) = (
        admin.create("/container_profiles", &profile("small")).await,
        admin.create("/container_profiles", &profile("large")).await,
    );
    let place = admin.create("/locations", &location("Stacks")).await;
    let containers = format!("{REPO}/top_containers");
    let profiled = |indicator: &str, profile: Option<&str>| {
        let mut body = top_container(indicator);
        if let Some(profile) = profile {
            body["container_profile"] = json!({ "ref": profile });
        }
        body
    };
    let cases = [
        (None, vec![Some(&small), Some(&small)], Some(&small)),
        (None, vec![Some(&small), Some(&large)], None),
        (Some(&large), vec![Some(&small)], Some(&large)),
    ];
    for (number, (own, others, left)) in cases.into_iter().enumerate() {
        let kept = admin.create(&containers, &profiled(&number.to_string(), own.map(String::as_str))).await;
        let mut gone = vec![];
        for other in others {
            let mut body = profiled("x", other.map(String::as_str));
            body["container_locations"] = json!([{ "status": "current", "start_date": "2020-01-01", "ref": place }]);
            gone.push(admin.create(&containers, &body).await);
        }
        let named: Vec<&str> = gone.iter().map(String::as_str).collect();
        merge(&admin, "top_container?repo_id=2", &kept, &named).await.ok();
        let shown = admin.get(&kept).await.ok();
        assert_eq!(shown.get("container_profile").map(|profile| &profile["ref"]), left.map(|uri| json!(uri)).as_ref());
        assert_eq!(shown["container_locations"].as_array().unwrap().len(), 1);
        assert_eq!(shown["container_locations"][0]["ref"], place.as_str());
    }
}

#[tokio::test]
async fn containers_take_the_profile_that_is_left() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (small, large) = (
        admin.create("/container_profiles", &profile("small")).await,
        admin.create("/container_profiles", &profile("large")).await,
    );
    let mut body = top_container("1");
    body["container_profile"] = json!({ "ref": large });
    let container = admin.create(&format!("{REPO}/top_containers"), &body).await;
    merge(&admin, "container_profile", &small, &[&large]).await.ok();
    assert_eq!(admin.get(&container).await.ok()["container_profile"], json!({ "ref": small }));
    assert_eq!(admin.get(&large).await.error(404), "ContainerProfile not found");
}
