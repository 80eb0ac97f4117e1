//! Deleting components and roots, with everything below them.

use futures_util::future::join_all;
use serde_json::json;

use super::{add, census, component, grow, number, plant};
use crate::harness::{Fonds, REPO};

async fn tombstones(fonds: &Fonds) -> Vec<String> {
    fonds.store.tombstones(0).await.unwrap()
}

#[tokio::test]
async fn what_stands_below_goes_along() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    let series = add(&admin, &root, None, "Series").await;
    let file = add(&admin, &root, Some(&series), "File").await;
    let item = add(&admin, &root, Some(&file), "Item").await;
    let stays = add(&admin, &root, None, "Stays").await;
    assert_eq!(admin.delete(&series).await.ok(), json!({ "status": "Deleted", "id": number(&series) }));
    for gone in [&series, &file, &item] {
        admin.get(gone).await.error(404);
        assert!(tombstones(&fonds).await.contains(gone));
    }
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    assert_eq!(orders[&0], ["Stays"]);
    admin.delete(&root).await.ok();
    admin.get(&stays).await.error(404);
    assert_eq!(tombstones(&fonds).await.len(), 5);
    assert!(fonds.store.census(&root).await.unwrap().branches.is_empty());
    // Nothing of it is in the way of a new one.
    plant(&admin, "A").await;
}

#[tokio::test]
async fn many_go_in_several_steps() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    let series = add(&admin, &root, None, "Series").await;
    grow(&admin, &root, Some(&series), 0..150, |_, _| {}).await;
    grow(&admin, &root, Some(&format!("{REPO}/archival_objects/{}", number(&series) + 7)), 0..30, |_, _| {}).await;
    add(&admin, &root, None, "Stays").await;
    admin.delete(&series).await.ok();
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[&0], ["Stays"]);
    assert_eq!(tombstones(&fonds).await.len(), 181);
    admin.delete(&root).await.ok();
    let census = fonds.store.census(&root).await.unwrap();
    assert_eq!((census.cards.len(), census.branches.len(), census.leaves.len()), (0, 0, 0));
}

#[tokio::test]
async fn one_that_must_stay_keeps_the_whole_tree() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    let series = add(&admin, &root, None, "Series").await;
    grow(&admin, &root, Some(&series), 0..40, |_, _| {}).await;
    let agent = admin.create("/agents/people", &crate::harness::bodies::person("Hamsun")).await;
    let kept = format!("{REPO}/archival_objects/{}", number(&series) + 9);
    let assessment = json!({
        "jsonmodel_type": "assessment", "records": [{ "ref": kept }], "surveyed_by": [{ "ref": agent }],
        "survey_begin": "2020-01-01",
    });
    admin.create(&format!("{REPO}/assessments"), &assessment).await;
    for uri in [&kept, &series, &root] {
        assert_eq!(admin.delete(uri).await.error(409), "linked_to_assessment");
    }
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    assert_eq!(orders[&number(&series)].len(), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_left_below_what_is_gone() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    for round in 0..6 {
        let series = add(&admin, &root, None, &format!("Series {round}")).await;
        grow(&admin, &root, Some(&series), 0..25, |_, _| {}).await;
        let writers = (0..4).map(|_| async {
            for _ in 0..6 {
                let body = component(&root, Some(&series), "late");
                let status = admin.post(&format!("{REPO}/archival_objects"), &body).await.status;
                assert!([200, 400].contains(&status), "{status}");
            }
        });
        let deletion = async { admin.delete(&series).await.ok() };
        tokio::join!(join_all(writers), deletion);
        census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    }
}
