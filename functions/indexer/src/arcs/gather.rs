//! From resources to what is indexed of them, as they are now.
//!
//! A resource takes a query of the links into it, and shares two reads with the others of its batch: their records, and those of the users,
//! collections and parts.

use std::collections::{BTreeMap, BTreeSet};

use arcs::kinds::{Annotation, Collection, Comment, Keyword, Mark, Resource};
use arcs::{Entity, Kind, Part};
use futures_util::{StreamExt, TryStreamExt, stream};
use index::Change;
use index::arcs::{self as indexed, Described};
use records::record_type::{Link, Stored};
use serde_json::Value;
use store::Store;

use super::{COLLECTIONS, FOUND_BY, text};
use crate::error::Error;
use crate::gather::read_each;

/// Links of one resource that are looked at.
const LINKS: usize = 10_000;

/// Resources whose links (and whose texts) are read side by side.
const TOGETHER: usize = 16;

/// What the index is to say about these resources. Those that are gone are told to be gone.
pub(crate) async fn gather(store: &Store, uris: &BTreeSet<String>) -> Result<Vec<Change>, Error> {
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let (stored, unreadable) = read_each(store, &uris).await?;
    let resources: Vec<Entity<Resource>> = stored.into_iter().filter_map(read).collect();
    let there: BTreeSet<&str> = resources.iter().map(|resource| resource.stored.uri.as_str()).collect();
    let gone = uris.iter().filter(|uri| !unreadable.contains(*uri) && !there.contains(*uri));
    let mut changes: Vec<Change> = gone.map(|uri| Described::gone(uri)).collect();
    let links = links_into(store, &resources).await?;
    let around = around(store, &resources, &links).await?;
    let texts: Vec<_> = resources.iter().map(|resource| text::of(store, resource)).collect();
    let texts: Vec<String> = stream::iter(texts).buffered(TOGETHER).collect().await;
    for ((resource, links), text) in resources.iter().zip(&links).zip(texts) {
        let mut described = Described { text, ..describe(resource, &around) };
        for link in links {
            add(&mut described, link, around.get(&link.source));
        }
        changes.push(described.change());
    }
    Ok(changes)
}

/// The links into each resource by which it is found.
async fn links_into(store: &Store, resources: &[Entity<Resource>]) -> Result<Vec<Vec<Link>>, Error> {
    let queries = resources.iter().map(|resource| async {
        let mut links = store.links(&resource.stored.uri, "", LINKS).await?;
        links.retain(|link| FOUND_BY.contains(&link.relation.as_str()));
        Ok::<_, Error>(links)
    });
    let queries: Vec<_> = queries.collect();
    stream::iter(queries).buffered(TOGETHER).try_collect().await
}

/// The users, parts and collections of these resources, by URI.
async fn around(
    store: &Store,
    resources: &[Entity<Resource>],
    links: &[Vec<Link>],
) -> Result<BTreeMap<String, Stored>, Error> {
    let sources = links.iter().flatten().map(|link| link.source.as_str());
    let owners = resources.iter().map(|resource| resource.facts.user.as_str());
    let uris: BTreeSet<&str> = sources.chain(owners).collect();
    let (found, _) = read_each(store, &Vec::from_iter(uris)).await?;
    Ok(found.into_iter().map(|record| (record.uri.clone(), record)).collect())
}

/// A resource alone, with the name of its owner.
fn describe(resource: &Entity<Resource>, around: &BTreeMap<String, Stored>) -> Described {
    let (facts, stored) = (&resource.facts, &resource.stored);
    let name = around.get(&facts.user).and_then(|user| user.body.get("name")?.as_str());
    Described {
        uri: stored.uri.clone(),
        id: resource.id.to_string(),
        title: facts.title.clone(),
        file_name: facts.file_name.clone(),
        mime_type: facts.mime_type.clone(),
        category: facts.category.clone(),
        sha: facts.sha.clone(),
        public: facts.public,
        owner: facts.user.clone(),
        owner_name: name.or(stored.created_by.as_deref()).unwrap_or_default().to_owned(),
        created: stored.create_time,
        modified: stored.user_mtime,
        metadata: facts.metadata.clone().into_iter().collect(),
        ..Described::default()
    }
}

/// Adds what stands at the other end of a link.
fn add(described: &mut Described, link: &Link, source: Option<&Stored>) {
    match link.relation.as_str() {
        COLLECTIONS => described.collections.push(collection(&link.source, source)),
        Comment::RELATION => described.comments.extend(part(source).map(|comment: Comment| comment.content)),
        Keyword::RELATION => described.keywords.extend(part(source).map(|keyword: Keyword| keyword.keyword)),
        Annotation::RELATION => {
            if let Some(Mark::Transcript(text)) = part(source).map(|annotation: Annotation| annotation.mark) {
                described.transcripts.push(text);
            }
        }
        _ => {}
    }
}

/// A collection. One that is not there (yet, or any more) is nobody's to know; by its id it is found here when it comes.
fn collection(uri: &str, source: Option<&Stored>) -> indexed::Collection {
    let id = uri.rsplit('/').next().unwrap_or_default().to_owned();
    match part::<Collection>(source) {
        Some(Collection { title, public, temporary, .. }) => indexed::Collection { id, title, public, temporary },
        None => indexed::Collection { id, ..indexed::Collection::default() },
    }
}

fn part<K: Kind>(source: Option<&Stored>) -> Option<K> {
    serde_json::from_value(Value::Object(source?.body.clone())).ok()
}

fn read(stored: Stored) -> Option<Entity<Resource>> {
    Entity::read(stored).inspect_err(|error| tracing::error!(%error, "a resource is not indexed")).ok()
}
