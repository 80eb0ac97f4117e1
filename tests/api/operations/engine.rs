//! Operations end, whatever happens to those who work on them.

use std::time::Duration;

use super::counting::{Counting, JOB, begin, run, run_and_die, status, wait_for};
use crate::harness::Fonds;

#[tokio::test]
async fn an_operation_shows_as_a_job_from_its_beginning_to_its_end() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    assert_eq!(begin(&fonds, Counting::to(3)).await.unwrap(), JOB);
    let job = reader.get(JOB).await.ok();
    assert_eq!(job["status"], "queued");
    assert_eq!(job["owner"], "archivist");
    assert_eq!(job["progress"]["total"], 3);
    assert!(job["time_submitted"].as_str().unwrap().ends_with(" UTC"), "{job}");

    assert_eq!(run(&fonds, 5000).await, 1);
    let job = reader.get(JOB).await.ok();
    assert_eq!(job["status"], "completed");
    assert_eq!(job["result"]["counted"], 3);
    assert_eq!(job["result"]["for"], "archivist");
    assert!(job["time_finished"].is_string() && job["time_started"].is_string(), "{job}");
    assert!(job.get("progress").is_none());
    let log = reader.get(&format!("{JOB}/log")).await;
    assert_eq!(log.text(), "counted 1\ncounted 2\ncounted 3\nCompleted.\n");
    assert_eq!(reader.get(&format!("{JOB}/log?offset=20")).await.text(), "counted 3\nCompleted.\n");
    assert!(fonds.store.journal(JOB).await.unwrap().is_none());
    assert_eq!(run(&fonds, 100).await, 0);
}

#[tokio::test]
async fn what_a_dead_runner_leaves_is_finished_by_another() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    begin(&fonds, Counting { pace: 60, ..Counting::to(6) }).await.unwrap();
    run_and_die(&fonds, 220).await;
    let job = reader.get(JOB).await.ok();
    assert_eq!(job["status"], "running");
    let done = job["progress"]["done"].as_u64().unwrap();
    assert!((1..6).contains(&done), "{job}");

    // As long as the lease holds, nobody can know that it is dead.
    assert_eq!(run(&fonds, 1000).await, 0);
    assert_eq!(status(&reader, JOB).await, "running");
    fonds.clock.advance(61);
    assert_eq!(run(&fonds, 5000).await, 1);
    assert_eq!(reader.get(JOB).await.ok()["result"]["counted"], 6);
    // What was counted and not saved is counted again: steps are made for that. What was saved is not.
    let log = reader.get(&format!("{JOB}/log")).await.text();
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        ["counted 1", "counted 2", "counted 3", "counted 4", "counted 5", "counted 6", "Completed."]
    );
}

#[tokio::test]
async fn one_runner_works_on_an_operation() {
    let fonds = Fonds::start().await;
    begin(&fonds, Counting { pace: 20, ..Counting::to(5) }).await.unwrap();
    let stretches = futures_util::future::join_all((0..6).map(|_| run(&fonds, 5000))).await;
    assert_eq!(stretches.iter().sum::<usize>(), 1, "{stretches:?}");
    let log = fonds.reader().await.get(&format!("{JOB}/log")).await.text();
    assert_eq!(log.lines().count(), 6, "{log}");
}

#[tokio::test]
async fn a_runner_whose_time_is_over_hands_over() {
    let fonds = Fonds::start().await;
    begin(&fonds, Counting { pace: 60, ..Counting::to(6) }).await.unwrap();
    assert_eq!(run(&fonds, 150).await, 0);
    let done = fonds.reader().await.get(JOB).await.ok()["progress"]["done"].as_u64().unwrap();
    assert!((1..6).contains(&done), "{done}");
    // Nobody has to wait for the lease.
    assert_eq!(run(&fonds, 5000).await, 1);
    assert_eq!(status(&fonds.reader().await, JOB).await, "completed");
}

#[tokio::test]
async fn an_operation_that_fails_says_why() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    begin(&fonds, Counting { fails_at: Some(2), ..Counting::to(6) }).await.unwrap();
    assert_eq!(run(&fonds, 5000).await, 1);
    assert_eq!(status(&reader, JOB).await, "failed");
    let log = reader.get(&format!("{JOB}/log")).await.text();
    assert_eq!(log, "counted 1\ncounted 2\nFailed: thirteen is bad luck\n");
    // What it held is free.
    assert!(begin(&fonds, Counting::to(1)).await.is_ok());
}

#[tokio::test]
async fn trouble_of_the_stores_passes_or_does_not() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    begin(&fonds, Counting { troubled_at: Some(1), ..Counting::to(6) }).await.unwrap();
    // The first of them made a step before.
    for _ in 0..11 {
        assert_eq!(run(&fonds, 5000).await, 0);
        assert_eq!(status(&reader, JOB).await, "running");
        // Not at once again.
        assert_eq!(fonds.store.journal(JOB).await.unwrap().map(|journal| journal.done), Some(1));
        fonds.clock.advance(301);
    }
    run(&fonds, 5000).await;
    assert_eq!(status(&reader, JOB).await, "failed");
    let log = reader.get(&format!("{JOB}/log")).await.text();
    assert!(log.contains("never came further") && !log.contains("secret"), "{log}");
}

#[tokio::test]
async fn a_second_operation_on_a_record_is_refused() {
    let fonds = Fonds::start().await;
    begin(&fonds, Counting::to(2)).await.unwrap();
    let refused = begin(&fonds, Counting::to(2)).await.unwrap_err();
    assert_eq!(refused.status(), 409);
    assert!(refused.to_string().contains(JOB), "{refused}");
    run(&fonds, 5000).await;
    assert!(begin(&fonds, Counting::to(2)).await.is_ok());
}

#[tokio::test]
async fn a_cancelled_operation_stops_between_two_steps() {
    let fonds = Fonds::start().await;
    let manager = fonds.admin().await;
    begin(&fonds, Counting { pace: 50, ..Counting::to(100) }).await.unwrap();
    let cancel = async {
        wait_for(&manager, JOB, "running").await;
        tokio::time::sleep(Duration::from_millis(120)).await;
        let answer = manager.post(&format!("{JOB}/cancel"), &serde_json::Value::Null).await.ok();
        assert_eq!(answer["status"], "Updated");
        assert_eq!(status(&manager, JOB).await, "canceled");
    };
    let (stretches, ()) = tokio::join!(run(&fonds, 20_000), cancel);
    assert_eq!(stretches, 1);
    let job = manager.get(JOB).await.ok();
    assert_eq!(job["status"], "canceled");
    assert!(job["time_finished"].is_string());
    let log = manager.get(&format!("{JOB}/log")).await.text();
    assert!(log.ends_with("Cancelled.\n") && log.lines().count() < 50, "{log}");
    assert!(begin(&fonds, Counting::to(1)).await.is_ok());
}

#[tokio::test]
async fn an_operation_that_nobody_works_on_is_cancelled_at_once() {
    let fonds = Fonds::start().await;
    let manager = fonds.admin().await;
    begin(&fonds, Counting::to(3)).await.unwrap();
    manager.post(&format!("{JOB}/cancel"), &serde_json::Value::Null).await.ok();
    assert!(fonds.store.journal(JOB).await.unwrap().is_none());
    assert_eq!(run(&fonds, 1000).await, 0);
    assert_eq!(status(&manager, JOB).await, "canceled");
}

#[tokio::test]
async fn a_job_that_is_deleted_stops_and_leaves_nothing() {
    let fonds = Fonds::start().await;
    let manager = fonds.admin().await;
    begin(&fonds, Counting { pace: 50, ..Counting::to(100) }).await.unwrap();
    let delete = async {
        wait_for(&manager, JOB, "running").await;
        tokio::time::sleep(Duration::from_millis(120)).await;
        manager.delete(JOB).await.ok();
        manager.get(JOB).await.error(404);
    };
    let (stretches, ()) = tokio::join!(run(&fonds, 20_000), delete);
    assert_eq!(stretches, 1);
    assert_eq!(fonds.store.log(JOB, 0).await.unwrap(), "");
    assert!(fonds.store.open_journals().await.unwrap().is_empty());
    assert_eq!(manager.get("/repositories/2/jobs?page=1").await.ok()["total"], 0);
}
