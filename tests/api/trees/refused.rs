//! Who does not see trees, and what is no question about one.

use serde_json::json;

use super::{add, grow, plant, titles};
use crate::harness::{Fonds, REPO};

/// The routes that read a tree, with a component of it.
fn routes(root: &str, component: &str) -> Vec<String> {
    let number = component.rsplit('/').next().unwrap();
    vec![
        format!("{root}/tree/root"),
        format!("{root}/tree/waypoint?offset=0"),
        format!("{root}/tree/waypoint?offset=0&parent_node={component}"),
        format!("{root}/tree/node?node_uri={component}"),
        format!("{root}/tree/node_from_root?node_ids[]={number}"),
        format!("{root}/tree"),
        format!("{root}/ordered_records"),
        format!("{root}/top_containers"),
        format!("{root}/models_in_graph"),
        format!("/bulk_archival_object_updater{root}/small_tree"),
        format!("{component}/children"),
        format!("{component}/models_in_graph"),
    ]
}

#[tokio::test]
async fn trees_are_for_those_who_see_the_repository() {
    let fonds = Fonds::start().await;
    let (archivist, outsider) = (fonds.archivist().await, fonds.outsider().await);
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    for route in routes(&root, &series) {
        fonds.reader().await.get(&route).await.ok();
        assert_eq!(outsider.get(&route).await.error(403), "Access denied", "{route}");
        fonds.anonymous().get(&route).await.error(403);
        // Of another repository the record is none.
        let elsewhere = route.replacen("/repositories/2/", "/repositories/3/", 1);
        assert_eq!(outsider.get(&elsewhere).await.status, 404, "{elsewhere}");
    }
}

#[tokio::test]
async fn a_suppressed_tree_is_none_for_those_who_do_not_see_it() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    let file = add(&archivist, &root, Some(&series), "File").await;
    add(&archivist, &root, None, "Maps").await;
    admin.form(&format!("{series}/suppressed"), &[("suppressed", "true")]).await.ok();
    // A suppressed component is in no page, and not to be asked about; counts and positions stay those of the whole.
    let page = format!("{root}/tree/waypoint?offset=0");
    assert_eq!(titles(&archivist, &page).await, ["Maps"]);
    let shown = archivist.get(&format!("{root}/tree/root")).await.ok();
    assert_eq!(shown["child_count"], 2);
    assert_eq!(shown["precomputed_waypoints"][""]["0"].as_array().unwrap().len(), 1);
    assert_eq!(shown["precomputed_waypoints"][""]["0"][0]["position"], 1);
    for route in [
        format!("{root}/tree/waypoint?offset=0&parent_node={series}"),
        format!("{root}/tree/node?node_uri={series}"),
        format!("{root}/tree/node_from_root?node_ids[]=1"),
        format!("{series}/children"),
        format!("{series}/previous"),
    ] {
        assert_eq!(archivist.get(&route).await.error(404), "ArchivalObject not found", "{route}");
    }
    assert_eq!(titles(&admin, &page).await, ["Series", "Maps"]);
    let seen = admin.get(&page).await.ok();
    assert_eq!((&seen[0]["suppressed"], &seen[1]["suppressed"]), (&json!(1), &json!(0)));
    admin.get(&file).await.ok();

    admin.form(&format!("{root}/suppressed"), &[("suppressed", "true")]).await.ok();
    for route in routes(&root, &series) {
        assert_eq!(archivist.get(&route).await.status, 404, "{route}");
        admin.get(&route).await.ok();
    }
}

#[tokio::test]
async fn questions_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    let other = plant(&archivist, "B").await;
    let stranger = add(&archivist, &other, None, "Stranger").await;
    let refused = |query: &str, status: u16, error: serde_json::Value| (format!("{root}/tree/{query}"), status, error);
    let missing = || json!("ArchivalObject not found");
    let wanted = |name: &str, kind: &str, text: &str| json!({ name: [format!("Wanted type {kind} but got '{text}'")] });
    let lacking = |name: &str| json!({ name: ["Parameter required but no value provided"] });
    let no_uri = |name: &str| json!({ name: ["Failed validation -- Must be the URI of archival_object"] });
    let cases = [
        refused("waypoint", 400, lacking("offset")),
        refused("waypoint?offset=x", 400, wanted("offset", "Integer", "x")),
        refused("waypoint?offset=", 400, wanted("offset", "Integer", "")),
        refused("waypoint?offset=-1", 400, json!({ "offset": ["Failed validation -- Must not be negative"] })),
        refused("waypoint?offset=99999999999999999999", 400, wanted("offset", "Integer", "99999999999999999999")),
        refused("waypoint?offset=0&parent_node=nonsense", 400, no_uri("parent_node")),
        refused(&format!("waypoint?offset=0&parent_node={root}"), 400, no_uri("parent_node")),
        refused(&format!("waypoint?offset=0&parent_node={stranger}"), 404, missing()),
        refused(&format!("waypoint?offset=0&parent_node={REPO}/archival_objects/99"), 404, missing()),
        refused("waypoint?offset=0&parent_node=/repositories/3/archival_objects/1", 404, missing()),
        refused("root?published_only=maybe", 400, wanted("published_only", "RESTHelpers::BooleanParam", "maybe")),
        refused("node", 400, lacking("node_uri")),
        refused("node?node_uri=nonsense", 400, no_uri("node_uri")),
        refused(&format!("node?node_uri={stranger}"), 404, missing()),
        refused(&format!("node?node_uri={REPO}/archival_objects/99"), 404, missing()),
        refused("node_from_root", 400, lacking("node_ids")),
        refused("node_from_root?node_ids[]=x", 400, wanted("node_ids", "[Integer]", "x")),
        refused("node_from_root?node_ids[]=99", 404, missing()),
        refused("node_from_root?node_ids[]=-1", 404, missing()),
        refused("node_from_root?node_ids[]=2", 404, missing()),
        refused("node_from_root?node_ids[]=1&node_ids[]=99", 404, missing()),
    ];
    for (path, status, error) in cases {
        assert_eq!(archivist.get(&path).await.error(status), error, "{path}");
    }
    let many: String = (0..300).map(|_| "&node_ids[]=1").collect();
    archivist.get(&format!("{root}/tree/node_from_root?{}", &many[1..])).await.error(400);
    // Far beyond the last page there is nothing, and nothing is what it costs.
    for offset in ["1", "46116860184273879", "9223372036854775807"] {
        let answer = archivist.get(&format!("{root}/tree/waypoint?offset={offset}")).await;
        assert_eq!(answer.ok(), json!([]));
        assert_eq!(answer.usage().dynamodb, 1);
    }
    // A tree without components is one, too.
    fonds.admin().await.delete(&series).await.ok();
    assert_eq!(archivist.get(&format!("{root}/tree/root")).await.ok()["precomputed_waypoints"], json!({}));
    assert_eq!(archivist.get(&format!("{root}/tree")).await.ok()["children"], json!([]));
    grow(&archivist, &root, None, 0..1, |_, _| {}).await;
    assert_eq!(titles(&archivist, &format!("{root}/tree/waypoint?offset=0")).await, ["0"]);
}
