//! `make bill`: what each route costs in calls and capacity units, and what a million requests of a fixed mixture cost in
//! dollars.
//!
//! Counted, not estimated: calls and units as DynamoDB reports them to the archive. Taken for granted, because only AWS can
//! tell: how long a call takes there. Prices are those of us-east-1 on demand; storage and transfer are left out.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that prints its results, or panics")]

mod bodies;

use std::process::ExitCode;

use local::{Archive, Options, wiring};
use serde_json::json;
use store::Clock;
use tests::{Caller, Response, Usage, http_client};

/// Dollars for a million read units, and for a million write units.
const READ_UNITS: f64 = 0.125;
const WRITE_UNITS: f64 = 0.625;
/// Dollars for a million requests to S3 (as if all were reads), to the HTTP API, and to Lambda.
const S3_REQUESTS: f64 = 0.40;
const GATEWAY: f64 = 1.00;
const INVOCATIONS: f64 = 0.20;
/// Dollars for a gigabyte-second of Lambda (arm64).
const GIGABYTE_SECOND: f64 = 0.000_013_333_4;
/// Size of a function, in gigabytes.
const SIZE: f64 = 0.25;
/// What a request takes on its own, and what it waits for each call, in milliseconds; and for a password to be hashed.
const OWN: f64 = 2.0;
const CALL: f64 = 4.0;
const HASH: f64 = 60.0;

const ACCESSIONS: &str = "/repositories/2/accessions";

/// One row: a route, its share of a hundred requests, and what it used.
struct Row {
    name: &'static str,
    share: u32,
    usage: Usage,
    bytes: usize,
    milliseconds: f64,
}

impl Row {
    fn of(name: &'static str, share: u32, answer: &Response) -> Self {
        answer.ok();
        let usage = answer.usage();
        let hashing = if name.contains("login") { HASH } else { 0.0 };
        let milliseconds = OWN + hashing + CALL * f64::from(usage.dynamodb + usage.s3);
        Self { name, share, usage, bytes: answer.body.len(), milliseconds }
    }

    /// Dollars for a million of them.
    fn dollars(&self) -> f64 {
        self.usage.read_units * READ_UNITS
            + self.usage.write_units * WRITE_UNITS
            + f64::from(self.usage.s3) * S3_REQUESTS
            + GATEWAY
            + INVOCATIONS
            + self.milliseconds * 1000.0 * SIZE * GIGABYTE_SECOND
    }
}

fn main() -> ExitCode {
    if let Some(ended) = media::decoder::begin() {
        return ended;
    }
    bill();
    ExitCode::SUCCESS
}

#[tokio::main]
async fn bill() {
    let clock = Clock::default();
    let served = clock.clone();
    let archive = Archive::start(Options::temporary(), |endpoints| async move {
        wiring::build(wiring::store(&endpoints, served), "admin", wiring::Manner::default()).await
    });
    let archive = archive.await.unwrap();
    let anonymous = Caller::anonymous(http_client(), &archive.base_url);
    let admin = anonymous.log_in("admin", "admin").await;
    let store = wiring::store(archive.endpoints(), clock.clone());
    let (agent, records) = fill(&admin).await;
    // As in an archive at rest: what was loaded is folded.
    clock.advance(60);
    store.fold(ACCESSIONS).await.unwrap();
    let admin = anonymous.log_in("admin", "admin").await;
    let rows = measure(&admin, &agent, &records).await;
    print(&rows);
    archive.stop().await;
}

/// Loads what the requests are about: an agent, and accessions that refer to it.
async fn fill(admin: &Caller) -> (String, Vec<String>) {
    admin.create("/repositories", &json!({ "repo_code": "MAIN", "name": "Main" })).await;
    let agent = admin.create("/agents/people", &bodies::person("Hamsun")).await;
    let mut records = vec![];
    for number in 0..300 {
        records.push(admin.create(ACCESSIONS, &bodies::accession(&format!("a{number}"), &agent)).await);
    }
    (agent, records)
}

async fn measure(admin: &Caller, agent: &str, records: &[String]) -> Vec<Row> {
    let read = admin.get(&records[7]).await;
    let page = admin.get(&format!("{ACCESSIONS}?page=1")).await;
    let deep = admin.get(&format!("{ACCESSIONS}?page=30")).await;
    let large = admin.get(&format!("{ACCESSIONS}?page=1&page_size=250")).await;
    let ids = admin.get(&format!("{ACCESSIONS}?all_ids=true")).await;
    let resolved = admin.get(&format!("{}?resolve[]=linked_agents", records[7])).await;
    let created = admin.post(ACCESSIONS, &bodies::accession("new", agent)).await;
    let updated = admin.post(&records[8], &admin.get(&records[8]).await.ok()).await;
    let deleted = admin.delete(&records[9]).await;
    let login = admin.form("/users/admin/login", &[("password", "admin")]).await;
    vec![
        Row::of("GET accession", 60, &read),
        Row::of("GET accession, agents resolved", 8, &resolved),
        Row::of("GET page of 10, first", 14, &page),
        Row::of("GET page of 10, last", 4, &deep),
        Row::of("GET page of 250", 1, &large),
        Row::of("GET all_ids (300)", 1, &ids),
        Row::of("POST accession, create", 6, &created),
        Row::of("POST accession, update", 4, &updated),
        Row::of("DELETE accession", 1, &deleted),
        Row::of("POST login", 1, &login),
    ]
}

fn print(rows: &[Row]) {
    println!(
        "{:<32} {:>5} {:>6} {:>4} {:>7} {:>7} {:>8} {:>6} {:>9}",
        "route", "of100", "calls", "s3", "read", "write", "bytes", "ms*", "$/million"
    );
    for row in rows {
        println!(
            "{:<32} {:>5} {:>6} {:>4} {:>7.1} {:>7.1} {:>8} {:>6.0} {:>9.2}",
            row.name,
            row.share,
            row.usage.dynamodb,
            row.usage.s3,
            row.usage.read_units,
            row.usage.write_units,
            row.bytes,
            row.milliseconds,
            row.dollars()
        );
    }
    let shares: u32 = rows.iter().map(|row| row.share).sum();
    let dollars: f64 = rows.iter().map(|row| row.dollars() * f64::from(row.share)).sum::<f64>() / f64::from(shares);
    println!("\na million requests of this mixture: ${dollars:.2} (goal: at most $3)");
    println!(
        "* taken for granted: {OWN} ms a request, {CALL} ms a call, {HASH} ms a password, {SIZE} GB. Prices per million: read \
         units ${READ_UNITS}, write units ${WRITE_UNITS}, S3 ${S3_REQUESTS}, HTTP API ${GATEWAY}, Lambda ${INVOCATIONS} and \
         ${GIGABYTE_SECOND} a GB-second"
    );
}
