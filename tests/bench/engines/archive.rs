//! The same index behind the archive: the first answer after a start, searches over HTTP, how soon a change is found, and what a month of
//! searching costs on AWS.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tests::{Caller, encode, http_client};

use super::{Figures, KINDS};
use crate::load::{Measured, median, run};
use crate::process::Running;
use crate::row;

/// Changes that are waited for.
const CHANGES: usize = 60;

/// Memory of the function `search` in `template.yaml`, in gigabytes.
const MEMORY: f64 = 1.0;

/// Starts whose first answer is measured.
const STARTS: usize = 5;

/// Dollars, as in README.md: a million read units, a GB-second, a million requests with those of the HTTP API, a GB in the bucket for a
/// month, a million objects read.
const READ_UNITS: f64 = 0.125;
const GB_SECOND: f64 = 0.000_013_3;
const REQUESTS: f64 = 1.20;
const STORAGE: f64 = 0.023;
const OBJECTS: f64 = 0.40;

/// Makes the repositories that the descriptions are in.
pub(crate) async fn prepare(fonds: &Path, data: &Path) {
    let (archive, admin) = start(fonds, data).await;
    for code in ["ONE", "TWO", "THREE"] {
        admin.create("/repositories", &json!({ "repo_code": code, "name": code })).await;
    }
    // Until the stream has brought them to the index, another one would be built in the place of what follows.
    let began = Instant::now();
    while admin.get("/search?page=1&type[]=repository&q=THREE").await.status != 200 {
        assert!(began.elapsed() < Duration::from_mins(1), "there is no index");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(archive);
}

async fn start(fonds: &Path, data: &Path) -> (Running, Caller) {
    let archive = Running::start(fonds, &[], data);
    let base_url = archive.said.last().unwrap().strip_prefix("ready ").unwrap().to_owned();
    let admin = Caller::anonymous(http_client(), &base_url).log_in("admin", "admin").await;
    (archive, admin)
}

/// Where a question is asked: everywhere, in the fields that are looked through by default.
fn path(kind: &str, words: &str) -> String {
    let facet = if kind == "facet" { "&facet[]=subjects&facet_mincount=1" } else { "" };
    let words = if kind == "phrase" { format!("\"{words}\"") } else { words.to_owned() };
    format!("/search?page=1{facet}&q={}", encode(&words))
}

pub(crate) async fn measure(fonds: &Path, data: &Path, records: u64, own: &Figures, questions: &[(String, String)]) {
    let first = first_answers(fonds, data, questions).await;
    let beside = format!("{} reads of the bucket; goal 300 ms", first.reads);
    row(&format!("cold first answer, {records} records"), &format!("{:.0} ms", first.milliseconds), &beside);
    let (archive, admin) = start(fonds, data).await;
    let warm = searches(&admin, questions).await;
    let fresh = freshness(&admin).await;
    let figure = format!("{:.0}/{:.0} ms p50/95", fresh.percentile(50), fresh.percentile(95));
    row(&format!("written to found, among {records}"), &figure, "goal 2 s; the original: 30 to 60 s");
    let (now, most) = archive.memory();
    row("memory of the archive after that", &format!("{now:.0} MB"), &format!("at most {most:.0} MB"));
    let gigabytes = own.get("bytes").copied().unwrap_or_default() / 1e9;
    // Whoever searches rarely always comes to a function that has to be started.
    for (searches, cold) in [(0.0, 0.0), (1000.0, 1000.0), (100_000.0, 5000.0)] {
        let seconds = (cold * first.milliseconds + (searches - cold) * warm.milliseconds) / 1000.0;
        let cost = gigabytes * STORAGE
            + searches / 1e6 * (REQUESTS + warm.read_units * READ_UNITS)
            + cold / 1e6 * f64::from(first.reads) * OBJECTS
            + seconds * MEMORY * GB_SECOND;
        let beside = format!("{cold:.0} of them cold; an OpenSearch cluster: $350");
        row(&format!("{searches:.0} searches a month"), &format!("${cost:.3}"), &beside);
    }
}

/// The first answers after a start.
struct First {
    milliseconds: f64,
    reads: u32,
}

async fn first_answers(fonds: &Path, data: &Path, questions: &[(String, String)]) -> First {
    let (mut times, mut reads) = (vec![], 0);
    for (kind, words) in questions.iter().take(STARTS) {
        let (archive, admin) = start(fonds, data).await;
        let began = Instant::now();
        let answer = admin.get(&path(kind, words)).await;
        times.push(began.elapsed());
        answer.ok();
        reads = answer.usage().s3.max(reads);
        drop(archive);
    }
    First { milliseconds: median(times).as_secs_f64() * 1000.0, reads }
}

/// What searches take and cost at most once the index is in memory.
#[derive(Default)]
struct Warm {
    milliseconds: f64,
    read_units: f64,
}

async fn searches(admin: &Caller, questions: &[(String, String)]) -> Warm {
    let mut most = Warm::default();
    for kind in KINDS {
        let asked = questions.iter().filter(|(of, _)| of == kind);
        let paths: Arc<[String]> = asked.map(|(kind, words)| path(kind, words)).collect();
        let (count, caller, all) = (paths.len(), admin.clone(), Arc::clone(&paths));
        let ask = move |number: usize| {
            let (caller, paths) = (caller.clone(), Arc::clone(&all));
            async move {
                assert_eq!(caller.get(&paths[number % paths.len()]).await.status, 200);
            }
        };
        run(1, count, ask.clone()).await;
        let measured = run(1, count, ask).await;
        let usage = admin.get(&paths[0]).await.usage();
        most.read_units = most.read_units.max(usage.read_units);
        most.milliseconds = most.milliseconds.max(measured.percentile(95));
        let figure = format!("{:.2}/{:.2} ms p50/95", measured.percentile(50), measured.percentile(95));
        let beside = format!("all default fields, and JSON; {} call, {} read units", usage.dynamodb, usage.read_units);
        row(&format!("search over HTTP, {kind}"), &figure, &beside);
    }
    most
}

/// From the beginning of a write to the search that finds it.
async fn freshness(admin: &Caller) -> Measured {
    let caller = admin.clone();
    let write = move |number: usize| {
        let caller = caller.clone();
        async move {
            let word = format!("fresh{number}x");
            caller.create("/repositories/2/accessions", &json!({ "id_0": word, "title": word })).await;
            let path = format!("/search?page=1&q={word}");
            while caller.get(&path).await.json()["total_hits"] != 1 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    };
    run(1, CHANGES, write).await
}
