//! Pages of collections.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use records::record_type::Stored;
use records::types::ACCESSION;
use serde_json::{Value, json};
use store::Transaction;
use store::members::Membership;

use crate::harness::bodies::{accession, event, person, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// Puts accessions 1 to `count` into the store, as creating them through the API leaves them there.
pub(super) async fn fill(fonds: &Fonds, count: u64) {
    let numbers: Vec<u64> = (1..=count).collect();
    for some in numbers.chunks(50) {
        let mut transaction = Transaction::new();
        for number in some {
            let body = json!({
                "id_0": number.to_string(), "title": format!("Papers {number}"), "accession_date": "2012-05-03",
                "display_string": format!("Papers {number}"), "content_description": "letters and diaries ".repeat(10),
            });
            let Value::Object(body) = body else { unreachable!() };
            let stored = Stored {
                record_type: ACCESSION.name,
                uri: format!("{ACCESSIONS}/{number}"),
                lock_version: 0,
                silent: 0,
                created_by: None,
                last_modified_by: None,
                create_time: fonds.clock.now(),
                user_mtime: fonds.clock.now(),
                system_mtime: fonds.clock.now(),
                suppressed: false,
                inbound: BTreeSet::new(),
                place: None,
                body,
            };
            transaction.create(&fonds.store, &stored).await.unwrap();
            transaction.member(&stored.uri, Membership::Added, stored.revision());
        }
        fonds.store.commit(transaction).await.unwrap();
    }
}

#[tokio::test]
async fn a_page_of_a_large_collection_costs_what_it_shows() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    fill(&fonds, 3000).await;
    // The consumer of the stream folds the collection when the newest changes have come to rest.
    fonds.clock.advance(60);
    fonds.store.fold(ACCESSIONS).await.unwrap();
    // The first request after a minute notes that the session is in use.
    reader.get(&format!("{ACCESSIONS}?page=1")).await.ok();
    let mut units = vec![];
    for page in [1, 150, 300] {
        let answer = reader.get(&format!("{ACCESSIONS}?page={page}")).await;
        assert_eq!(answer.ok()["total"], 3000);
        assert_eq!(answer.usage().dynamodb, 3, "page {page}");
        units.push(answer.usage().read_units);
    }
    assert!(units.iter().all(|units| *units <= 15.0), "{units:?}");
    // 40 records' capacity at most for ten: the same at the beginning and the end.
    assert!((units[0] - units[2]).abs() <= 1.0, "{units:?}");
    for (size, calls) in [(1, 3), (100, 3), (101, 4), (250, 5)] {
        let answer = reader.get(&format!("{ACCESSIONS}?page=5&page_size={size}")).await;
        assert_eq!(answer.ok()["results"].as_array().unwrap().len(), size);
        assert_eq!(answer.usage().dynamodb, calls, "page_size {size}");
    }
    let beyond = reader.get(&format!("{ACCESSIONS}?page=1000000")).await;
    assert_eq!((beyond.ok()["results"].as_array().unwrap().len(), beyond.usage().dynamodb), (0, 2));
    let all = reader.get(&format!("{ACCESSIONS}?all_ids=true")).await;
    assert_eq!((all.ok().as_array().unwrap().len(), all.usage().dynamodb), (3000, 2));
    assert!(all.usage().read_units <= 5.0, "{:?}", all.usage());
    let backwards = reader.get(&format!("{ACCESSIONS}?page=1&sort_direction=desc")).await;
    assert_eq!(backwards.ok()["results"][0]["id_0"], "3000");
    assert_eq!(backwards.usage().dynamodb, 3);
}

#[tokio::test]
async fn a_collection_that_was_just_loaded_is_no_dearer_for_long() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    fill(&fonds, 3000).await;
    fonds.clock.advance(30);
    // The first reader meets a long tail, and folds it for the next.
    let first = reader.get(&format!("{ACCESSIONS}?page=300")).await;
    first.ok();
    let second = reader.get(&format!("{ACCESSIONS}?page=300")).await;
    second.ok();
    assert!(second.usage().read_units <= 15.0, "{:?} after {:?}", second.usage(), first.usage());
}

#[tokio::test]
async fn resolving_a_page_costs_one_call_for_a_hundred_records() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let names: Vec<String> = (0..110).map(|number| format!("Topic {number}")).collect();
    let mut topics = vec![];
    for some in names.chunks(10) {
        topics.extend(
            join_all(some.iter().map(|name| {
                let admin = admin.clone();
                async move { admin.create("/subjects", &subject(name)).await }
            }))
            .await,
        );
    }
    for (number, some) in topics.chunks(11).enumerate() {
        let mut body = accession(&number.to_string());
        body["subjects"] = some.iter().map(|topic| json!({ "ref": topic })).collect();
        admin.create(ACCESSIONS, &body).await;
    }
    let plain = admin.get(&format!("{ACCESSIONS}?page=1")).await;
    let resolved = admin.get(&format!("{ACCESSIONS}?page=1&resolve[]=subjects")).await;
    assert_eq!(resolved.ok()["results"][9]["subjects"][10]["_resolved"]["title"], "Topic 109");
    assert_eq!((plain.usage().dynamodb, resolved.usage().dynamodb), (3, 5));
}

#[tokio::test]
async fn a_page_of_records_that_others_refer_to_is_no_dearer() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    for number in 0..10 {
        let uri = admin.create(ACCESSIONS, &accession(&number.to_string())).await;
        admin.create(&format!("{REPO}/events"), &event(&agent, &uri)).await;
    }
    let page = admin.get(&format!("{ACCESSIONS}?page=1")).await;
    assert!(page.ok()["results"][9]["linked_events"][0]["ref"].is_string());
    assert!(page.usage().dynamodb <= 4, "{:?}", page.usage());
}
