//! Several writers at once, for every type: nothing is lost, and nothing is there twice.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use records::schema::{self, Kind as ValueKind};
use serde_json::{Value, json};
use tests::Caller;

use crate::harness::Fonds;
use tests::catalogue::{Catalogue, Kind};

const WRITERS: usize = 8;

/// Where a text of the client's own stands in a record of the type, by which acknowledged writes are told apart.
fn text_place(kind: &Kind, body: &Value) -> Option<String> {
    if body["names"].is_array() {
        return Some("/names/0/qualifier".to_owned());
    }
    let schema = schema::find(kind.row.name)?;
    let fits = |property: &&schema::Property| {
        matches!(property.kind, ValueKind::String)
            && !property.readonly
            && property.enumeration.is_none()
            && property.pattern.is_none()
            && property.max_length.is_none_or(|length| length >= 255)
            && !["uri", "slug", "jsonmodel_type"].contains(&property.name.as_str())
            && !["barcode", "depth", "height", "width", "timestamp", "stacking", "monetary"]
                .iter()
                .any(|part| property.name.contains(part))
    };
    schema.properties.iter().find(fits).map(|property| format!("/{}", property.name))
}

/// The text at a place; none when nothing was said there yet.
fn text_at<'a>(body: &'a Value, place: &str) -> &'a str {
    body.pointer(place).and_then(Value::as_str).unwrap_or_default()
}

/// Appends a letter to a text of the record until it is acknowledged; how often it was refused.
async fn append(caller: &Caller, uri: &str, place: &str, letter: usize) -> usize {
    for refused in 0.. {
        let mut body = caller.get(uri).await.ok();
        let seen = body["lock_version"].as_u64().unwrap();
        let text = format!("{}{letter}", text_at(&body, place));
        let (owner, property) = place.rsplit_once('/').unwrap();
        body.pointer_mut(owner).unwrap()[property] = json!(text);
        let answer = caller.post(uri, &body).await;
        if answer.status == 200 {
            assert_eq!(answer.ok()["lock_version"], seen + 1, "{uri}");
            return refused;
        }
        answer.expect(409);
    }
    unreachable!()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_version_of_every_type_counts_its_updates_and_none_is_lost() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    let mut left_out = vec![];
    for kind in catalogue.kinds.iter().filter(|kind| kind.updates() && kind.reads()) {
        let body = catalogue.small(kind, "writers");
        let Some(place) = text_place(kind, &body) else {
            left_out.push(kind.row.name);
            continue;
        };
        catalogue.make_room(&admin, kind).await;
        let uri = kind.create(&admin, &body).await;
        let before = admin.get(&uri).await.ok();
        let first = before["lock_version"].as_u64().unwrap();
        join_all((0..WRITERS).map(|letter| append(&admin, &uri, &place, letter))).await;
        let shown = admin.get(&uri).await.ok();
        assert_eq!(shown["lock_version"], first + WRITERS as u64, "{}", kind.row.name);
        let added = text_at(&shown, &place).strip_prefix(text_at(&before, &place)).unwrap();
        let letters: BTreeSet<char> = added.chars().collect();
        assert_eq!((added.len(), letters.len()), (WRITERS, WRITERS), "{place} of {}: {added}", kind.row.name);
    }
    // What says nothing in words of its own.
    assert_eq!(left_out, ["preference"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_writers_of_one_identifier_exactly_one_wins() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    let mut tried = 0;
    for kind in catalogue.kinds.iter().filter(|kind| !kind.row.unique.is_empty()) {
        for (size, body) in
            [("small", catalogue.small(kind, "same1")), ("full", catalogue.samples.full(kind.row.name, "same2"))]
        {
            catalogue.make_room(&admin, kind).await;
            let before = numbers(&admin, kind).await;
            let answers = join_all((0..WRITERS).map(|_| admin.post(&kind.create, &body))).await;
            let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
            if won.len() == WRITERS && size == "small" {
                // What its rules compare is not in a small one.
                continue;
            }
            tried += 1;
            assert_eq!(
                won.len(),
                1,
                "{size} {}: {:?}",
                kind.row.name,
                answers.iter().map(tests::Response::text).collect::<Vec<_>>()
            );
            for lost in answers.iter().filter(|answer| answer.status != 200) {
                assert_eq!(lost.status, 400, "{}: {}", kind.row.name, lost.text());
            }
            let uri = won[0].ok()["uri"].as_str().unwrap().to_owned();
            if let Some(before) = before {
                assert_eq!(numbers(&admin, kind).await, Some(before + 1), "{}", kind.row.name);
            }
            if kind.deletes() {
                // Whose it was gives it back: the next one wins.
                admin.delete(&uri).await.ok();
                let again = kind.create(&admin, &body).await;
                admin.delete(&again).await.ok();
            }
        }
    }
    assert!(tried >= 15, "only {tried} rules were tried");
}

/// How many records the collection has, where that can be asked.
async fn numbers(caller: &Caller, kind: &Kind) -> Option<usize> {
    if !kind.lists() {
        return None;
    }
    let all = caller.get(&format!("{}?all_ids=true", kind.collection)).await.ok();
    all.as_array().map(Vec::len)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_of_different_records_do_not_refuse_each_other() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let catalogue = Catalogue::fill(&admin).await;
    for kind in catalogue.kinds.iter().filter(|kind| !kind.has_room_for_one()) {
        let before = numbers(&admin, kind).await;
        // They all refer to the same records.
        let creations = (0..WRITERS).map(|writer| {
            let tag = format!("{}writer{writer}", kind.row.name.replace('_', ""));
            let body = catalogue.samples.full(kind.row.name, &tag);
            let admin = admin.clone();
            async move { kind.create(&admin, &body).await }
        });
        let uris: BTreeSet<String> = join_all(creations).await.into_iter().collect();
        assert_eq!(uris.len(), WRITERS, "{}", kind.row.name);
        if let Some(before) = before {
            assert_eq!(numbers(&admin, kind).await, Some(before + WRITERS), "{}", kind.row.name);
        }
    }
}
