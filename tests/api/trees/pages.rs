//! Trees with more children than a page holds.

use std::collections::BTreeSet;

use serde_json::json;

use super::{add, component, grow, plant, relocate, titles};
use crate::harness::{Fonds, REPO};

#[tokio::test]
async fn every_child_is_on_one_page() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    for parent in [None, Some(series.as_str())] {
        let before = usize::from(parent.is_none());
        grow(&archivist, &root, parent, 0..450 - before, |_, _| {}).await;
        let shown = match parent {
            None => archivist.get(&format!("{root}/tree/root")).await.ok(),
            Some(node) => archivist.get(&format!("{root}/tree/node?node_uri={node}")).await.ok(),
        };
        assert_eq!((&shown["child_count"], &shown["waypoints"]), (&json!(450), &json!(3)));
        let place = parent.map(|uri| format!("&parent_node={uri}")).unwrap_or_default();
        let page = |offset: u64| format!("{root}/tree/waypoint?offset={offset}{place}");
        let mut seen = vec![];
        for (offset, size) in [(0, 200), (1, 200), (2, 50), (3, 0)] {
            let entries = archivist.get(&page(offset)).await.ok();
            let entries = entries.as_array().unwrap();
            assert_eq!(entries.len(), size, "page {offset}");
            seen.extend(entries.clone());
        }
        let positions: Vec<u64> = seen.iter().map(|entry| entry["position"].as_u64().unwrap()).collect();
        assert_eq!(positions, (0..450).collect::<Vec<u64>>());
        let uris: BTreeSet<&str> = seen.iter().map(|entry| entry["uri"].as_str().unwrap()).collect();
        assert_eq!(uris.len(), 450);
        let last: Vec<&str> = seen[before..].iter().map(|entry| entry["title"].as_str().unwrap()).collect();
        assert_eq!(last, (0..450 - before).map(|number| number.to_string()).collect::<Vec<_>>());
        let key = parent.unwrap_or_default();
        assert_eq!(shown["precomputed_waypoints"][key]["0"].as_array().unwrap()[..], seen[..200]);
    }
}

#[tokio::test]
async fn unpublished_and_suppressed_children_do_not_count_for_the_public() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let root = plant(&archivist, "A").await;
    // Two of three are published; one of those will be suppressed.
    grow(&archivist, &root, None, 0..600, |number, child| child["publish"] = json!(number % 3 != 0)).await;
    admin.form(&format!("{REPO}/archival_objects/2/suppressed"), &[("suppressed", "true")]).await.ok();
    let published: Vec<String> =
        (0..600).filter(|number| number % 3 != 0 && *number != 1).map(|number| number.to_string()).collect();
    let shown = archivist.get(&format!("{root}/tree/root?published_only=true")).await.ok();
    assert_eq!((&shown["child_count"], &shown["waypoints"]), (&json!(399), &json!(2)));
    let mut seen = vec![];
    for (offset, size) in [(0, 200), (1, 199), (2, 0)] {
        let page = titles(&archivist, &format!("{root}/tree/waypoint?published_only=true&offset={offset}")).await;
        assert_eq!(page.len(), size, "page {offset}");
        seen.extend(page);
    }
    assert_eq!(seen, published);
    // The way to the last one goes over the second page; over the third when all are counted.
    let way = |only: bool| format!("{root}/tree/node_from_root?node_ids[]=600&published_only={only}");
    assert_eq!(archivist.get(&way(true)).await.ok()["600"][0]["offset"], 1);
    assert_eq!(archivist.get(&way(false)).await.ok()["600"][0]["offset"], 3);
}

/// Children that are put in front, behind and in between stand where they were put, whatever the list looks like inside.
#[tokio::test]
async fn positions_hold_while_the_list_is_rebuilt() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let mut expected: Vec<String> = vec![];
    for number in 0..260_usize {
        let position = [0, expected.len(), expected.len() / 2][number % 3];
        let mut child = component(&root, None, &number.to_string());
        child["position"] = json!(position);
        let uri = archivist.create(&format!("{REPO}/archival_objects"), &child).await;
        expected.insert(position, uri);
    }
    for (from, to) in [(0, 259), (259, 0), (130, 131), (131, 130), (7, 200), (200, 7), (5, 5)] {
        let moved = expected.remove(from);
        expected.insert(to, moved);
        relocate(&archivist, &expected[to], None, to).await;
    }
    let mut seen = vec![];
    for offset in 0..2 {
        let page = archivist.get(&format!("{root}/tree/waypoint?offset={offset}")).await.ok();
        seen.extend(page.as_array().unwrap().iter().map(|entry| entry["uri"].as_str().unwrap().to_owned()));
    }
    assert_eq!(seen, expected);
    let records = super::read_all(&archivist, &expected).await;
    for (position, record) in records.iter().enumerate() {
        assert_eq!(record["position"], position, "{}", record["uri"]);
    }
    // The 200th is said to be on the second page, as the original has it.
    for (position, page) in [(198, 0), (199, 1), (200, 1)] {
        let number = expected[position].rsplit('/').next().unwrap();
        let way = archivist.get(&format!("{root}/tree/node_from_root?node_ids[]={number}")).await.ok();
        assert_eq!(way[number][0]["offset"], page, "position {position}");
        let node = archivist.get(&format!("{root}/tree/node?node_uri={}", expected[position])).await.ok();
        assert_eq!(node["position"], position + 1);
    }
}
