//! Jobs: what goes on after the answer. Administrators see and steer all of them, everybody else sees their own.
//!
//! What a job does is known to the function that does it; here it is only asked for.

mod begin;
mod change;
mod columns;
mod create;
mod pictures;
mod solr;

use api::call::Inputs;
use api::{Call, Endpoint, Problem, Reply, delete, get, post, put};
use arcs::Entity;
use arcs::kinds::{Job, Resource};
use http::header;
use serde_json::Value;
use store::Key;
use store::journals::Journal;

use crate::pages::Page;
use crate::resources::ACCEPTED;
use crate::{rights, with_alias};
use api::arcs::requested::{key_in_path, requested};

pub(crate) use begin::begin;

/// Jobs on a page, unless another number is asked for; and at most.
const PAGE: (usize, usize) = (30, 100);

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    endpoints.extend(with_alias("/jobs", |path| get(path).arcs().to(list)));
    endpoints.extend(with_alias("/jobs", |path| post(path).arcs().json().to(create::create)));
    endpoints.extend(with_alias("/jobs/{id}", |path| get(path).arcs().reads(keys).to(read)));
    endpoints.extend(with_alias("/jobs/{id}", |path| put(path).arcs().json().reads(keys).to(change::update)));
    endpoints.extend(with_alias("/jobs/{id}", |path| post(path).arcs().json().reads(keys).to(change::update)));
    endpoints.extend(with_alias("/jobs/{id}", |path| delete(path).arcs().reads(keys).to(change::remove)));
    let resource = |inputs: &Inputs| Vec::from_iter(key_in_path::<Resource>(inputs));
    endpoints.extend(with_alias("/resources/solr/{id}", |path| post(path).arcs().reads(resource).to(solr::reindex)));
    endpoints
        .extend(with_alias("/resources/rethumb/{id}", |path| post(path).arcs().reads(resource).to(pictures::rethumb)));
    endpoints.extend(with_alias("/resources/repreview/{id}", |path| {
        post(path).arcs().reads(resource).to(pictures::repreview)
    }));
    endpoints
        .extend(with_alias("/resources/split_pdf/{id}", |path| post(path).arcs().reads(resource).to(pictures::split)));
    endpoints
}

/// The answer to a request whose work a job does.
pub(crate) fn accepted(call: &Call, job: &Entity<Job>, journal: &Journal) -> Reply {
    Reply::json(&show(call, job, Some(journal))).status(ACCEPTED).with(header::LOCATION, &job.stored.uri)
}

fn show(call: &Call, job: &Entity<Job>, journal: Option<&Journal>) -> Value {
    job.show(journal, call.store.clock().milliseconds())
}

/// The job that the path names, and its journal: while it is open, that says how it is.
fn keys(inputs: &Inputs) -> Vec<Key> {
    key_in_path::<Job>(inputs).into_iter().flat_map(|key| [Key::journal(&key.pk), key]).collect()
}

async fn requested_with_journal(call: &Call) -> Result<(Entity<Job>, Option<Journal>), Problem> {
    let job = requested::<Job>(call).await?;
    let journal = call.store.journal_in(&call.fetched, &job.stored.uri).await?;
    Ok((job, journal))
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let (job, journal) = requested_with_journal(&call).await?;
    if job.facts.user != user.uri {
        rights::check_admin(&call)?;
    }
    Ok(Reply::json(&show(&call, &job, journal.as_ref())))
}

/// `GET /api/jobs`: the newest first.
async fn list(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    rights::check_admin(&call)?;
    let page = Page::read(call.inputs(), PAGE.0, PAGE.1)?;
    let (ids, has_more) = page.cut(call.store.tasks(page.reach()).await?);
    let uris: Vec<String> = ids.iter().map(|id| arcs::entity::uri::<Job>(*id)).collect();
    let keys = uris.iter().flat_map(|uri| [Key::record(uri), Key::journal(uri)]);
    let fetched = call.store.fetch(keys).await?;
    let mut shown = vec![];
    for (id, uri) in ids.iter().zip(&uris) {
        // One may just have been deleted.
        if let Some(job) = Entity::<Job>::find(&call.store, &fetched, *id).await? {
            let journal = call.store.journal_in(&fetched, uri).await?;
            shown.push(show(&call, &job, journal.as_ref()));
        }
    }
    let all = shown.len();
    let has_more = Page::fit(&mut shown, has_more);
    let seen = if shown.len() < all { shown.len() } else { ids.len() };
    Ok(page.link_next(&call, seen, has_more, Reply::json(&shown)))
}
