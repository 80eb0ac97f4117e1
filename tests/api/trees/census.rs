//! Whether a tree is whole: everything that is said more than once says the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use records::record_type::Stored;
use records::tree::number_of;
use store::Store;
use store::tree::rank::{read_spot, spot};

/// Walks a tree in the table and compares all that is known of it. The titles below each parent, in order.
pub(crate) async fn check(store: &Store, root: &str, collection: &str) -> BTreeMap<u64, Vec<String>> {
    let census = store.census(root).await.unwrap();
    let uris: Vec<String> = census.cards.iter().map(|(_, card)| format!("{collection}/{}", card.number)).collect();
    let uris: BTreeSet<&str> = uris.iter().map(String::as_str).collect();
    assert_eq!(uris.len(), census.cards.len(), "a component has two cards");
    let uris: Vec<&str> = uris.into_iter().collect();
    let records: BTreeMap<u64, Stored> =
        store.read(&uris).await.unwrap().into_iter().flatten().map(|record| (number_of(&record.uri), record)).collect();
    assert_eq!(records.len(), census.cards.len(), "a card without a record");
    check_members(store, root, collection, &records).await;
    let mut children: BTreeMap<u64, Vec<(String, u64, bool)>> = BTreeMap::new();
    for (parent, card) in &census.cards {
        let record = &records[&card.number];
        let place = record.place.as_ref().unwrap();
        let above = if *parent == 0 { root.to_owned() } else { format!("{collection}/{parent}") };
        assert_eq!(place.parent, above, "{}", record.uri);
        assert_eq!(spot(&place.rank, card.number), card.spot, "{}", record.uri);
        assert_eq!(card.published, record.body["publish"] == true && !record.suppressed, "{}", record.uri);
        let shown: records::tree::Card = serde_json::from_str(&card.text).unwrap();
        assert_eq!(shown, records::tree::Card::of(record));
        children.entry(*parent).or_default().push((card.spot.clone(), card.number, card.published));
    }
    for (_, card) in &census.cards {
        let below = children.get(&card.number);
        let published = below.map_or(0, |below| below.iter().filter(|child| child.2).count());
        assert_eq!(card.children.all, below.map_or(0, |below| below.len() as u64), "count on card {}", card.number);
        assert_eq!(card.children.published, published as u64, "published on card {}", card.number);
        check_path(&records, card.number, root);
    }
    let mut listed: BTreeMap<u64, BTreeMap<u32, Vec<String>>> = BTreeMap::new();
    for (parent, leaf, spots) in census.leaves {
        listed.entry(parent).or_default().insert(leaf, spots);
    }
    let mut orders = BTreeMap::new();
    for (parent, branch) in &census.branches {
        let below = children.remove(parent).unwrap_or_default();
        assert_eq!(branch.count(), below.len() as u64, "count of {parent}");
        assert_eq!(branch.published(), below.iter().filter(|child| child.2).count() as u64, "published of {parent}");
        let mut leaves = listed.remove(parent).unwrap_or_default();
        let mut in_order = vec![];
        for leaf in branch.leaves() {
            let spots = leaves.remove(&leaf.number).unwrap_or_default();
            assert_eq!(leaf.count, spots.len() as u64, "leaf {} of {parent}", leaf.number);
            let published = below.iter().filter(|child| child.2 && spots.contains(&child.0)).count();
            assert_eq!(leaf.published, published as u64, "published in leaf {} of {parent}", leaf.number);
            for spot in &spots {
                assert_eq!(branch.leaf_of(spot).map(|(found, _)| found.number), Some(leaf.number), "{spot}");
            }
            in_order.extend(spots);
        }
        assert!(leaves.values().all(Vec::is_empty), "a leaf that the index of {parent} does not know");
        let spots: Vec<String> = below.iter().map(|child| child.0.clone()).collect();
        assert_eq!(in_order, spots, "order below {parent}");
        assert!(in_order.windows(2).all(|pair| pair[0] < pair[1]), "ranks below {parent}");
        let title = |spot: &String| {
            let (_, child) = read_spot(spot).unwrap();
            records[&child].body["title"].as_str().unwrap_or_default().to_owned()
        };
        orders.insert(*parent, in_order.iter().map(title).collect());
    }
    assert!(children.is_empty(), "children without an index: {children:?}");
    assert!(listed.is_empty(), "leaves without an index");
    orders
}

/// Every component of the root is in the tree, and nothing else is.
async fn check_members(store: &Store, root: &str, collection: &str, records: &BTreeMap<u64, Stored>) {
    let fetched = store.fetch([store::Key::members(collection)]).await.unwrap();
    let live = store.members(collection, &fetched).await.unwrap().live;
    let uris: Vec<String> = live.iter().map(|number| format!("{collection}/{number}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let all = store.read(&uris).await.unwrap().into_iter().flatten();
    let own = all.filter(|record| records::tree::root_of(record) == Some(root)).map(|record| number_of(&record.uri));
    assert_eq!(own.collect::<Vec<u64>>(), records.keys().copied().collect::<Vec<u64>>());
}

/// Whoever goes up from a component arrives at the root.
fn check_path(records: &BTreeMap<u64, Stored>, number: u64, root: &str) {
    let mut seen = BTreeSet::new();
    let mut current = number;
    loop {
        assert!(seen.insert(current), "{number} stands below itself");
        let parent = &records[&current].place.as_ref().unwrap().parent;
        if parent == root {
            return;
        }
        current = number_of(parent);
    }
}
