//! `resolve[]`: records embedded in the references that name them.
//!
//! `a::b` resolves `a`, then `b` inside the resolved `a`; every prefix counts. Each distinct record is read and rendered once
//! for a request, however many references name it. It looks the same wherever it is embedded at one depth: with `a` and
//! `b::c`, a record that both `a` and `b` name has its `c` resolved in both places.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use records::Uri;
use serde_json::Value;
use store::Store;

use crate::problem::Problem;
use crate::show::{Eyes, show_all};

/// Records that one request may embed, copies within copies counted. A page of 250 records with a hundred links each stays below
/// it; records that refer to each other could otherwise be asked for in ever deeper levels.
const LIMIT: usize = 25_000;

/// Records inside of records that one path may name: no description is deeper, a path through records that name each other would
/// have no end, and each step nests the answer four levels deeper, where many readers of JSON stop at a hundred.
const DEEPEST: usize = 16;

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
        if path.split("::").count() > DEEPEST {
            return Err(Problem::bad_request(format!("resolve[] goes at most {DEEPEST} levels deep")));
        }
        let mut level = &mut wanted;
        for property in path.split("::") {
            level = level.inside.entry(property.to_owned()).or_default();
        }
    }
    // Embedded records are shown without hiding contacts, and without where they are used, as the original does.
    let eyes = Eyes { contacts: true, usage: false, ..eyes };
    let mut resolver = Resolver { store, eyes, known: HashMap::new(), trees: HashMap::new(), levels: vec![] };
    resolver.read(records, &wanted).await?;
    let mut left = LIMIT;
    for record in records {
        resolver.complete(record, &wanted, 0, &mut left)?;
    }
    Ok(())
}

struct Resolver<'a> {
    store: &'a Store,
    eyes: Eyes,
    known: HashMap<Uri, Option<Value>>,
    /// Full trees, by what names them: `/repositories/2/resources/1/tree`.
    trees: HashMap<String, Value>,
    /// The records embedded at each depth, and what is wanted inside of them.
    levels: Vec<Level>,
}

type Level = BTreeMap<Uri, Wanted>;

impl Resolver<'_> {
    /// Reads everything that will be embedded: one batch for each level, whatever the properties.
    async fn read(&mut self, records: &[Value], wanted: &Wanted) -> Result<(), Problem> {
        let mut level = Level::new();
        for record in records {
            name(record, wanted, &mut level);
        }
        if wanted.inside.contains_key(TREE) {
            self.read_trees(records).await?;
        }
        while !level.is_empty() {
            self.learn(level.keys().collect()).await?;
            let mut next = Level::new();
            let mut rooted = vec![];
            for (uri, inside) in &level {
                let Some(Some(record)) = self.known.get(uri) else { continue };
                name(record, inside, &mut next);
                if inside.inside.contains_key(TREE) {
                    rooted.push(record.clone());
                }
            }
            self.read_trees(&rooted).await?;
            self.levels.push(level);
            level = next;
        }
        Ok(())
    }

    /// Reads the full trees that records name. One that is nested deeper than JSON is read stays a reference.
    async fn read_trees(&mut self, records: &[Value]) -> Result<(), Problem> {
        let named: BTreeSet<&str> =
            records.iter().filter_map(|record| record.get(TREE)?.get("ref")?.as_str()).collect();
        let roots: Vec<&str> = named.iter().filter_map(|uri| uri.strip_suffix("/tree")).collect();
        if roots.is_empty() {
            return Ok(());
        }
        for root in self.store.read(&roots).await?.into_iter().flatten() {
            let Some(tree) = records::tree::of_root(root.record_type) else { continue };
            let json = crate::tree::full_tree(self.store, tree, &root, self.eyes.suppressed).await?;
            if let Ok(nested) = serde_json::from_slice(&json) {
                self.trees.insert(format!("{}/tree", root.uri), nested);
            }
        }
        Ok(())
    }

    /// Reads the records that are not known yet.
    async fn learn(&mut self, named: BTreeSet<&Uri>) -> Result<(), Problem> {
        let new: Vec<&Uri> = named.into_iter().filter(|uri| !self.known.contains_key(*uri)).collect();
        if self.known.len() + new.len() > LIMIT {
            return Err(too_many());
        }
        if new.is_empty() {
            return Ok(());
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

    /// Embeds into one record at a depth what was read. `left` counts down how many records may still be embedded.
    fn complete(&self, value: &mut Value, wanted: &Wanted, depth: usize, left: &mut usize) -> Result<(), Problem> {
        match value {
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.complete(item, wanted, depth, left)),
            Value::Object(object) => {
                object.iter_mut().filter(|(name, _)| *name != "_resolved").try_for_each(|(name, nested)| {
                    self.complete(nested, wanted, depth, left)?;
                    match wanted.inside.get(name) {
                        Some(inside) => self.embed(nested, inside, depth, left),
                        None => Ok(()),
                    }
                })
            }
            _ => Ok(()),
        }
    }

    /// Embeds the records that a property names.
    fn embed(&self, value: &mut Value, inside: &Wanted, depth: usize, left: &mut usize) -> Result<(), Problem> {
        let items = match value {
            Value::Array(items) => items.as_mut_slice(),
            single => std::slice::from_mut(single),
        };
        for item in items {
            let Some(object) = item.as_object_mut() else { continue };
            let Some(named) = object.get("ref").and_then(Value::as_str) else { continue };
            let uri = Uri::parse(named);
            let Some(record) = self.found(named, uri.as_ref()) else { continue };
            *left = left.checked_sub(1).ok_or_else(too_many)?;
            let mut record = record.clone();
            let inside = uri.and_then(|uri| self.levels.get(depth)?.get(&uri)).unwrap_or(inside);
            self.complete(&mut record, inside, depth + 1, left)?;
            object.insert("_resolved".to_owned(), record);
        }
        Ok(())
    }

    /// What a reference names.
    fn found(&self, named: &str, uri: Option<&Uri>) -> Option<&Value> {
        match uri {
            Some(uri) => self.known.get(uri)?.as_ref(),
            None => self.trees.get(named),
        }
    }
}

fn too_many() -> Problem {
    Problem::bad_request(format!("resolve[] would embed more than {LIMIT} records"))
}

impl Wanted {
    fn add(&mut self, other: &Wanted) {
        for (property, inside) in &other.inside {
            self.inside.entry(property.clone()).or_default().add(inside);
        }
    }
}

/// Adds the records that one names, at any depth, under what is wanted.
fn name(record: &Value, wanted: &Wanted, level: &mut Level) {
    for (property, inside) in &wanted.inside {
        let mut found = BTreeSet::new();
        collect(record, property, &mut found);
        for uri in found {
            level.entry(uri).or_default().add(inside);
        }
    }
}

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
