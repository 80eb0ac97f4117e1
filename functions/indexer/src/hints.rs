//! Hints that have outlived their links.
//!
//! A write adds the hints that it makes true to the records it refers to, and never takes one away: it cannot know whether
//! another link still makes it true. That is done here, once the link is gone.
//!
//! What links say of publication is found out here too, when a record is hidden that left such a hint.
//!
//! A writer who read the old hints and links to the record at the same moment would not add them again. So they are looked at a second
//! time, after a pause that is longer than a write takes, and what is missing then is put back. Most writes take far less, so
//! shorter pauses come first: meanwhile a reader would miss the link.

use std::collections::BTreeSet;
use std::time::Duration;

use records::links::{self, inline};
use records::record_type::{Link, Stored};
use store::{Error, Store};

use crate::crowded;
use crate::public::{Above, hints_of, is_about_publication};

/// Records with more links than this keep their hints: most of them are still true, and to find out would cost too much. Only whether
/// somebody public is among their users is looked after ([`crate::crowded`]).
pub(crate) const EXAMINED: usize = 300;

/// The last is longer than a write takes from its read to its commit.
pub(crate) const PAUSES: [Duration; 3] =
    [Duration::from_millis(5), Duration::from_millis(25), Duration::from_millis(250)];

/// How often hints are looked at again that others changed meanwhile.
const TRIES: u32 = 10;

/// Takes away the hints of these records that no link makes true any more.
pub(crate) async fn narrow(store: &Store, targets: BTreeSet<String>) -> Result<(), Error> {
    let mut narrowed = vec![];
    for target in targets {
        if take_outdated(store, &target).await? {
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

/// Takes away the hints of a record that no link makes true; `false` when there are none.
async fn take_outdated(store: &Store, target: &str) -> Result<bool, Error> {
    for _ in 0..TRIES {
        let Some((found, true_hints)) = examine(store, target).await? else { return Ok(false) };
        if found.is_subset(&true_hints) {
            return Ok(false);
        }
        if store.replace_hints(target, &found, &true_hints).await? {
            return Ok(true);
        }
    }
    Err(Error::Busy(format!("the hints of {target} do not stop changing")))
}

/// The hints that a record has, and those that its links make true; `None` when there is nothing to find out.
async fn examine(store: &Store, target: &str) -> Result<Option<(BTreeSet<String>, BTreeSet<String>)>, Error> {
    let Some(record) = store.read(&[target]).await?.pop().flatten() else { return Ok(None) };
    if record.inbound.is_empty() {
        return Ok(None);
    }
    let links = store.links(target, "", EXAMINED + 1).await?;
    if links.len() > EXAMINED {
        if record.inbound.iter().any(|hint| is_about_publication(hint)) {
            crowded::note(store, target).await?;
        }
        return Ok(None);
    }
    let sources = sources_of(store, &links).await?;
    let above = Above::read(store, &sources).await?;
    // What neighbours say of themselves does not follow from links.
    let mut hints: BTreeSet<String> =
        record.inbound.iter().filter(|hint| hint.starts_with(links::HIDDEN)).cloned().collect();
    for source in &sources {
        let Some(row) = records::types::find(source.record_type) else { continue };
        let left = hints_of(source, above.standing_of(source));
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

/// The records that hold these links.
pub(crate) async fn sources_of(store: &Store, links: &[Link]) -> Result<Vec<Stored>, Error> {
    let uris: BTreeSet<&str> = links.iter().map(|link| link.source.as_str()).collect();
    let uris: Vec<&str> = uris.into_iter().collect();
    Ok(store.read(&uris).await?.into_iter().flatten().collect())
}
