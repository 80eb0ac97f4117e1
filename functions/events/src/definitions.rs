//! `/repositories/:repo_id/assessment_attribute_definitions`: what assessments can say by a list.
//!
//! A repository's own definitions are one stored document beside its records; the global ones never change.

use std::collections::BTreeSet;

use api::call::Inputs;
use api::pipeline::repository_uri;
use api::{Call, Problem, Reply};
use futures_util::future::try_join_all;
use records::Body;
use records::lookups::{self, Entry};
use records::record_type::Stored;
use records::types::ASSESSMENT;
use records::types::assessment::attributes::{
    DEFINITIONS, Definition, GLOBAL, definitions_uri, global_definitions, own_definitions,
};
use serde_json::{Value, json};
use store::{Error, Fetched, Key, Transaction};

/// The counter of a repository's own definitions, which follow the global ones.
const COUNTER: &str = "assessment_attribute_definition";

/// How often a list is laid over what another writer has just saved: it comes with no version, so the last one counts.
const ATTEMPTS: usize = 6;

/// The definitions of the repository that the path names.
pub(crate) fn keys(inputs: &Inputs) -> Vec<Key> {
    let repository = inputs.number("repo_id").map(repository_uri);
    repository.map(|uri| Key::record(&definitions_uri(&uri))).into_iter().collect()
}

/// As [`keys`], and the counter of new ones.
pub(crate) fn keys_of_update(inputs: &Inputs) -> Vec<Key> {
    keys(inputs).into_iter().chain([Key::counter(COUNTER)]).collect()
}

/// `GET`.
pub(crate) async fn read(call: Call) -> Result<Reply, Problem> {
    let own = stored(&call, &call.fetched).await?.map(|own| own_definitions(&own.body)).unwrap_or_default();
    let shown: Vec<Value> = global_definitions().iter().chain(&own).map(Definition::shown).collect();
    Ok(Reply::json(&json!({ "jsonmodel_type": DEFINITIONS, "definitions": shown })))
}

/// `POST`: the list replaces the repository's own definitions. Global ones in it are passed over.
pub(crate) async fn update(call: Call) -> Result<Reply, Problem> {
    let mut again: Option<Fetched> = None;
    for _ in 0..ATTEMPTS {
        let fetched = again.as_ref().unwrap_or(&call.fetched);
        let current = stored(&call, fetched).await?;
        let known = current.as_ref().map(|current| own_definitions(&current.body)).unwrap_or_default();
        let wanted = wanted(&call.body, &known);
        check_labels(&wanted)?;
        check_unused(&call, &known, &wanted).await?;
        match save(&call, fetched, current, wanted).await {
            Ok(()) => return Ok(Reply::json(&json!({ "status": "Updated" }))),
            Err(Error::NumberInUse(_) | Error::Stale(_)) => {
                again = Some(call.store.fetch(keys_of_update(call.inputs())).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::Unavailable("the definitions kept changing".to_owned()))
}

async fn stored(call: &Call, fetched: &Fetched) -> Result<Option<Stored>, Problem> {
    let uri = definitions_uri(&repository_uri(call.repository().unwrap_or_default()));
    Ok(call.store.record_in(fetched, &uri).await?)
}

/// The definitions of the body; new ones without a number yet.
fn wanted(body: &Body, known: &[Definition]) -> Vec<Definition> {
    let mut wanted: Vec<Definition> = vec![];
    let items = body.get("definitions").and_then(Value::as_array).into_iter().flatten();
    for item in items.filter(|item| item["global"] != true) {
        let kind = item["type"].as_str().unwrap_or_default();
        let position = wanted.iter().filter(|before| before.kind == kind).count();
        let id = item["id"].as_u64().filter(|id| known.iter().any(|known| known.id == *id));
        wanted.push(Definition {
            id: id.unwrap_or_default(),
            label: item["label"].as_str().unwrap_or_default().to_owned(),
            kind: kind.to_owned(),
            global: false,
            position: position as u64,
        });
    }
    wanted
}

/// No two of a kind may be called the same.
fn check_labels(wanted: &[Definition]) -> Result<(), Problem> {
    let mut taken: BTreeSet<(String, String)> =
        global_definitions().into_iter().map(|definition| (definition.kind, definition.label)).collect();
    let mut doubled: Vec<&str> = vec![];
    for definition in wanted {
        if !taken.insert((definition.kind.clone(), definition.label.clone())) {
            doubled.push(&definition.label);
        }
    }
    if doubled.is_empty() {
        return Ok(());
    }
    Err(Problem::conflict(&format!("Update would conflict with the following labels: {}", doubled.join("; "))))
}

/// A definition that an assessment uses stays.
async fn check_unused(call: &Call, known: &[Definition], wanted: &[Definition]) -> Result<(), Problem> {
    let dropped = known.iter().filter(|known| wanted.iter().all(|wanted| wanted.id != known.id));
    let entries: Vec<Entry> = dropped
        .map(|definition| Entry {
            index: lookups::index(&ASSESSMENT, "definition"),
            scope: repository_uri(call.repository().unwrap_or_default()),
            value: definition.id.to_string(),
        })
        .collect();
    let users = try_join_all(entries.iter().map(|entry| call.store.look_up(entry))).await?;
    if users.iter().all(Vec::is_empty) { Ok(()) } else { Err(Problem::conflict("RECORD_IN_USE")) }
}

async fn save(
    call: &Call,
    fetched: &Fetched,
    current: Option<Stored>,
    mut wanted: Vec<Definition>,
) -> Result<(), Error> {
    let mut transaction = Transaction::new();
    let new = wanted.iter().filter(|definition| definition.id == 0).count() as u64;
    // Dropped when the transaction is over: it tells other writers of this process apart.
    let mut number = None;
    if new > 0 {
        let taken = call.store.number(COUNTER, new, fetched, false).await?;
        transaction.claim(&taken);
        let unnumbered = wanted.iter_mut().filter(|definition| definition.id == 0);
        unnumbered.zip(taken.value..).for_each(|(definition, value)| definition.id = GLOBAL + value);
        number = Some(taken);
    }
    let mut body = Body::new();
    let definitions: Vec<Value> = wanted.iter().map(Definition::shown).collect();
    body.insert("definitions".to_owned(), definitions.into());
    let now = call.store.clock().now();
    let seen = current.as_ref().map(Stored::revision);
    let username = call.caller.username().map(ToOwned::to_owned);
    let stored = Stored {
        record_type: DEFINITIONS,
        uri: definitions_uri(&repository_uri(call.repository().unwrap_or_default())),
        lock_version: current.as_ref().map_or(0, |current| current.lock_version + 1),
        silent: 0,
        created_by: current.as_ref().map_or_else(|| username.clone(), |current| current.created_by.clone()),
        last_modified_by: username,
        create_time: current.map_or(now, |current| current.create_time),
        user_mtime: now,
        system_mtime: now,
        suppressed: false,
        inbound: BTreeSet::new(),
        place: None,
        body,
    };
    match seen {
        Some(seen) => transaction.update(&call.store, &stored, seen).await?,
        None => transaction.create(&call.store, &stored).await?,
    }
    call.store.commit(transaction).await?;
    drop(number);
    Ok(())
}
