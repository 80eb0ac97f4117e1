//! Flags: somebody says that something is wrong with a resource. Senior researchers look at the list, and delete what is settled.

use api::{Call, Endpoint, Problem, Reply, get};
use arcs::entity::parse_id;
use arcs::kinds::{Flag, REASONS, Resource};
use arcs::{Entity, Kind, Part};
use store::Key;

use super::given::{LONG, needed};
use super::traces::Trace;
use super::{Attached, Given, Who, endpoints_of};
use crate::pages::Page;
use crate::{rights, with_alias};

/// Flags on a page when the client does not say.
const DEFAULT: usize = 30;

/// Flags on a page at most.
const MOST: usize = 100;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = endpoints_of::<Flag>();
    endpoints.extend(with_alias("/flags", |path| get(path).arcs().to(list)));
    endpoints
}

impl Attached for Flag {
    const READERS: Who = Who::AuthorAndSeniors;

    fn read_new(given: Given<'_>, author: &str, resource: &Entity<Resource>) -> Result<Self, Problem> {
        Ok(Self {
            user: author.to_owned(),
            resource: resource.id,
            reason: reason(given)?.ok_or_else(|| needed("reason"))?,
            explanation: given.text_or_nothing("explanation", LONG)?.flatten().unwrap_or_default(),
        })
    }

    fn read_change(&self, given: Given<'_>) -> Result<Self, Problem> {
        let explanation = given.text_or_nothing("explanation", LONG)?.map(Option::unwrap_or_default);
        Ok(Self {
            reason: reason(given)?.unwrap_or_else(|| self.reason.clone()),
            explanation: explanation.unwrap_or_else(|| self.explanation.clone()),
            ..self.clone()
        })
    }

    fn traces(&self) -> Vec<Trace> {
        vec![Trace::List(Self::COLLECTION.to_owned())]
    }
}

fn reason(given: Given<'_>) -> Result<Option<String>, Problem> {
    let Some(reason) = given.text("reason", LONG)? else { return Ok(None) };
    if REASONS.contains(&reason.as_str()) {
        return Ok(Some(reason));
    }
    Err(Problem::bad_request(format!("reason must be one of {}", REASONS.join(", "))))
}

/// All flags, the newest first.
async fn list(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    if !rights::is_senior(&call) {
        return Err(Problem::Forbidden("only senior researchers look at all flags".to_owned()));
    }
    let page = Page::read(call.inputs(), DEFAULT, MOST)?;
    newest::<Flag>(&call, Flag::COLLECTION, page).await
}

/// A page of a list of parts, the newest first.
pub(super) async fn newest<K: Part>(call: &Call, list: &str, page: Page) -> Result<Reply, Problem> {
    let (uris, has_more) = page.cut(call.store.newest_on(list, page.reach()).await?);
    let fetched = call.store.fetch(uris.iter().map(|uri| Key::record(uri))).await?;
    let mut shown = vec![];
    for id in uris.iter().filter_map(|uri| parse_id(uri.rsplit('/').next()?)) {
        shown.extend(Entity::<K>::find(&call.store, &fetched, id).await?.map(|part| K::show(&part)));
    }
    let has_more = Page::fit(&mut shown, has_more);
    Ok(page.link_next(call, shown.len(), has_more, Reply::json(&shown)))
}
