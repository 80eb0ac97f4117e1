//! Search: how soon a change is found, how long a search takes, and how long the first one.

use std::time::{Duration, Instant};

use serde_json::json;
use tests::Caller;

use crate::archive::{ACCESSIONS, time};
use crate::load::{CLIENTS, run};
use crate::row;

/// Changes that are waited for.
const CHANGES: usize = 60;

const SEARCHES: usize = 400;

const SEARCH: &str = "/repositories/2/search?page=1";

/// On an archive that holds so many accessions.
pub(crate) async fn measure(admin: &Caller, records: usize) {
    let began = Instant::now();
    until(admin, &format!("{SEARCH}&type[]=accession"), records as u64).await;
    row("the index has caught up, after loading", &format!("{:.1} s", began.elapsed().as_secs_f64()), "");
    let queries = [
        ("a word", "q=papers"),
        ("two words", "q=drafts%20torn"),
        ("a phrase", "q=%22family%20and%20publishers%22"),
        ("a word, with a facet", "q=papers&facet[]=creators&facet[]=primary_type"),
        ("a word, in an order", "q=papers&sort=title_sort%20asc"),
    ];
    for (name, query) in queries {
        let (caller, path) = (admin.clone(), format!("{SEARCH}&{query}"));
        let hits = caller.get(&path).await.ok()["total_hits"].as_u64().unwrap();
        let searched = run(1, SEARCHES, move |_| {
            let (caller, path) = (caller.clone(), path.clone());
            async move {
                assert_eq!(caller.get(&path).await.status, 200);
            }
        });
        row(&format!("search for {name}"), &time(&searched.await), &format!("{hits} hits"));
    }
    let (caller, path) = (admin.clone(), format!("{SEARCH}&q=papers"));
    let together = run(CLIENTS, SEARCHES * 4, move |_| {
        let (caller, path) = (caller.clone(), path.clone());
        async move {
            assert_eq!(caller.get(&path).await.status, 200);
        }
    });
    let together = together.await;
    row(&format!("search, {CLIENTS} clients"), &format!("{:.0}/s", together.rate), &time(&together));
    let caller = admin.clone();
    let fresh = run(1, CHANGES, move |number| {
        let caller = caller.clone();
        async move {
            let word = format!("fresh{number}");
            caller.create(ACCESSIONS, &json!({ "id_0": word, "title": word })).await;
            until(&caller, &format!("{SEARCH}&q={word}"), 1).await;
        }
    });
    let fresh = fresh.await;
    let figure = format!("{:.0}/{:.0} ms p50/95", fresh.percentile(50), fresh.percentile(95));
    row("written to found", &figure, "goal 2 s; the original: 30 to 60 s");
}

/// The first search of an archive that was just started.
pub(crate) async fn measure_first(admin: &Caller) {
    let began = Instant::now();
    admin.get(&format!("{SEARCH}&q=papers")).await.ok();
    row("the first search", &format!("{:.0} ms", began.elapsed().as_secs_f64() * 1000.0), "goal 300 ms");
}

async fn until(caller: &Caller, path: &str, hits: u64) {
    loop {
        let answer = caller.get(path).await;
        if answer.status == 200 && answer.json()["total_hits"] == hits {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
