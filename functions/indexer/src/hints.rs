//! Hints that have outlived their links.
//!
//! A write adds the hints that it makes true to the records it refers to, and never takes one away: it cannot know whether
//! another link still makes it true. That is done here, once the link is gone.
//!
//! A writer who read the old hints and links to the record at the same moment would not add them again. So they are looked at a second
//! time, after a pause that is longer than a write takes, and what is missing then is put back. Most writes take far less, so
//! shorter pauses come first: meanwhile a reader would miss the link.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use records::links::{self, Standing, inline};
use records::record_type::Stored;
use serde_json::Value;
use store::{Error, Store};

/// Records with more links than this keep their hints: most of them are still true, and to find out would cost too much.
const EXAMINED: usize = 300;

/// The last is longer than a write takes from its read to its commit.
const PAUSES: [Duration; 3] = [Duration::from_millis(5), Duration::from_millis(25), Duration::from_millis(250)];

/// Takes away the hints of these records that no link makes true any more.
pub(crate) async fn narrow(store: &Store, targets: BTreeSet<String>) -> Result<(), Error> {
    let mut narrowed = vec![];
    for target in targets {
        if let Some((found, true_hints)) = examine(store, &target).await?
            && !found.is_subset(&true_hints)
            && store.replace_hints(&target, &found, &true_hints).await?
        {
            narrowed.push(target);
        }
    }
    if narrowed.is_empty() {
        return Ok(());
    }
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        for target in &narrowed {
            if let Some((found, true_hints)) = examine(store, target).await?
                && !true_hints.is_subset(&found)
            {
                let all = found.union(&true_hints).cloned().collect();
                store.replace_hints(target, &found, &all).await?;
            }
        }
    }
    Ok(())
}

/// The hints that a record has, and those that its links make true; `None` when there is nothing to find out.
async fn examine(store: &Store, target: &str) -> Result<Option<(BTreeSet<String>, BTreeSet<String>)>, Error> {
    let Some(record) = store.read(&[target]).await?.pop().flatten() else { return Ok(None) };
    if record.inbound.is_empty() {
        return Ok(None);
    }
    let links = store.links(target, "", EXAMINED + 1).await?;
    if links.len() > EXAMINED {
        return Ok(None);
    }
    let uris: BTreeSet<&str> = links.iter().map(|link| link.source.as_str()).collect();
    let uris: Vec<&str> = uris.into_iter().collect();
    let sources: Vec<Stored> = store.read(&uris).await?.into_iter().flatten().collect();
    let repositories = repositories_of(store, &sources).await?;
    // What neighbours say of themselves does not follow from links.
    let mut hints: BTreeSet<String> =
        record.inbound.iter().filter(|hint| hint.starts_with(links::HIDDEN)).cloned().collect();
    for source in &sources {
        let Some(row) = records::types::find(source.record_type) else { continue };
        let home = home_of(&source.uri);
        let repository_published = home.as_deref().is_none_or(|home| repositories.get(home) == Some(&true));
        let published = repository_published && !source.suppressed && is_published(source);
        let standing = Standing { repository: home.as_deref(), repository_published, published };
        let left = links::hints(row, &source.body, standing);
        hints.extend(left.into_iter().filter(|hint| hint.target == target).map(|hint| hint.text));
        let references = links::references(row, &source.body);
        for ((named, relation), extra) in inline::reverse(&references) {
            if named == target {
                hints.insert(links::link_hint(relation));
                if inline::is_shown(row.name, relation, target) {
                    hints.extend(inline::note(&hints, relation, &source.uri, &extra));
                }
            }
        }
    }
    Ok(Some((record.inbound, hints)))
}

/// Whether the repositories of these records are published.
async fn repositories_of(store: &Store, records: &[Stored]) -> Result<BTreeMap<String, bool>, Error> {
    let homes: BTreeSet<String> = records.iter().filter_map(|record| home_of(&record.uri)).collect();
    let uris: Vec<&str> = homes.iter().map(String::as_str).collect();
    let found = store.read(&uris).await?;
    Ok(found.into_iter().flatten().map(|home| (home.uri.clone(), is_published(&home))).collect())
}

/// The repository that a record is in.
fn home_of(uri: &str) -> Option<String> {
    let parsed = records::Uri::parse(uri)?;
    let home = format!("/repositories/{}", parsed.repository()?);
    (home != uri).then_some(home)
}

fn is_published(record: &Stored) -> bool {
    record.body.get("publish").and_then(Value::as_bool).unwrap_or(false)
}
