//! The program itself, killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::clients::{dynamodb, is_there, put};
use crate::fresh_folder;

/// Starts `fonds stores` on a folder; the process and its DynamoDB.
fn start(folder: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fonds"))
        .arg("stores")
        .env("DATA", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut endpoint = String::new();
    for line in lines {
        let line = line.unwrap();
        if let Some(url) = line.strip_prefix("AWS_ENDPOINT_URL_DYNAMODB=") {
            url.clone_into(&mut endpoint);
        }
        if line == "ready" {
            break;
        }
    }
    (child, endpoint)
}

/// `kill` is SIGKILL here: no destructor runs and nothing is closed.
#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = fresh_folder();
    let (mut child, endpoint) = start(&folder);
    let client = dynamodb(&endpoint);
    for number in 0..50 {
        put(&client, &format!("/{number}")).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let (mut child, endpoint) = start(&folder);
    let client = dynamodb(&endpoint);
    for number in 0..50 {
        assert!(is_there(&client, &format!("/{number}")).await, "{number}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_failed_start_is_one_line_and_a_status() {
    let folder = fresh_folder();
    std::fs::write(&folder, "").unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_fonds")).env("DATA", &folder).env("PORT", "0").output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let text = String::from_utf8(done.stderr).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
}
