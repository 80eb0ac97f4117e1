//! Records with many links: those that hold them, and those that they lead to.

use std::collections::BTreeSet;

use records::record_type::Stored;
use serde_json::{Value, json};
use store::Transaction;

use crate::harness::bodies::{accession, person, resource};
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// Links of one record.
const HELD: usize = 1000;

/// Records that refer to one agent.
const REFERRING: usize = 10_000;

fn stored(fonds: &Fonds, record_type: &'static str, uri: String, body: Value) -> Stored {
    let Value::Object(body) = body else { unreachable!() };
    let now = fonds.clock.now();
    Stored {
        record_type,
        uri,
        lock_version: 0,
        silent: 0,
        created_by: None,
        last_modified_by: None,
        create_time: now,
        user_mtime: now,
        system_mtime: now,
        suppressed: false,
        inbound: BTreeSet::new(),
        place: None,
        body,
    }
}

/// Subjects, as creating them leaves them in the store.
async fn subjects(fonds: &Fonds) -> Vec<String> {
    let uris: Vec<String> = (1..=HELD).map(|number| format!("/subjects/{number}")).collect();
    for some in uris.chunks(100) {
        let mut transaction = Transaction::new();
        for uri in some {
            let subject =
                stored(fonds, "subject", uri.clone(), json!({ "title": uri, "vocabulary": "/vocabularies/1" }));
            transaction.create(&fonds.store, &subject).await.unwrap();
        }
        fonds.store.commit(transaction).await.unwrap();
    }
    uris
}

#[tokio::test]
async fn a_record_with_a_thousand_links() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["subjects"] = subjects(&fonds).await.iter().map(|uri| json!({ "ref": uri })).collect();
    // A hundred keys for each read, a hundred hints and twenty-five links for each write: ten, ten and forty.
    let created = admin.post(ACCESSIONS, &body).await;
    let uri = created.ok()["uri"].as_str().unwrap().to_owned();
    assert!(created.usage().dynamodb <= 11 + 10 + 40 + 1, "create: {:?}", created.usage());
    let read = admin.get(&uri).await;
    let shown = read.ok();
    assert_eq!(shown["subjects"].as_array().unwrap().len(), HELD);
    assert_eq!(read.usage().dynamodb, 1);
    assert!(read.usage().read_units <= 10.0, "read: {:?}", read.usage());
    let resolved = admin.get(&format!("{uri}?resolve[]=subjects")).await;
    assert_eq!(resolved.ok()["subjects"][999]["_resolved"]["title"], "/subjects/1000");
    assert_eq!(resolved.usage().dynamodb, 1 + 10);
    assert!(resolved.body.len() < 1_000_000, "{} bytes", resolved.body.len());
    // What does not change costs no write: only the record itself is written.
    let updated = admin.post(&uri, &shown).await;
    updated.ok();
    assert!(updated.usage().dynamodb <= 11 + 1, "update: {:?}", updated.usage());
    assert!(updated.usage().write_units <= 40.0, "update: {:?}", updated.usage());
    let mut shown = admin.get(&uri).await.ok();
    shown["subjects"].as_array_mut().unwrap().truncate(HELD - 1);
    let shortened = admin.post(&uri, &shown).await;
    shortened.ok();
    assert!(shortened.usage().dynamodb <= 11 + 1, "one link less: {:?}", shortened.usage());
    assert!(fonds.store.links("/subjects/1000", "", 1).await.unwrap().is_empty());
    let deleted = admin.delete(&uri).await;
    deleted.ok();
    assert!(deleted.usage().dynamodb <= 1 + 1 + 40, "delete: {:?}", deleted.usage());
    assert!(fonds.store.links("/subjects/7", "", 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_thousand_links_to_one_record_are_one_read() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let mut body = accession("a");
    body["linked_agents"] = (0..HELD).map(|_| json!({ "ref": agent, "role": "subject" })).collect();
    let created = admin.post(ACCESSIONS, &body).await;
    let uri = created.ok()["uri"].as_str().unwrap().to_owned();
    assert_eq!(created.usage().dynamodb, 2);
    let (plain, resolved) = (admin.get(&uri).await, admin.get(&format!("{uri}?resolve[]=linked_agents")).await);
    assert_eq!((plain.usage().dynamodb, resolved.usage().dynamodb), (1, 2));
    assert!(resolved.usage().read_units <= plain.usage().read_units + 1.0, "{:?}", resolved.usage());
}

/// Accessions that refer to an agent, as creating them leaves them in the store.
async fn refer(fonds: &Fonds, agent: &str) {
    let numbers: Vec<usize> = (1..=REFERRING).collect();
    for some in numbers.chunks(45) {
        let mut transaction = Transaction::new();
        for number in some {
            let body = json!({ "id_0": number.to_string(), "linked_agents": [{ "ref": agent, "role": "creator" }] });
            let accession = stored(fonds, "accession", format!("{ACCESSIONS}/{number}"), body);
            transaction.create(&fonds.store, &accession).await.unwrap();
            transaction.link(agent, "linked_agents", &accession.uri, r#"{"role":"creator"}"#);
        }
        transaction.hint(agent, ["role:creator", "link:linked_agents"].map(ToOwned::to_owned));
        fonds.store.commit(transaction).await.unwrap();
    }
}

#[tokio::test]
async fn an_agent_linked_from_ten_thousand_records() {
    // What the deletion costs in all is seen when nothing of it is handed over.
    let fonds = Fonds::patient().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    refer(&fonds, &agent).await;
    let read = admin.get(&agent).await;
    let shown = read.ok();
    assert_eq!(shown["linked_agent_roles"], json!(["creator"]));
    assert_eq!(read.usage().dynamodb, 1);
    let updated = admin.post(&agent, &shown).await;
    updated.ok();
    assert_eq!(updated.usage().dynamodb, 2);
    let page = admin.get("/agents/people?page=1").await;
    page.ok();
    assert!(page.usage().dynamodb <= 3, "{:?}", page.usage());
    let mut body = resource("one more");
    body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
    let linked = admin.post(&format!("{REPO}/resources"), &body).await;
    linked.ok();
    assert_eq!(linked.usage().dynamodb, 2);
    // What an assessment names stays: that is found out without looking at the others.
    let assessment = json!({
        "records": [{ "ref": format!("{ACCESSIONS}/1") }], "surveyed_by": [{ "ref": agent }], "survey_begin": "2020-01-01",
    });
    let assessment = admin.create(&format!("{REPO}/assessments"), &assessment).await;
    let refused = admin.delete(&agent).await;
    refused.error(409);
    assert!(refused.usage().dynamodb <= 3, "{:?}", refused.usage());
    assert!(refused.usage().read_units <= 10.0, "{:?}", refused.usage());
    admin.delete(&assessment).await.ok();
    // Every reference is cut: forty records for a read and a write. The work is written down between its seven steps, each of which
    // looks at what is left.
    let deleted = admin.delete(&agent).await;
    deleted.ok();
    assert!(deleted.usage().dynamodb <= 2 * 250 + 7 * 5 + 5, "{:?}", deleted.usage());
    for number in [1, 40, 5000, REFERRING] {
        assert_eq!(admin.get(&format!("{ACCESSIONS}/{number}")).await.ok()["linked_agents"], json!([]), "{number}");
    }
    assert!(fonds.store.links(&agent, "", 1).await.unwrap().is_empty());
}
