//! Lists of collections, the ones changed last first.

use std::collections::HashSet;

use api::call::Inputs;
use api::{Call, Problem, Reply};
use arcs::entity::key;
use arcs::kinds::{Collection, Resource};
use arcs::{Entity, collections, membership};
use serde_json::Value;
use store::Key;
use uuid::Uuid;

use super::read::{TOTAL, current};
use crate::pages::Page;
use crate::rights;
use api::arcs::requested::requested;

/// Collections on a page when the client does not say.
const DEFAULT: usize = 30;

/// Collections on a page at most.
const MOST: usize = 100;

pub(super) fn keys(_: &Inputs) -> Vec<Key> {
    collections::count_keys().into()
}

/// Those that the caller may see. Three calls, or four when somebody is logged in; one more when there are pages of
/// documents among them.
pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    let only_open = call.caller.user.is_none();
    let page = Page::read(call.inputs(), DEFAULT, MOST)?;
    let listed = collections::last_changed(&call.store, only_open, page.reach()).await?;
    let (listed, has_more) = page.cut(listed);
    let shown = show(&call, listed.iter().map(|entry| entry.id)).await?;
    let reply = page.link_next(&call, listed.len(), has_more, Reply::json(&shown));
    Ok(reply.with(TOTAL, &collections::count(&call.fetched, only_open)?.to_string()))
}

/// Those that a resource is in, as far as the caller may see them; the oldest first.
pub(super) async fn of_resource(call: Call) -> Result<Reply, Problem> {
    let resource = requested::<Resource>(&call).await?;
    rights::check_visible(&call, &resource.facts)?;
    let ids = membership::collections_of(&call.store, resource.id).await?;
    Ok(Reply::json(&show(&call, ids.into_iter()).await?))
}

/// Collections as they are now: some may have been deleted or closed since the list was read.
async fn show(call: &Call, ids: impl Iterator<Item = Uuid> + Clone) -> Result<Vec<Value>, Problem> {
    let fetched = call.store.fetch(ids.clone().map(key::<Collection>)).await?;
    let mut visible = vec![];
    for id in ids {
        let found = Entity::<Collection>::find(&call.store, &fetched, id).await?;
        visible.extend(found.filter(|collection| rights::check_open(call, collection.facts.public).is_ok()));
    }
    let documents: HashSet<Uuid> = visible.iter().filter_map(|collection| collection.facts.pdf).collect();
    let fetched = call.store.fetch(documents.into_iter().map(key::<Resource>)).await?;
    let mut shown = vec![];
    for collection in visible {
        shown.push(current(call, &fetched, collection).await?.show());
    }
    Ok(shown)
}
