//! The life of a record of every type on DynamoDB's bad days: no wrong answer, no acknowledged write lost, nothing there twice,
//! and no link that leads nowhere.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use records::Uri;
use serde_json::{Value, json};
use tests::{Caller, Response};

use crate::harness::Fonds;
use crate::harness::faults::Plan;
use tests::catalogue::{Catalogue, Kind};

/// Records of each type.
const ROUNDS: usize = 3;

/// Asks again while the archive says that it cannot answer now, as clients do.
async fn patiently(mut ask: impl AsyncFnMut() -> Response) -> Response {
    for _ in 0..40 {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
        assert_eq!(answer.header("retry-after"), "1");
    }
    panic!("never answered")
}

/// What a client knows in the end.
#[derive(Default)]
struct Book {
    /// Versions that were acknowledged, or seen afterwards, by URI; none for what is gone.
    known: BTreeMap<String, Option<u64>>,
    /// Texts by which records are recognised, with how many there may be.
    tags: BTreeMap<String, usize>,
}

struct Life<'a> {
    caller: &'a Caller,
    catalogue: &'a Catalogue,
    kind: &'a Kind,
}

impl Life<'_> {
    /// Creates, reads, updates, lists and deletes one record.
    async fn live(&self, round: usize, book: &mut Book) {
        let (caller, kind) = (self.caller, self.kind);
        let tag = format!("{}{round}x", kind.row.name.replace('_', ""));
        let mut body = if round.is_multiple_of(2) {
            self.catalogue.samples.full(kind.row.name, &tag)
        } else {
            self.catalogue.small(kind, &tag)
        };
        book.tags.insert(tag, 1);
        let created = caller.post(&kind.create, &body).await;
        if created.status == 503 {
            // Made or not: then once, which the book tells in the end.
            return;
        }
        let created = created.ok();
        assert_eq!(created["status"], "Created");
        let uri = created["uri"].as_str().unwrap().to_owned();
        assert!(book.known.insert(uri.clone(), Some(0)).is_none(), "{uri} was given out twice");
        let shown = patiently(async || caller.get(&uri).await).await.ok();
        assert_eq!(shown["uri"], uri);
        if kind.updates() {
            let seen = shown["lock_version"].as_u64().unwrap();
            body["lock_version"] = json!(seen);
            book.known.insert(uri.clone(), Some(self.update(&uri, &body, seen).await));
        }
        if kind.lists() {
            let path = format!("{}?all_ids=true", kind.collection);
            let all = patiently(async || caller.get(&path).await).await.ok();
            let number = Uri::parse(&uri).unwrap().id();
            let found = all.as_array().unwrap().iter().filter(|listed| **listed == number).count();
            assert_eq!(found, 1, "{uri} in {all}");
        }
        if kind.deletes() && (round % 3 != 2 || kind.has_room_for_one()) {
            let deleted = patiently(async || caller.delete(&uri).await).await;
            // 404 (400 for a repository's path) says that a deletion whose answer was 503 was done all the same.
            assert!([200, 400, 404].contains(&deleted.status), "{uri}: {}", deleted.text());
            book.known.insert(uri, None);
        }
    }

    /// Updates a record, and the same again, which is too late; the version that it has then.
    async fn update(&self, uri: &str, body: &Value, seen: u64) -> u64 {
        let updated = self.caller.post(uri, body).await;
        match updated.status {
            200 => {
                assert_eq!(updated.ok()["lock_version"], seen + 1, "{uri}");
                patiently(async || self.caller.post(uri, body).await).await.error(409);
                seen + 1
            }
            503 => {
                let shown = patiently(async || self.caller.get(uri).await).await.ok();
                let version = shown["lock_version"].as_u64().unwrap();
                assert!([seen, seen + 1].contains(&version), "{uri}: {version}");
                version
            }
            other => panic!("{uri}: {other} {}", updated.text()),
        }
    }
}

/// Looks past the faults whether the book is right.
async fn audit(fonds: &Fonds, catalogue: &Catalogue, book: &Book) {
    let admin = fonds.admin().await;
    for (uri, version) in &book.known {
        let stored = fonds.store.read(&[uri]).await.unwrap().pop().flatten();
        let is_of = |kind: &&Kind| uri.rsplit_once('/').is_some_and(|(collection, _)| collection == kind.collection);
        if catalogue.kinds.iter().find(is_of).is_some_and(Kind::goes_on) {
            assert_eq!(stored.is_some(), version.is_some(), "{uri}");
            continue;
        }
        assert_eq!(stored.map(|stored| stored.lock_version), *version, "{uri}");
    }
    for kind in catalogue.kinds.iter().filter(|kind| kind.lists()) {
        let all = admin.get(&format!("{}?all_ids=true", kind.collection)).await.ok();
        let uris: Vec<String> =
            all.as_array().unwrap().iter().map(|number| format!("{}/{number}", kind.collection)).collect();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for (uri, stored) in uris.iter().zip(fonds.store.read(&uris).await.unwrap()) {
            let stored = stored.unwrap_or_else(|| panic!("{uri} is listed, but is not there"));
            assert_ne!(book.known.get(*uri), Some(&None), "{uri} is listed, but was deleted");
            let text = Value::Object(stored.body).to_string();
            for tag in book.tags.keys().filter(|tag| text.contains(tag.as_str())) {
                *found.entry(tag).or_default() += 1;
            }
        }
        for (tag, count) in found {
            assert!(count <= book.tags[tag], "{count} records of {tag}");
        }
        for (uri, version) in &book.known {
            let is_here = uri.rsplit_once('/').is_some_and(|(collection, _)| collection == kind.collection);
            assert!(!is_here || version.is_none() || uris.contains(&uri.as_str()), "{uri} is not listed");
        }
    }
    // Whoever is said to refer to a record does.
    for kind in &catalogue.kinds {
        let Some(target) = catalogue.samples.uri(kind.row.name) else { continue };
        for link in fonds.store.links(target, "", usize::MAX).await.unwrap() {
            let source = fonds.store.read(&[&link.source]).await.unwrap().pop().flatten();
            let source = source.unwrap_or_else(|| panic!("{target} is linked from {}, which is gone", link.source));
            assert!(Value::Object(source.body).to_string().contains(target), "{} links {target} no more", link.source);
        }
    }
}

#[tokio::test]
async fn every_type_lives_through_bad_days() {
    let plan = Plan { errors: 4, throttled: 4, lost: 6, unprocessed: 10, conflicts: 6, delayed: 0, refused: 0 };
    let (fonds, faults) = Fonds::faulty(plan).await;
    faults.end();
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    let mut book = Book::default();
    for kind in &catalogue.kinds {
        catalogue.make_room(&admin, kind).await;
        faults.begin();
        let life = Life { caller: &admin, catalogue: &catalogue, kind };
        for round in 0..ROUNDS {
            life.live(round, &mut book).await;
        }
        faults.end();
    }
    assert!(faults.injected.load(Ordering::Relaxed) > 100, "{:?}", faults.injected);
    audit(&fonds, &catalogue, &book).await;
}
