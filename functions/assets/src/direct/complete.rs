//! `POST /uploads/{id}/complete`: all is sent.
//!
//! Whoever asks again gets the same answer, or a later one: the resource when there is one, else how far it is. A large file is read for
//! as long as the request may take; then a job goes on, and so does a client's next request.

use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::kinds::{Job, Resource};
use http::{StatusCode, header};
use operations::task::{NewTask, stage_as};
use serde_json::{Map, Value};
use store::uploads::parts::Part;
use store::{Error, Transaction};
use tokio::time::Instant;
use uploads::{Held, State, confirm};
use uuid::Uuid;

use super::{missing, requested, shown};
use crate::resources::{CREATED, show};
use api::arcs::requested::author;

pub(super) async fn complete(call: Call) -> Result<Reply, Problem> {
    let mut held = requested(&call)?;
    let body = match call.inputs().json {
        None => Map::new(),
        Some(_) => {
            call.json()?.as_object().cloned().ok_or_else(|| Problem::bad_request("a JSON object is expected"))?
        }
    };
    let until = Instant::now() + call.patience;
    let worked = match held.upload.state {
        State::Receiving => match gather(&call, &mut held, &body).await {
            Ok(()) => confirm::advance(&call.store, &mut held, until).await,
            Err(problem) => return Err(problem),
        },
        _ => confirm::advance(&call.store, &mut held, until).await,
    };
    match worked {
        // Another request, or a job, is at it.
        Err(Error::Stale(_)) => held = Held::get(&call.store, held.id).await?.ok_or_else(missing)?,
        worked => worked?,
    }
    answer(&call, &held).await
}

async fn answer(call: &Call, held: &Held) -> Result<Reply, Problem> {
    match &held.upload.state {
        State::Done => {
            let made = Entity::<Resource>::get(&call.store, held.id).await?;
            let made = made.ok_or_else(|| Problem::NotFound("this resource was deleted".to_owned()))?;
            let shown = show(call, &made).await?;
            Ok(Reply::json(&shown).status(CREATED).with(header::LOCATION, &made.stored.uri))
        }
        State::Refused { message } => Err(Problem::bad_request(message.clone())),
        State::Receiving => Err(Problem::conflict(confirm::REPLACED)),
        State::GivenUp(_) => Err(missing()),
        State::Checking(_) | State::Placing(_) => {
            let mut shown = shown::plain(call, held);
            shown["job"] = go_on(call, held).await?.into();
            let reply = Reply::json(&shown).status(StatusCode::ACCEPTED);
            Ok(reply.with(header::LOCATION, &format!("/api/uploads/{}", held.id)))
        }
    }
}

/// The job that goes on with an upload: the same one, however often this is asked.
pub(super) fn job_of(upload: Uuid) -> Uuid {
    Uuid::new_v5(&upload, confirm::JOB.as_bytes())
}

/// Begins that job, unless it was begun; its URI.
async fn go_on(call: &Call, held: &Held) -> Result<String, Problem> {
    let (store, id) = (&call.store, job_of(held.id));
    if let Some(job) = Entity::<Job>::find(store, &call.fetched, id).await? {
        return Ok(job.stored.uri);
    }
    let data = Map::from_iter([("upload_id".to_owned(), Value::from(held.id.to_string()))]);
    let new = NewTask { name: confirm::JOB, data: data.clone().into(), state: data, until: 0 };
    let mut transaction = Transaction::new();
    let (job, _) = stage_as(store, &mut transaction, id, author(call.user()?), new).await?;
    match store.commit(transaction).await {
        // By another request, just now.
        Err(Error::NumberInUse(_)) => {}
        begun => begun?,
    }
    Ok(job.stored.uri)
}

/// Makes one object of what has come.
async fn gather(call: &Call, held: &mut Held, body: &Map<String, Value>) -> Result<(), Problem> {
    if let Some(parts) = held.parts() {
        match call.store.list_parts(&parts).await {
            // Put together by a request that could not say so.
            Err(Error::Missing(_)) => {}
            listed => {
                let listed = listed?;
                check_whole(held, &listed)?;
                check_named(body, &listed)?;
                match call.store.complete_parts(&parts, &listed).await {
                    Err(Error::Missing(_)) => {}
                    completed => completed?,
                }
            }
        }
    }
    match confirm::begin(&call.store, held).await {
        Err(Error::Missing(_) | Error::Stale(_)) => {
            // Another request may have taken it just now: it goes on from there.
            *held = Held::get(&call.store, held.id).await?.ok_or_else(missing)?;
            match held.upload.state {
                State::Receiving => Err(Problem::conflict("the file has not come yet")),
                _ => Ok(()),
            }
        }
        begun => Ok(begun?),
    }
}

/// Every part must be there, and as long as it has to be.
fn check_whole(held: &Held, listed: &[Part]) -> Result<(), Problem> {
    let (Some(in_parts), whole) = (&held.upload.parts, held.upload.announced.size) else { return Ok(()) };
    for number in 1..=in_parts.count(whole) {
        let found = listed.iter().find(|part| u64::try_from(part.number) == Ok(number));
        let size = in_parts.size_of(number, whole);
        match found {
            Some(part) if Some(part.size) == size => {}
            Some(part) => {
                let text = format!("part {number} has {} bytes instead of {}", part.size, size.unwrap_or(0));
                return Err(Problem::conflict(&text));
            }
            None => return Err(Problem::conflict(&format!("part {number} has not come yet"))),
        }
    }
    Ok(())
}

/// The parts that the client names, if it names some, must be those that are there.
fn check_named(body: &Map<String, Value>, listed: &[Part]) -> Result<(), Problem> {
    let wrong = || Problem::bad_request("parts must be an array of objects with part_number and etag");
    let named = match body.get("parts") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(named)) => named,
        Some(_) => return Err(wrong()),
    };
    for part in named {
        let number = part.get("part_number").and_then(Value::as_i64).ok_or_else(wrong)?;
        let found = listed.iter().find(|part| i64::from(part.number) == number);
        let found = found.ok_or_else(|| Problem::bad_request(format!("there is no part {number}")))?;
        let same = |name: &str, there: Option<&str>| match part.get(name) {
            None | Some(Value::Null) => Ok(true),
            Some(Value::String(text)) => Ok(Some(text.trim_matches('"')) == there.map(|there| there.trim_matches('"'))),
            Some(_) => Err(wrong()),
        };
        if !same("etag", Some(&found.mark))? || !same("sha256", found.sha256.as_deref())? {
            return Err(Problem::bad_request(format!("part {number} is not what came")));
        }
    }
    Ok(())
}
