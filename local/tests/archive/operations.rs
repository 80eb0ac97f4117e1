//! The program, killed in the middle of a long operation.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Caller, http_client};

use crate::fresh_folder;

/// Records that are deleted.
const COUNT: usize = 240;

/// Starts the archive on a folder; the process and somebody who may do everything.
async fn start(folder: &Path) -> (Child, Caller) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fonds"))
        .env("DATA", folder)
        .env("PORT", "0")
        .env("FONDS_PATIENCE", "0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.next().unwrap().unwrap();
    let url = ready.strip_prefix("ready ").unwrap();
    let admin = Caller::anonymous(http_client(), url).log_in("admin", "admin").await;
    (child, admin)
}

/// Waits until a job's answer is as wanted.
async fn wait(admin: &Caller, job: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1200 {
        let shown = admin.get(job).await.ok();
        if wanted(&shown) {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{}", admin.get(job).await.text());
}

/// Every accession is either whole, with its link, or gone, with its tombstone; none is both or neither.
async fn check(admin: &Caller, uris: &[String]) -> usize {
    let feed = admin.get("/delete-feed?page=1&page_size=1000").await.ok();
    let told: Vec<&str> = feed["results"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let listed = admin.get("/repositories/2/accessions?all_ids=true").await.ok();
    let mut gone = 0;
    for uri in uris {
        let is_there = admin.get(uri).await.status == 200;
        let number: u64 = uri.rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(is_there, listed.as_array().unwrap().contains(&json!(number)), "{uri}");
        assert_eq!(told.iter().filter(|told| *told == uri).count(), usize::from(!is_there), "{uri}");
        gone += usize::from(!is_there);
    }
    gone
}

#[tokio::test]
async fn an_operation_survives_kills_and_ends() {
    let folder = fresh_folder();
    let (mut child, mut admin) = start(&folder).await;
    admin.create("/repositories", &json!({ "repo_code": "MAIN", "name": "Main" })).await;
    let mut uris = vec![];
    for number in 0..COUNT {
        let accession = json!({ "id_0": number.to_string(), "title": "Papers" });
        uris.push(admin.create("/repositories/2/accessions", &accession).await);
    }
    let fields: Vec<(&str, &str)> = uris.iter().map(|uri| ("record_uris[]", uri.as_str())).collect();
    let answer = admin.form("/batch_delete", &fields).await.ok();
    let job = answer["job"].as_str().unwrap().to_owned();
    let mut done = 0;
    for _ in 0..3 {
        wait(&admin, &job, |shown| shown["progress"]["done"].as_u64().unwrap_or(u64::MAX) > done).await;
        child.kill().unwrap();
        child.wait().unwrap();
        (child, admin) = start(&folder).await;
        // It goes on by itself; what is seen of it meanwhile is whole all the same.
        done = admin.get(&job).await.ok()["progress"]["done"].as_u64().unwrap_or(done);
    }
    let job = wait(&admin, &job, |shown| shown["status"] == "completed").await;
    assert_eq!(job["result"]["results"].as_array().unwrap().len(), COUNT);
    assert_eq!(check(&admin, &uris).await, COUNT);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!((1..COUNT as u64).contains(&done), "killed {done} records late");
}
