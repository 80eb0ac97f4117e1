//! `POST /update_monitor`: who is editing what just now.
//!
//! Front ends tell every few seconds what their users have open, and are told what all of them have. One small document holds it;
//! what is older than half a minute is forgotten with the next write.

use std::collections::BTreeMap;

use api::{Call, Endpoint, Problem, Reply, post};
use records::permissions::Permission::MediateEdits;
use records::render::instant;
use records::{Body, Uri, dates};
use serde_json::{Value, json};
use store::{Error, Key, Store, Transaction};

/// An edit is forgotten after this many seconds.
const RECENT: i64 = 30;

/// Edits that are kept at most: an item has room for them.
const MOST: usize = 1000;

/// How often the document is written again when another front end was faster.
const ATTEMPTS: usize = 6;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![post("/update_monitor").needs(MediateEdits).body("active_edits").reads(|_| vec![key()]).to(monitor)]
}

fn key() -> Key {
    Key::system("active_edits")
}

/// Moments by user, by record.
type Edits = BTreeMap<String, BTreeMap<String, String>>;

async fn monitor(call: Call) -> Result<Reply, Problem> {
    let edits = note(&call).await?;
    let uris: Vec<&str> = edits.keys().map(String::as_str).collect();
    let stored = call.store.read(&uris).await?;
    let mut report = Body::new();
    for ((uri, users), record) in edits.iter().zip(stored) {
        if let Some(record) = record {
            report.insert(uri.clone(), json!({ "edited_by": users, "lock_version": record.lock_version }));
        }
    }
    Ok(Reply::json(&report))
}

/// Adds what this front end tells to what the others did.
async fn note(call: &Call) -> Result<Edits, Problem> {
    let told = call.body.get("active_edits").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let told: Vec<(String, String, String)> = told.iter().filter_map(read).collect();
    let mut document = Store::document_in(&call.fetched, &key())?.unwrap_or_default();
    for _ in 0..ATTEMPTS {
        let now = call.store.clock().now();
        let mut edits = kept(&document.body);
        for (uri, user, moment) in &told {
            edits.entry(uri.clone()).or_default().insert(user.clone(), moment.clone());
        }
        forget(&mut edits, &sortable(&instant(now - RECENT)));
        let body: Body = edits.iter().take(MOST).map(|(uri, users)| (uri.clone(), json!(users))).collect();
        if body == document.body {
            return Ok(edits);
        }
        let mut transaction = Transaction::new();
        transaction.set_document(key(), document.version, &body)?;
        match call.store.commit(transaction).await {
            Ok(()) => return Ok(edits),
            Err(Error::Stale(_)) => {
                let fetched = call.store.fetch([key()]).await?;
                document = Store::document_in(&fetched, &key())?.unwrap_or_default();
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::Unavailable("edits were not noted: too many front ends at once".to_owned()))
}

/// One edit as it is told: record, user, moment. What names no record or no moment is passed over.
fn read(edit: &Value) -> Option<(String, String, String)> {
    let text = |name: &str| edit.get(name).and_then(Value::as_str);
    let uri = Uri::parse(text("uri")?)?;
    Some((uri.as_str().to_owned(), text("user")?.to_owned(), sortable(text("time")?)))
}

/// A moment in a form that sorts; empty, and so long ago, for what is none.
fn sortable(moment: &str) -> String {
    dates::normalise_timestamp(moment).unwrap_or_default()
}

fn kept(body: &Body) -> Edits {
    let users = |value: &Value| serde_json::from_value(value.clone()).unwrap_or_default();
    body.iter().map(|(uri, value)| (uri.clone(), users(value))).collect()
}

fn forget(edits: &mut Edits, oldest: &str) {
    for users in edits.values_mut() {
        users.retain(|_, moment| moment.as_str() >= oldest);
    }
    edits.retain(|_, users| !users.is_empty());
}
