//! Reading a collection with what is in it: three calls, and one more for each further hundred members of a page.

use api::{Call, Problem, Reply};
use arcs::entity::key;
use arcs::kinds::{Collection, Resource};
use arcs::{Entity, membership};
use http::HeaderName;
use serde_json::Value;
use store::Fetched;

use crate::pages::Page;
use crate::{resources, rights, versions};
use api::arcs::requested::requested;

/// Members that are shown when the client does not say how many.
const DEFAULT: usize = 100;

/// Members that are shown at most.
const MOST: usize = 500;

/// How many there are in all, on other pages as well.
pub(super) const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// The collection, with a page of its members.
pub(super) async fn read(call: Call) -> Result<Reply, Problem> {
    let shown = shown(&call).await?;
    let mut body = shown.collection.show();
    body["count"] = shown.count.into();
    body["members"] = shown.members.clone().into();
    // What is in it is no part of its version: nobody is told that they have it already.
    let reply = versions::tell(&shown.collection.stored, Reply::json(&body));
    Ok(shown.link(&call, reply))
}

/// A page of the members alone.
pub(super) async fn members(call: Call) -> Result<Reply, Problem> {
    let shown = shown(&call).await?;
    let reply = Reply::json(&shown.members);
    Ok(shown.link(&call, reply))
}

/// A collection and a page of its members.
struct Shown {
    collection: Entity<Collection>,
    /// How many members there are, visible or not.
    count: usize,
    page: Page,
    /// Those of the page that the caller may see, with their places.
    members: Vec<Value>,
    /// How many of the members were looked at.
    seen: usize,
    has_more: bool,
}

impl Shown {
    fn link(&self, call: &Call, reply: Reply) -> Reply {
        let reply = self.page.link_next(call, self.seen, self.has_more, reply);
        reply.with(TOTAL, &self.count.to_string())
    }
}

/// A collection without the document whose pages it holds, if that is gone. The document is among the fetched items.
pub(super) async fn current(
    call: &Call,
    fetched: &Fetched,
    mut collection: Entity<Collection>,
) -> Result<Entity<Collection>, Problem> {
    if let Some(document) = collection.facts.pdf
        && Entity::<Resource>::find(&call.store, fetched, document).await?.is_none()
    {
        collection.facts.pdf = None;
    }
    Ok(collection)
}

async fn shown(call: &Call) -> Result<Shown, Problem> {
    let collection = requested::<Collection>(call).await?;
    rights::check_open(call, collection.facts.public)?;
    let page = Page::read(call.inputs(), DEFAULT, MOST)?;
    let read = membership::members(&call.store, collection.id, page.offset, page.size).await?;
    let named = read.iter().map(|member| member.id).chain(collection.facts.pdf).map(key::<Resource>);
    let fetched = call.store.fetch(named).await?;
    let collection = current(call, &fetched, collection).await?;
    let mut members = vec![];
    let mut places = vec![];
    for member in &read {
        let found = Entity::<Resource>::find(&call.store, &fetched, member.id).await?;
        // One that is just being deleted is not there any more.
        let Some(resource) = found.filter(|resource| rights::check_visible(call, &resource.facts).is_ok()) else {
            continue;
        };
        let mut shown = resources::show(call, &resource).await?;
        shown["page"] = member.page.into();
        members.push(shown);
        places.push(member.page - page.offset);
    }
    let is_cut = Page::fit(&mut members, false);
    // Where the answer was cut, the next one begins behind the last member that is in it.
    let seen = if is_cut { places.get(members.len().saturating_sub(1)).copied() } else { None }.unwrap_or(read.len());
    let count = membership::count(&call.fetched, collection.id)?;
    let has_more = page.offset + seen < count && seen > 0;
    Ok(Shown { collection, count, page, members, seen, has_more })
}
