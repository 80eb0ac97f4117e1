//! What roots, pages and nodes of the three trees look like: the facts are the original's answers.

use serde_json::{Value, json};

use super::{add, component};
use crate::harness::bodies::top_container;
use crate::harness::{Fonds, REPO};

#[tokio::test]
async fn a_resource_shows_its_components() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let container = archivist.create(&format!("{REPO}/top_containers"), &top_container("7")).await;
    let instance = json!({ "instance_type": "books", "sub_container": {
        "top_container": { "ref": container }, "type_2": "reel", "indicator_2": "35" } });
    let mut resource = crate::harness::bodies::resource("A");
    resource["title"] = json!("Babbage <emph render=\"italic\">family</emph> & sons");
    resource["id_1"] = json!("1");
    resource["instances"] = json!([instance]);
    let root = archivist.create(&format!("{REPO}/resources"), &resource).await;
    let series = add(&archivist, &root, None, "Series").await;
    let mut letters = component(&root, Some(&series), "Letters");
    letters["component_id"] = json!("L");
    letters["level"] = json!("otherlevel");
    letters["other_level"] = json!("bundle");
    letters["dates"] = json!([{ "date_type": "single", "label": "creation", "expression": "1921" }]);
    letters["instances"] = json!([instance]);
    let letters = archivist.create(&format!("{REPO}/archival_objects"), &letters).await;
    add(&archivist, &root, None, "Maps").await;

    let kept = json!([{ "instance_type": "books", "top_container_type": "box", "top_container_indicator": "7",
        "type_2": "reel", "indicator_2": "35" }]);
    let entry = |uri: &str, title: &str, position: u64, children: u64| {
        json!({
            "child_count": children, "waypoints": children.min(1), "waypoint_size": 200, "title": title, "slugged_url": "",
            "parsed_title": title, "uri": uri, "position": position, "parent_id": null, "suppressed": 0,
            "jsonmodel_type": "archival_object", "has_digital_instance": false, "identifier": null, "level": "file",
        })
    };
    let maps = format!("{REPO}/archival_objects/3");
    let first_page = json!([entry(&series, "Series", 0, 1), entry(&maps, "Maps", 1, 0)]);
    let shown = archivist.get(&format!("{root}/tree/root")).await.ok();
    assert_eq!(
        shown,
        json!({
            "child_count": 2, "waypoints": 1, "waypoint_size": 200,
            "title": "Babbage <emph render=\"italic\">family</emph> & sons", "uri": root, "slugged_url": "",
            "jsonmodel_type": "resource",
            "parsed_title": "Babbage <span class=\"emph render-italic\">family</span> &amp; sons", "suppressed": 0,
            "has_digital_instance": false, "level": "collection", "identifier": "A-1", "containers": kept,
            "precomputed_waypoints": { "": { "0": first_page } },
        })
    );
    assert_eq!(archivist.get(&format!("{root}/tree/waypoint?offset=0")).await.ok(), first_page);

    let mut below = entry(&letters, "Letters", 0, 0);
    below["parent_id"] = json!(1);
    below["identifier"] = json!("L");
    below["level"] = json!("bundle");
    below["dates"] = json!([{ "type": "single", "label": "creation", "expression": "1921" }]);
    below["containers"] = kept;
    let node = archivist.get(&format!("{root}/tree/node?node_uri={series}")).await.ok();
    assert_eq!(
        node,
        json!({
            "child_count": 1, "waypoints": 1, "waypoint_size": 200, "title": "Series", "uri": series, "position": 1,
            "jsonmodel_type": "archival_object", "has_digital_instance": false, "identifier": null,
            "precomputed_waypoints": { series.clone(): { "0": [below] } },
        })
    );
    let leaf = archivist.get(&format!("{root}/tree/node?node_uri={letters}")).await.ok();
    assert_eq!((&leaf["title"], &leaf["precomputed_waypoints"]), (&json!("Letters, 1921"), &json!({})));

    let way = archivist.get(&format!("{root}/tree/node_from_root?node_ids[]=2&node_ids[]=1")).await.ok();
    let top = json!({
        "node": null, "root_record_uri": root, "offset": 0, "jsonmodel_type": "resource", "title": shown["title"],
        "parsed_title": shown["parsed_title"],
    });
    let step = json!({
        "node": series, "root_record_uri": root, "offset": 0, "jsonmodel_type": "archival_object", "title": "Series",
        "parsed_title": "Series",
    });
    assert_eq!(way, json!({ "2": [top, step], "1": [top] }));
}

#[tokio::test]
async fn a_digital_object_shows_its_components() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let file = |uri: &str| json!({ "jsonmodel_type": "file_version", "file_uri": uri });
    let object = json!({
        "jsonmodel_type": "digital_object", "title": "Scans", "digital_object_id": "scans",
        "file_versions": [file("http://example.org/1"), file("http://example.org/2")],
    });
    let root = archivist.create(&format!("{REPO}/digital_objects"), &object).await;
    let page = json!({
        "jsonmodel_type": "digital_object_component", "label": "p1", "digital_object": { "ref": root },
        "file_versions": [file("http://example.org/p1")],
    });
    let page = archivist.create(&format!("{REPO}/digital_object_components"), &page).await;
    let shown = archivist.get(&format!("{root}/tree/root")).await.ok();
    assert_eq!(shown["digital_object_type"], Value::Null);
    assert_eq!(shown["file_uri_summary"], "http://example.org/1, http://example.org/2");
    assert_eq!(
        shown["precomputed_waypoints"][""]["0"],
        json!([{
            "child_count": 0, "waypoints": 0, "waypoint_size": 200, "title": null, "slugged_url": "", "parsed_title": null,
            "uri": page, "position": 0, "parent_id": null, "suppressed": 0, "jsonmodel_type": "digital_object_component",
            "has_digital_instance": false, "label": "p1", "file_uri_summary": "http://example.org/p1",
        }])
    );
    let record = archivist.get(&page).await.ok();
    assert_eq!(record["ancestors"], json!([{ "ref": root }]));
    assert_eq!((&record["position"], &record["has_unpublished_ancestor"]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn a_classification_shows_its_terms() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = json!({ "jsonmodel_type": "classification", "title": "Group", "identifier": "RG" });
    let root = admin.create(&format!("{REPO}/classifications"), &made).await;
    assert_eq!(admin.get(&root).await.ok()["has_classification_terms"], false);
    let term = |identifier: &str, parent: Option<&str>| {
        let mut term = json!({
            "jsonmodel_type": "classification_term", "title": format!("Term {identifier}"), "identifier": identifier,
            "classification": { "ref": root },
        });
        if let Some(parent) = parent {
            term["parent"] = json!({ "ref": parent });
        }
        term
    };
    let terms = format!("{REPO}/classification_terms");
    let first = admin.create(&terms, &term("1", None)).await;
    let second = admin.create(&terms, &term("1.1", Some(&first))).await;
    assert_eq!(admin.get(&root).await.ok()["has_classification_terms"], true);
    let shown = admin.get(&format!("{root}/tree/root?published_only=true")).await.ok();
    assert_eq!((&shown["identifier"], &shown["child_count"]), (&json!("RG"), &json!(1)));
    assert_eq!(
        shown["precomputed_waypoints"][""]["0"],
        json!([{
            "child_count": 1, "waypoints": 1, "waypoint_size": 200, "title": "Term 1", "slugged_url": "",
            "parsed_title": "Term 1", "uri": first, "position": 0, "parent_id": null, "suppressed": 0,
            "jsonmodel_type": "classification_term", "has_digital_instance": false, "identifier": "1",
        }])
    );
    let record = admin.get(&second).await.ok();
    let path = json!([
        { "title": "Group", "identifier": "RG" },
        { "title": "Term 1", "identifier": "1" },
        { "title": "Term 1.1", "identifier": "1.1" },
    ]);
    assert_eq!((&record["path_from_root"], &record["position"]), (&path, &json!(0)));
    assert_eq!(record["parent"], json!({ "ref": first }));
    assert!(record.get("ancestors").is_none());
    assert_eq!(admin.get(&format!("{first}/children")).await.ok(), json!([record]));
    admin.delete(&first).await.ok();
    assert_eq!(admin.get(&root).await.ok()["has_classification_terms"], false);
    let listed = admin.get(&format!("{REPO}/classifications?page=1")).await.ok();
    assert_eq!(listed["results"][0]["has_classification_terms"], false);
}
