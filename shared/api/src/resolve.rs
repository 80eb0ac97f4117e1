//! `resolve[]`: records embedded in the references that name them.
//!
//! `a::b` resolves `a`, then `b` inside the resolved `a`; every prefix counts. Each distinct record is read and rendered once
//! for a request, however many references name it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use records::Uri;
use serde_json::Value;
use store::Store;

use crate::problem::Problem;
use crate::show::{Eyes, show_all};

/// Records that one request may embed. A page of 250 records with a hundred links each stays below it.
const LIMIT: usize = 25_000;

/// Steps of one path. Each of them nests the answer four levels deeper, and many readers of JSON stop at a hundred.
const DEEPEST: usize = 24;

/// The property of a root that names the whole tree, which is no record.
const TREE: &str = "tree";

/// What is asked for: properties, and inside of what they name further ones.
#[derive(Debug, Default)]
struct Wanted {
    inside: BTreeMap<String, Wanted>,
}

/// Embeds what `paths` ask for into rendered records.
pub async fn resolve(store: &Store, records: &mut [Value], paths: &[String], eyes: Eyes) -> Result<(), Problem> {
    if paths.is_empty() {
        return Ok(());
    }
    let mut wanted = Wanted::default();
    for path in paths {
        let mut level = &mut wanted;
        if path.split("::").count() > DEEPEST {
            return Err(Problem::bad_request(format!("resolve[] goes {DEEPEST} records deep at most")));
        }
        for property in path.split("::") {
            level = level.inside.entry(property.to_owned()).or_default();
        }
    }
    // Embedded records are shown without hiding contacts, and without where they are used, as the original does.
    let eyes = Eyes { contacts: true, usage: false, ..eyes };
    Resolver { store, eyes, known: HashMap::new() }.level(records, &wanted).await
}

struct Resolver<'a> {
    store: &'a Store,
    eyes: Eyes,
    known: HashMap<Uri, Option<Value>>,
}

impl Resolver<'_> {
    async fn level(&mut self, records: &mut [Value], wanted: &Wanted) -> Result<(), Problem> {
        for (property, inside) in &wanted.inside {
            let mut named = BTreeSet::new();
            for record in records.iter() {
                collect(record, property, &mut named);
            }
            self.learn(&named).await?;
            let trees = if property == TREE { Box::pin(self.trees(records)).await? } else { HashMap::new() };
            let mut found: Vec<(Uri, Value)> =
                named.into_iter().filter_map(|uri| self.known.get(&uri)?.clone().map(|record| (uri, record))).collect();
            if !inside.inside.is_empty() && !found.is_empty() {
                let (uris, mut embedded): (Vec<_>, Vec<_>) = found.into_iter().unzip();
                Box::pin(self.level(&mut embedded, inside)).await?;
                found = uris.into_iter().zip(embedded).collect();
            }
            let found = found.into_iter().map(|(uri, record)| (uri.as_str().to_owned(), record));
            let found: HashMap<String, Value> = found.chain(trees).collect();
            for record in records.iter_mut() {
                embed(record, property, &found);
            }
        }
        Ok(())
    }

    /// The full trees that records name. One that is nested deeper than JSON is read stays a reference.
    async fn trees(&self, records: &[Value]) -> Result<HashMap<String, Value>, Problem> {
        let named: BTreeSet<&str> =
            records.iter().filter_map(|record| record.get(TREE)?.get("ref")?.as_str()).collect();
        let roots: Vec<&str> = named.iter().filter_map(|uri| uri.strip_suffix("/tree")).collect();
        let mut trees = HashMap::new();
        for root in self.store.read(&roots).await?.into_iter().flatten() {
            let Some(tree) = records::tree::of_root(root.record_type) else { continue };
            let json = crate::tree::full_tree(self.store, tree, &root, self.eyes.suppressed).await?;
            if let Ok(nested) = serde_json::from_slice(&json) {
                trees.insert(format!("{}/tree", root.uri), nested);
            }
        }
        Ok(trees)
    }

    /// Reads the records that are not known yet.
    async fn learn(&mut self, named: &BTreeSet<Uri>) -> Result<(), Problem> {
        let new: Vec<&Uri> = named.iter().filter(|uri| !self.known.contains_key(*uri)).collect();
        if self.known.len() + new.len() > LIMIT {
            return Err(Problem::bad_request(format!("resolve[] would embed more than {LIMIT} records")));
        }
        let uris: Vec<&str> = new.iter().map(|uri| uri.as_str()).collect();
        let stored = self.store.read(&uris).await?;
        let visible: Vec<_> =
            stored.into_iter().flatten().filter(|record| self.eyes.suppressed || !record.suppressed).collect();
        let rendered = show_all(self.store, &visible, self.eyes).await?;
        let mut by_uri: HashMap<&str, Value> = visible.iter().map(|record| record.uri.as_str()).zip(rendered).collect();
        for uri in new {
            self.known.insert(uri.clone(), by_uri.remove(uri.as_str()));
        }
        Ok(())
    }
}

/// The records named under a property, at any depth.
fn collect(value: &Value, property: &str, found: &mut BTreeSet<Uri>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, property, found)),
        Value::Object(object) => {
            for (name, nested) in object.iter().filter(|(name, _)| *name != "_resolved") {
                if name == property {
                    found.extend(references(nested).filter_map(Uri::parse));
                }
                collect(nested, property, found);
            }
        }
        _ => {}
    }
}

fn references(value: &Value) -> impl Iterator<Item = &str> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    items.iter().filter_map(|item| item.get("ref")?.as_str())
}

fn embed(value: &mut Value, property: &str, found: &HashMap<String, Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| embed(item, property, found)),
        Value::Object(object) => {
            for (name, nested) in object.iter_mut().filter(|(name, _)| *name != "_resolved") {
                if name == property {
                    put_resolved(nested, found);
                }
                embed(nested, property, found);
            }
        }
        _ => {}
    }
}

fn put_resolved(value: &mut Value, found: &HashMap<String, Value>) {
    let items = match value {
        Value::Array(items) => items.as_mut_slice(),
        single => std::slice::from_mut(single),
    };
    for item in items {
        let Some(object) = item.as_object_mut() else { continue };
        let Some(record) = object.get("ref").and_then(Value::as_str).and_then(|uri| found.get(uri)) else { continue };
        object.insert("_resolved".to_owned(), record.clone());
    }
}
