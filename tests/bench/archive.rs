//! The one-process archive, as its clients find it.

use std::path::Path;
use std::time::Instant;

use tests::{Caller, http_client};

use crate::load::{CLIENTS, Measured, run};
use crate::process::Running;
use crate::raw::Raw;
use crate::{bodies, row, search, types};

pub(crate) const ACCESSIONS: &str = "/repositories/2/accessions";

/// Accessions that are created, and then listed.
const RECORDS: usize = 10_000;
const READS: usize = 8000;

pub(crate) async fn measure(fonds: &Path, raw: &Raw) {
    let data = std::env::temp_dir().join(format!("fonds-bench-{}", std::process::id()));
    let began = Instant::now();
    let archive = Running::start(fonds, &[], &data);
    let started = began.elapsed();
    row(
        "start to ready, empty folder",
        &format!("{:.0} ms", started.as_secs_f64() * 1000.0),
        "the original: 20 to 28 s",
    );
    row("memory when idle", &format!("{:.0} MB", archive.memory().0), "the original: 850 MB and a database");
    let base_url = archive.said.last().unwrap().strip_prefix("ready ").unwrap().to_owned();
    let anonymous = Caller::anonymous(http_client(), &base_url);
    let caller = anonymous.clone();
    let logins = run(1, 15, move |_| {
        let caller = caller.clone();
        async move {
            caller.log_in("admin", "admin").await;
        }
    })
    .await;
    row("login", &time(&logins), "the original: 281 ms");
    let admin = anonymous.log_in("admin", "admin").await;
    types::prepare(&admin).await;
    create(&admin, raw).await;
    read(&admin, raw).await;
    list(&admin).await;
    search::measure(&admin, RECORDS).await;
    types::measure(&admin).await;
    let (now, most) = archive.memory();
    row("memory after that", &format!("{now:.0} MB"), &format!("at most {most:.0} MB"));
    drop(archive);
    let began = Instant::now();
    let again = Running::start(fonds, &[], &data);
    row("start to ready, after a kill", &format!("{:.0} ms", began.elapsed().as_secs_f64() * 1000.0), "");
    let base_url = again.said.last().unwrap().strip_prefix("ready ").unwrap().to_owned();
    search::measure_first(&Caller::anonymous(http_client(), &base_url).log_in("admin", "admin").await).await;
    drop(again);
    let _ = std::fs::remove_dir_all(data);
}

async fn create(admin: &Caller, raw: &Raw) {
    let agent = admin.create("/agents/people", &bodies::person("Hamsun")).await;
    let creator = admin.clone();
    let created = run(CLIENTS, RECORDS, move |number| {
        let (caller, agent) = (creator.clone(), agent.clone());
        async move {
            caller.create(ACCESSIONS, &bodies::accession(&number.to_string(), &agent)).await;
        }
    });
    let created = created.await;
    let beside = format!("raw transactions of 5: {:.0}/s; goal 1,000/s; the original: 51/s", raw.write.rate);
    row(&format!("create an accession, {CLIENTS} clients"), &format!("{:.0}/s", created.rate), &beside);
    row("", &time(&created), &format!("raw {}", time(&raw.write)));
}

async fn read(admin: &Caller, raw: &Raw) {
    let get = |caller: Caller| {
        move |number: usize| {
            let caller = caller.clone();
            // Numbers are handed out in runs: nearly all below the count of records are in use.
            let uri = format!("{ACCESSIONS}/{}", 1 + number * 7919 % (RECORDS - 100));
            async move {
                let status = caller.get(&uri).await.status;
                assert!(matches!(status, 200 | 404), "{status}");
            }
        }
    };
    let alone = run(1, READS / 8, get(admin.clone())).await;
    let ratio = alone.percentile(50) / raw.read_alone.percentile(50);
    row("read an accession, one client", &time(&alone), &format!("raw {}: {ratio:.1}x", time(&raw.read_alone)));
    let together = run(CLIENTS, READS, get(admin.clone())).await;
    let beside = format!("raw batches of 3: {:.0}/s; the original: 57/s", raw.read.rate);
    row(&format!("read an accession, {CLIENTS} clients"), &format!("{:.0}/s", together.rate), &beside);
    row("", &time(&together), &format!("raw {}", time(&raw.read)));
}

async fn list(admin: &Caller) {
    // The tail of changes is folded once the newest have come to rest.
    tokio::time::sleep(std::time::Duration::from_secs(25)).await;
    let last = admin.get(&format!("{ACCESSIONS}?page=1")).await.ok()["last_page"].as_u64().unwrap();
    for (name, page) in [("first", 1), ("middle", last / 2), ("last", last)] {
        let caller = admin.clone();
        let path = format!("{ACCESSIONS}?page={page}");
        let usage = caller.get(&path).await.usage();
        let listed = run(1, 300, move |_| {
            let (caller, path) = (caller.clone(), path.clone());
            async move {
                assert_eq!(caller.get(&path).await.status, 200);
            }
        });
        let beside = format!("{} calls, {} read units; the original: 87 ms", usage.dynamodb, usage.read_units);
        row(&format!("page of 10 of {RECORDS}, {name}"), &time(&listed.await), &beside);
    }
}

pub(crate) fn time(measured: &Measured) -> String {
    format!("{:.2}/{:.1} ms p50/99", measured.percentile(50), measured.percentile(99))
}
