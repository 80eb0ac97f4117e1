//! Collections and what is in them.

mod concurrent;
mod faults;
mod life;
mod lists;
mod many;
mod order;
mod refused;
mod rights;

use std::collections::{BTreeMap, BTreeSet};

use arcs::kinds::Resource;
use arcs::{Author, Entity};
use serde_json::{Value, json};
use store::{Store, Transaction};
use tests::{Caller, Response};

use crate::harness::Fonds;

/// Resources as if they had been uploaded: their ids, in the order of their making.
pub(super) async fn resources(fonds: &Fonds, count: usize, public: bool) -> Vec<String> {
    let mut ids = vec![];
    let numbers: Vec<usize> = (0..count).collect();
    for some in numbers.chunks(100) {
        let mut transaction = Transaction::new();
        for number in some {
            let resource = resource(&fonds.store, *number, public);
            transaction.create(&fonds.store, &resource.stored).await.unwrap();
            ids.push(resource.id.to_string());
        }
        fonds.store.commit(transaction).await.unwrap();
    }
    ids
}

fn resource(store: &Store, number: usize, public: bool) -> Entity<Resource> {
    let facts = Resource {
        user: "/users/1".to_owned(),
        sha: format!("{number:040x}"),
        sha256: format!("{number:064x}"),
        file_name: format!("{number}.png"),
        file_size: 1,
        mime_type: "image/png".to_owned(),
        title: format!("No. {number}"),
        public,
        exclusive: false,
        first_req: true,
        category: String::new(),
        context: None,
        metadata: BTreeMap::new(),
        pictures: None,
    };
    Entity::new(store, Author { uri: "/users/1", username: "admin" }, facts).unwrap()
}

/// Creates a public collection; its id.
pub(super) async fn collection(caller: &Caller, title: &str, members: &[String]) -> String {
    let body = json!({ "title": title, "public": true, "members": members });
    let made = caller.post("/api/collections", &body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// Appends to a collection.
async fn append(caller: &Caller, collection: &str, members: &[String]) -> Response {
    caller.post(&format!("/api/collections/append/{collection}"), &json!({ "members": members })).await
}

/// All members, page after page as the answers say. Checks that the numbers have no gaps.
pub(super) async fn order(caller: &Caller, collection: &str) -> Vec<String> {
    let mut ids = vec![];
    let mut path = format!("/api/collections/{collection}/members?n=500");
    loop {
        let answer = caller.get(&path).await;
        for member in answer.ok().as_array().unwrap() {
            ids.push(member["id"].as_str().unwrap().to_owned());
            assert_eq!(member["page"], ids.len(), "pages are counted");
        }
        assert!(answer.header("x-total-count").parse::<usize>().is_ok(), "{:?}", answer.headers);
        match next(&answer) {
            Some(next) => path = next,
            None => return ids,
        }
    }
}

/// What there is of objects that was not before.
async fn leftovers(fonds: &Fonds, before: &BTreeSet<(String, String)>) -> Vec<(String, String)> {
    let is_of_objects = |(pk, sk): &&(String, String)| {
        pk.starts_with("/api/")
            || sk.contains("/api/")
            || ["catalogue#", "words#"].iter().any(|prefix| pk.starts_with(prefix)) && sk != "count"
    };
    fonds.census().await.difference(before).filter(is_of_objects).cloned().collect()
}

/// Where a list goes on.
fn next(answer: &Response) -> Option<String> {
    let link = answer.header("link").strip_prefix('<')?;
    let (path, rest) = link.split_once('>')?;
    assert_eq!(rest, "; rel=\"next\"");
    Some(path.to_owned())
}

/// Texts of a list.
fn texts(list: &Value, property: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[property].as_str().unwrap().to_owned()).collect()
}
