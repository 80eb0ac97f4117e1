//! What reading trees costs: calls and units do not grow with the number of siblings.

use serde_json::json;
use tests::Caller;

use super::{add, grow, plant};
use crate::harness::bodies::top_container;
use crate::harness::{Fonds, REPO};

/// Calls and read units of a request that is made a second time: the first one notes that the session is in use.
async fn cost(caller: &Caller, path: &str) -> (u32, f64) {
    let answer = caller.get(path).await;
    answer.ok();
    let usage = answer.usage();
    (usage.dynamodb, usage.read_units)
}

#[tokio::test]
async fn a_thousand_siblings_cost_no_more_than_a_page() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let container = archivist.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let instance = json!({ "instance_type": "books", "sub_container": { "top_container": { "ref": container } } });
    let mut costs = vec![];
    for (identifier, siblings) in [("A", 250_u64), ("B", 1000)] {
        let root = plant(&archivist, identifier).await;
        let series = add(&archivist, &root, None, "Series").await;
        let number: u64 = series.rsplit('/').next().unwrap().parse().unwrap();
        grow(&archivist, &root, Some(&series), 0..usize::try_from(siblings).unwrap(), |_, child| {
            child["instances"] = json!([instance]);
        })
        .await;
        // Those that were put in front of others know least about where they are listed.
        for _ in 0..3 {
            let mut first = super::component(&root, Some(&series), "first");
            first["position"] = json!(0);
            archivist.create(&format!("{REPO}/archival_objects"), &first).await;
        }
        // The consumer of the stream folds the collection when the newest changes have come to rest.
        fonds.clock.advance(60);
        fonds.store.fold(&format!("{REPO}/archival_objects")).await.unwrap();
        let middle = format!("{REPO}/archival_objects/{}", number + siblings / 2);
        let last_page = siblings / 200;
        let ids: Vec<String> = (0..10).map(|place| (number + 1 + place * siblings / 11).to_string()).collect();
        let routes = [
            (3, format!("{root}/tree/root")),
            (3, format!("{root}/tree/node?node_uri={series}")),
            (3, format!("{root}/tree/node?node_uri={middle}")),
            (3, format!("{root}/tree/waypoint?offset=0&parent_node={series}")),
            (3, format!("{root}/tree/waypoint?offset=1&parent_node={series}")),
            (3, format!("{root}/tree/waypoint?offset={last_page}&parent_node={series}")),
            (3, format!("{root}/tree/waypoint?offset=0&parent_node={series}&published_only=true")),
            (3, format!("{root}/tree/node_from_root?node_ids[]={}", number + siblings / 2)),
            (3, middle.clone()),
            (4, format!("{REPO}/archival_objects?id_set={}", ids.join(","))),
            (4, format!("{REPO}/archival_objects?page=3&page_size=10")),
            (4, format!("{middle}/previous")),
        ];
        let mut found = vec![];
        for (calls, route) in routes {
            cost(&archivist, &route).await;
            let (used, units) = cost(&archivist, &route).await;
            assert!(used <= calls, "{route} took {used} calls");
            found.push((route, units));
        }
        costs.push(found);
    }
    for ((route, few), (_, many)) in costs[0].iter().zip(&costs[1]) {
        // Leaves and their list grow with the root of the number of siblings.
        assert!(*many <= few * 1.6 + 6.0, "{route}: {few} units among 250, {many} among 1,000");
    }
}
