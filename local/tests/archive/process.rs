//! The program itself, killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether something below a folder was written for the search index.
fn has_index(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        let is_index = path.file_name().is_some_and(|name| name == "index");
        path.is_dir() && (is_index && path.read_dir().unwrap().next().is_some() || has_index(&path))
    })
}

/// The code of a debug build is large and is not looked at: what counts is what the process has taken.
#[test]
fn an_idle_archive_is_small() {
    const MOST: u64 = 14 * 1024;
    let folder = fresh_folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fonds"))
        .env("DATA", &folder)
        .env("PORT", "0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let running = Running(child);
    assert!(lines.any(|line| line.unwrap().starts_with("ready")));
    let began = Instant::now();
    let kilobytes = || -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    while !has_index(&folder) || kilobytes() > MOST {
        assert!(began.elapsed() < Duration::from_secs(30), "{} KB, index: {}", kilobytes(), has_index(&folder));
        std::thread::sleep(Duration::from_millis(100));
    }
}
