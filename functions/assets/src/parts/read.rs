//! Reading one part, and the list of those of a resource.

use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::entity::{key, parse_id};
use arcs::kinds::Resource;
use records::record_type::Link;
use serde_json::Value;
use store::{Fetched, Key};

use super::{Attached, Who, check_is};
use crate::pages::Page;
use crate::{rights, versions};
use api::arcs::requested::{missing, requested};

/// Parts of one resource that are listed at once.
const MOST: usize = 10_000;

pub(super) async fn read<K: Attached>(call: Call) -> Result<Reply, Problem> {
    if K::READERS != Who::Visitors {
        call.user()?;
    }
    let part = requested::<K>(&call).await?;
    if K::READERS == Who::Visitors {
        let id = part.facts.resource();
        let fetched = call.store.fetch([key::<Resource>(id)]).await?;
        let resource = Entity::<Resource>::find(&call.store, &fetched, id).await?;
        // Of a part whose resource is just being deleted there is nothing to see any more.
        rights::check_visible(&call, &resource.ok_or_else(missing::<K>)?.facts)?;
    } else {
        check_is(K::READERS, &call, call.user()?, &part)?;
    }
    Ok(versions::show(&call, &part.stored, Reply::json(&K::show(&part))))
}

pub(super) async fn list<K: Attached>(call: Call) -> Result<Reply, Problem> {
    let listed = listed::<K>(&call, |_| None).await?;
    let mut shown: Vec<Value> = listed.parts.iter().map(K::show).collect();
    let has_more = Page::fit(&mut shown, listed.has_more);
    let reply = Reply::json(&shown);
    Ok(listed.page.link_next(&call, shown.len(), has_more, reply))
}

/// A page of a resource's parts.
pub(super) struct Listed<K> {
    /// Which page.
    pub(super) page: Page,
    /// The parts, the oldest first.
    pub(super) parts: Vec<Entity<K>>,
    /// Whether there are more behind them.
    pub(super) has_more: bool,
    /// What was read together with them.
    pub(super) fetched: Fetched,
}

/// The parts of the resource that the path names, if the caller may see it. `besides` is read together with them.
pub(super) async fn listed<K: Attached>(
    call: &Call,
    besides: impl Fn(&Link) -> Option<Key>,
) -> Result<Listed<K>, Problem> {
    let resource = requested::<Resource>(call).await?;
    rights::check_visible(call, &resource.facts)?;
    let page = Page::read(call.inputs(), MOST, MOST)?;
    let links = call.store.links(&resource.stored.uri, K::RELATION, page.reach()).await?;
    let (links, has_more) = page.cut(links);
    let keys = links.iter().map(|link| Key::record(&link.source));
    let fetched = call.store.fetch(keys.chain(links.iter().filter_map(besides))).await?;
    let mut parts = vec![];
    for id in links.iter().filter_map(|link| parse_id(link.source.rsplit('/').next()?)) {
        parts.extend(Entity::<K>::find(&call.store, &fetched, id).await?);
    }
    parts.sort_by_key(|part| (part.stored.create_time, part.id));
    Ok(Listed { page, parts, has_more, fetched })
}
