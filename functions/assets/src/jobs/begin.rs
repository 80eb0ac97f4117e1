//! Beginning a job: in one transaction with what belongs to it, and once, however often the request is sent.

use api::repeated::{self, Repeatable};
use api::{Call, Problem, Reply};
use arcs::entity::{key, parse_id};
use arcs::kinds::Job;
use arcs::{Entity, Kind};
use http::{StatusCode, header};
use operations::task::{NewTask, stage_as};
use serde_json::{Map, Value};
use store::journals::Journal;
use store::{Key, Transaction};
use uuid::Uuid;

use super::show;
use crate::resources::ACCEPTED;
use api::arcs::requested::author;

/// A job that was begun, by this request or by the same one before.
pub(crate) struct Begun {
    job: Entity<Job>,
    /// None when it is over already.
    journal: Option<Journal>,
}

impl Begun {
    /// The answer to a request whose work the job does.
    pub(crate) fn accepted(&self, call: &Call) -> Reply {
        self.reply(call, ACCEPTED)
    }

    /// The answer to a request for the job itself.
    pub(super) fn created(&self, call: &Call) -> Reply {
        self.reply(call, StatusCode::CREATED)
    }

    fn reply(&self, call: &Call, status: StatusCode) -> Reply {
        let shown = show(call, &self.job, self.journal.as_ref());
        Reply::json(&shown).status(status).with(header::LOCATION, &self.job.stored.uri)
    }
}

/// Begins a job under a new id. `transaction` holds what is to be written together with it.
pub(crate) async fn begin(
    call: &Call,
    (id, new): (Uuid, NewTask<'_>),
    repeatable: &Repeatable,
    mut transaction: Transaction,
) -> Result<Begun, Problem> {
    let store = &call.store;
    let (job, journal) = stage_as(store, &mut transaction, id, author(call.user()?), new).await?;
    repeatable.note(store, &mut transaction, [job.stored.uri.as_str()]);
    let Err(failed) = store.commit(transaction).await else { return Ok(Begun { job, journal: Some(journal) }) };
    match repeatable.made_before(store, &failed).await? {
        Some(uris) => begun_before(call, &uris[0]).await,
        None => Err(failed.into()),
    }
}

/// Begins a job that is about one resource.
pub(super) async fn begin_for(
    call: &Call,
    name: &str,
    data: Map<String, Value>,
    transaction: Transaction,
) -> Result<Begun, Problem> {
    begin_as(call, (Uuid::now_v7(), name), data, transaction).await
}

/// As [`begin_for`], under a new id that what is written together with it knows.
pub(super) async fn begin_as(
    call: &Call,
    (id, name): (Uuid, &str),
    data: Map<String, Value>,
    transaction: Transaction,
) -> Result<Begun, Problem> {
    let of_what = data.get("resource_id").and_then(Value::as_str).unwrap_or_default();
    let request = format!("{name} {of_what}");
    let repeatable = Repeatable::of(call, call.user()?, Job::COLLECTION, request.as_bytes())?;
    let new = NewTask { name, data: data.clone().into(), state: data, until: 0 };
    begin(call, (id, new), &repeatable, transaction).await
}

async fn begun_before(call: &Call, uri: &str) -> Result<Begun, Problem> {
    let id = uri.rsplit('/').next().and_then(parse_id).ok_or_else(repeated::gone)?;
    let fetched = call.store.fetch([key::<Job>(id), Key::journal(uri)]).await?;
    let job = Entity::<Job>::find(&call.store, &fetched, id).await?.ok_or_else(repeated::gone)?;
    Ok(Begun { job, journal: call.store.journal_in(&fetched, uri).await? })
}
