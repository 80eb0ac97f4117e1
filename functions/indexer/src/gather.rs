//! From records to what is indexed for them, as they are now.
//!
//! A record that cannot be read or shown is passed over with a line in the log: it must not keep others from being found.

use std::collections::{BTreeSet, HashMap};

use api::show::{Eyes, show, show_all};
use index::{Change, documents};
use records::Body;
use records::record_type::Stored;
use serde_json::Value;
use store::{Key, Store};

use crate::arcs;
use crate::error::Error;

/// What the index sees: everything but where agents live, and what others would say of suppressed records. These are indexed themselves,
/// but who finds a container must not read in it what they are called.
const EYES: Eyes = Eyes { contacts: false, usage: true, suppressed: false };

/// Rounds of looking up the neighbours of neighbours: the deepest chain of ancestors that is followed.
const ROUNDS: usize = 64;

/// Newer than any version: the number of a deleted record is never given out again.
const GONE: u64 = u64::MAX;

/// Types that have a place in a tree, and so ancestors.
const NODES: [&str; 3] = ["archival_object", "digital_object_component", "classification_term"];

/// What the index is to say about these records. Those that are gone are told to be gone.
pub(crate) async fn gather(store: &Store, uris: &BTreeSet<String>) -> Result<Vec<Change>, Error> {
    let (files, uris): (BTreeSet<String>, BTreeSet<String>) =
        uris.iter().cloned().partition(|uri| arcs::is_resource(uri));
    let mut changes = if files.is_empty() { vec![] } else { arcs::gather(store, &files).await? };
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let (mut stored, unreadable) = read_each(store, &uris).await?;
    let found: BTreeSet<&str> = stored.iter().map(|record| record.uri.as_str()).collect();
    let missing: Vec<&str> = uris.into_iter().filter(|uri| !found.contains(uri) && !unreadable.contains(uri)).collect();
    let (told_gone, back) = gone(store, missing).await?;
    changes.extend(told_gone);
    stored.extend(back);
    let shown = show_each(store, &stored).await?;
    let neighbours = neighbours(store, &shown).await?;
    for record in &stored {
        let Some(body) = shown.get(&record.uri) else { continue };
        let documents = documents::of(body, &|uri| shown.get(uri).or_else(|| neighbours.get(uri)));
        changes.push(Change { uri: record.uri.clone(), version: record.revision().0, documents });
    }
    Ok(changes)
}

/// What the index is to say about records that are not there. Who was transferred may come back, with a version above that of its
/// departure; so who is back already is read again.
async fn gone(store: &Store, missing: Vec<&str>) -> Result<(Vec<Change>, Vec<Stored>), Error> {
    if missing.is_empty() {
        return Ok((vec![], vec![]));
    }
    let departures = store.fetch(missing.iter().map(|uri| Key::departure(uri))).await?;
    let (mut changes, mut deleted) = (vec![], vec![]);
    for uri in missing {
        match Store::departure_in(&departures, uri)? {
            Some(departure) => changes.push(told_gone(uri, departure.version)),
            None => deleted.push(uri),
        }
    }
    let (back, unreadable) = read_each(store, &deleted).await?;
    let is_there = |uri: &str| unreadable.contains(uri) || back.iter().any(|record| record.uri == uri);
    changes.extend(deleted.iter().filter(|uri| !is_there(uri)).map(|uri| told_gone(uri, GONE)));
    Ok((changes, back))
}

fn told_gone(uri: &str, version: u64) -> Change {
    Change { uri: uri.to_owned(), version, documents: vec![] }
}

/// Reads records; also the URIs of those whose items make no sense.
pub(crate) async fn read_each<'a>(store: &Store, uris: &[&'a str]) -> Result<(Vec<Stored>, BTreeSet<&'a str>), Error> {
    let failure = match store.read(uris).await {
        Ok(found) => return Ok((found.into_iter().flatten().collect(), BTreeSet::new())),
        Err(failure) => failure,
    };
    let (mut stored, mut unreadable) = (vec![], BTreeSet::new());
    for uri in uris {
        match store.read(&[uri]).await {
            Ok(found) => stored.extend(found.into_iter().flatten()),
            Err(error) => {
                tracing::error!(%error, "a record is not indexed: it cannot be read");
                unreadable.insert(*uri);
            }
        }
    }
    // When nothing can be read, it is not the records.
    if unreadable.len() == uris.len() && uris.len() > 1 { Err(failure.into()) } else { Ok((stored, unreadable)) }
}

/// Renders records, by URI.
async fn show_each(store: &Store, stored: &[Stored]) -> Result<HashMap<String, Body>, Error> {
    let uris = stored.iter().map(|record| record.uri.clone());
    let failure = match show_all(store, stored, EYES).await {
        Ok(shown) => return Ok(uris.zip(shown).filter_map(as_object).collect()),
        Err(failure) => failure,
    };
    let mut shown = HashMap::new();
    for record in stored {
        match show(store, record, EYES).await {
            Ok(value) => shown.extend(as_object((record.uri.clone(), value))),
            Err(problem) => {
                tracing::error!(
                    ?problem,
                    record_type = record.record_type,
                    "a record is not indexed: it cannot be shown"
                );
            }
        }
    }
    if shown.is_empty() && stored.len() > 1 { Err(failure.into()) } else { Ok(shown) }
}

fn as_object((uri, value): (String, Value)) -> Option<(String, Body)> {
    match value {
        Value::Object(body) => Some((uri, body)),
        _ => None,
    }
}

/// The records that these show something of. Containers are taken as they are stored: where they stand is all that is shown of them
/// elsewhere, and to show them asks for all that is in them.
async fn neighbours(store: &Store, shown: &HashMap<String, Body>) -> Result<HashMap<String, Body>, Error> {
    let mut known: HashMap<String, Body> = HashMap::new();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let above: BTreeSet<&str> = shown.values().flat_map(documents::inherits_from).collect();
    let mut wanted: BTreeSet<String> = shown.values().flat_map(documents::needs).collect();
    wanted.extend(above.iter().filter_map(|uri| shown.get(*uri)).flat_map(documents::inherited_from));
    for _ in 0..ROUNDS {
        wanted.retain(|uri| !asked.contains(uri) && !shown.contains_key(uri));
        if wanted.is_empty() {
            break;
        }
        let uris: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let (stored, _) = read_each(store, &uris).await?;
        let (containers, others): (Vec<Stored>, Vec<Stored>) =
            stored.into_iter().partition(|record| record.record_type == "top_container");
        let new = show_each(store, &others).await?;
        asked.append(&mut wanted);
        wanted = new.values().filter(|body| is_node(body)).flat_map(documents::above).collect();
        let ancestors = new.iter().filter(|(uri, _)| above.contains(uri.as_str()));
        wanted.extend(ancestors.flat_map(|(_, body)| documents::inherited_from(body)));
        known.extend(new);
        known.extend(containers.into_iter().map(|container| (container.uri, container.body)));
    }
    Ok(known)
}

fn is_node(body: &Body) -> bool {
    body.get("jsonmodel_type").and_then(Value::as_str).is_some_and(|name| NODES.contains(&name))
}
