//! Search over the digitised files of ARCS.

mod complete;
mod facets;
mod follows;
mod paging;
mod refused;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use arcs::kinds::{Annotation, Collection, Comment, Keyword, Mark, Resource};
use arcs::{Author, Entity, Kind, Part, collections, entity, membership, shelf};
use serde_json::Value;
use store::Transaction;
use tests::{Caller, Response};
use uuid::Uuid;

use crate::harness::Fonds;

/// How long a test waits for a change to be found: far more than it takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The user who uploads when nobody else is named.
pub(super) const ADMIN: Author<'static> = Author { uri: "/users/1", username: "admin" };

/// A resource that says nothing in particular.
pub(super) fn plain(title: &str) -> Resource {
    Resource {
        user: ADMIN.uri.to_owned(),
        sha: "0a963ed07623a1c4a966749c7a806bfcd6aeb212".to_owned(),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        file_name: "scan.png".to_owned(),
        file_size: 4,
        mime_type: "image/png".to_owned(),
        title: title.to_owned(),
        public: true,
        exclusive: false,
        first_req: true,
        category: String::new(),
        context: None,
        metadata: BTreeMap::new(),
        pictures: None,
    }
}

/// Keeps a resource, past the API: its id. `at` is the moment of its making.
pub(super) async fn keep(fonds: &Fonds, facts: Resource, at: i64) -> Uuid {
    let user = facts.user.clone();
    let mut resource = Entity::new(&fonds.store, Author { uri: &user, ..ADMIN }, facts).unwrap();
    (resource.stored.create_time, resource.stored.user_mtime) = (at, at);
    let mut transaction = Transaction::new();
    transaction.create(&fonds.store, &resource.stored).await.unwrap();
    shelf::place(&mut transaction, &resource);
    fonds.store.commit(transaction).await.unwrap();
    resource.id
}

/// Attaches something to a resource, past the API.
pub(super) async fn attach<P: Part>(fonds: &Fonds, part: P) -> Entity<P> {
    let target = entity::uri::<Resource>(part.resource());
    let part = Entity::new(&fonds.store, ADMIN, part).unwrap();
    let mut transaction = Transaction::new();
    transaction.create(&fonds.store, &part.stored).await.unwrap();
    transaction.link(&target, P::RELATION, &part.stored.uri, "");
    transaction.hint(&target, [P::RELATION.to_owned()]);
    fonds.store.commit(transaction).await.unwrap();
    part
}

pub(super) fn comment(resource: Uuid, content: &str) -> Comment {
    Comment { user: ADMIN.uri.to_owned(), resource, content: content.to_owned() }
}

pub(super) fn keyword(resource: Uuid, keyword: &str) -> Keyword {
    Keyword { user: ADMIN.uri.to_owned(), resource, keyword: keyword.to_owned(), offered: true }
}

pub(super) fn transcript(resource: Uuid, text: &str) -> Annotation {
    let mark = Mark::Transcript(text.to_owned());
    Annotation { user: ADMIN.uri.to_owned(), resource, x1: 0.0, y1: 0.0, x2: 1.0, y2: 1.0, mark }
}

/// Changes what an object says, past the API.
pub(super) async fn change<K: Kind>(fonds: &Fonds, entity: &mut Entity<K>, facts: K) {
    let seen = entity.stored.revision();
    entity.change(&fonds.store, ADMIN, facts).unwrap();
    let mut transaction = Transaction::new();
    transaction.update(&fonds.store, &entity.stored, seen).await.unwrap();
    fonds.store.commit(transaction).await.unwrap();
}

/// Makes a collection, past the API.
pub(super) async fn collect(fonds: &Fonds, title: &str, public: bool, members: &[Uuid]) -> Entity<Collection> {
    let facts = Collection {
        user: ADMIN.uri.to_owned(),
        title: title.to_owned(),
        description: None,
        public,
        pdf: None,
        temporary: title.starts_with("Temporary"),
    };
    let collection = Entity::new(&fonds.store, ADMIN, facts).unwrap();
    let mut transaction = Transaction::new();
    collections::create(&mut transaction, &fonds.store, &collection).await.unwrap();
    fonds.store.commit(transaction).await.unwrap();
    membership::append(&fonds.store, collection.id, members).await.unwrap();
    collection
}

/// A query as a path.
pub(super) fn path(query: &str) -> String {
    format!("/api/search/{}", tests::encode(query))
}

/// The ids of an answer.
pub(super) fn ids(answer: &Response) -> Vec<String> {
    let resources = answer.ok();
    resources.as_array().unwrap().iter().map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
}

/// Asks again and again until the answer has these resources, in this order.
pub(super) async fn until(caller: &Caller, path: &str, expected: &[&str]) {
    let started = Instant::now();
    loop {
        let answer = caller.get(path).await;
        // While the index is built for the first time there is nothing to search.
        if answer.status != 503 && ids(&answer) == expected {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "{path} answers {} and not {expected:?}", answer.text());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The error of ARCS, with its status.
pub(super) fn assert_refused(answer: &Response, status: u16) -> Value {
    let error = answer.expect(status);
    assert_eq!(error["status"], status);
    assert!(error["name"].is_string() && error["message"].is_string() && error["url"].is_string(), "{error}");
    error
}
