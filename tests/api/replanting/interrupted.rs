//! Trees on their way while the stores go away.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{add, grow, outline, plant};
use crate::harness::bodies::repository;
use crate::harness::faults::Plan;
use crate::harness::{Fonds, REPO};

/// Lets the table go away a moment after the request, and waits until the job is through.
async fn interrupted(fonds: &Fonds, faults: &crate::harness::faults::Faults, path: &str, after: u64) {
    let admin = fonds.admin().await;
    let interruption = async {
        tokio::time::sleep(Duration::from_millis(after)).await;
        faults.begin();
    };
    let (answer, ()) = tokio::join!(admin.post(path, &Value::Null), interruption);
    faults.end();
    let job = answer.ok()["job"].as_str().expect("it was over before it was interrupted").to_owned();
    fonds.clock.advance(store::journals::LEASE / 1000 + 30);
    let admin = fonds.admin().await;
    let began = Instant::now();
    while admin.get(&job).await.ok()["status"] != "completed" {
        assert!(began.elapsed() < Duration::from_mins(1), "{}", admin.get(&job).await.text());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_component_transfer_goes_on() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 100, ..Plan::default() }).await;
    faults.end();
    let admin = fonds.admin().await;
    let (from, to) = (plant(&admin, "FROM").await, plant(&admin, "TO").await);
    let series = add(&admin, &from, None, "Series").await;
    for number in 0..6 {
        let file = add(&admin, &from, Some(&series), &format!("File {number}")).await;
        grow(&admin, &from, &file, 60).await;
    }
    let before = outline(&admin, &from).await;
    let path = format!("{REPO}/component_transfers?target_resource={to}&component={series}");
    interrupted(&fonds, &faults, &path, 300).await;
    let admin = fonds.admin().await;
    assert_eq!(outline(&admin, &to).await, before);
    assert_eq!(outline(&admin, &from).await, Vec::<String>::new());
    assert_eq!(admin.get(&series).await.ok()["linked_events"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tree_on_its_way_to_another_repository_goes_on() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 100, ..Plan::default() }).await;
    faults.end();
    let admin = fonds.admin().await;
    admin.create("/repositories", &repository("OTHER")).await;
    let root = plant(&admin, "MS").await;
    for number in 0..4 {
        let file = add(&admin, &root, None, &format!("File {number}")).await;
        grow(&admin, &root, &file, 60).await;
    }
    let before = outline(&admin, &root).await;
    interrupted(&fonds, &faults, &format!("{root}/transfer?target_repo=/repositories/3"), 500).await;
    let admin = fonds.admin().await;
    assert_eq!(outline(&admin, &root.replace("/repositories/2/", "/repositories/3/")).await, before);
    assert_eq!(admin.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok(), json!([]));
    let events = admin.get("/repositories/3/events?all_ids=true").await.ok();
    assert_eq!(events.as_array().unwrap().len(), 1);
}
