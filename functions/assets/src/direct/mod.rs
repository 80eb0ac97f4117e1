//! Files that clients send straight to the bucket, for which a function's 6 MB are too little: `/uploads`.
//!
//! 1. `POST /uploads` says what will come, and gets addresses that are signed for it: one for the whole, or one for each part.
//! 2. The client sends the bytes there. `GET` tells what has come, `POST …/parts` signs addresses anew: whoever was interrupted
//!    goes on.
//! 3. `POST …/complete` says that all is there. The bytes are read and compared with what was said ([`uploads::confirm`]), and only then
//!    there is a resource. What takes longer than a request is a job's, and goes on with the next request as well.
//! 4. `DELETE` gives it up.
//!
//! An upload is its beginner's alone, and lasts a day ([`uploads::sweep`]).

mod announced;
mod begin;
mod complete;
mod shown;
mod signed;

use api::call::Inputs;
use api::{Call, Endpoint, Problem, Reply, delete, get, post};
use arcs::entity;
use arcs::kinds::Job;
use arcs::signing::Signer;
use http::StatusCode;
use store::{Error, Key};
use uploads::{Held, State};

use crate::resources::fields;
use crate::with_alias;
use api::arcs::requested::id_in_path;

/// How often an upload is given up again because somebody works on it.
const ATTEMPTS: usize = 5;

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    endpoints.extend(with_alias("/uploads", |path| {
        post(path).arcs().json().reads(|inputs| Vec::from_iter(fields::keys(inputs))).to(begin::begin)
    }));
    endpoints.extend(with_alias("/uploads/{id}", |path| get(path).arcs().reads(keys).to(read)));
    endpoints.extend(with_alias("/uploads/{id}", |path| delete(path).arcs().reads(keys).to(give_up)));
    endpoints.extend(with_alias("/uploads/{id}/parts", |path| post(path).arcs().upload().reads(keys).to(signed::sign)));
    endpoints.extend(with_alias("/uploads/{id}/complete", |path| {
        post(path).arcs().upload().reads(keys_with_job).to(complete::complete)
    }));
    endpoints
}

/// The upload that the path names, and what the addresses of its resource are signed with.
fn keys(inputs: &Inputs) -> Vec<Key> {
    id_in_path(inputs).map(Key::upload).into_iter().chain([Signer::key()]).collect()
}

/// Besides, the job that may be going on with it.
fn keys_with_job(inputs: &Inputs) -> Vec<Key> {
    let job = id_in_path(inputs).map(|id| entity::key::<Job>(complete::job_of(id)));
    keys(inputs).into_iter().chain(job).collect()
}

/// The upload that the path names, which must be the caller's.
fn requested(call: &Call) -> Result<Held, Problem> {
    let user = call.user()?;
    let found = id_in_path(call.inputs()).map(|id| Held::find(&call.fetched, id)).transpose()?.flatten();
    let held = found.ok_or_else(missing)?;
    if held.upload.resource.user == user.uri {
        return Ok(held);
    }
    Err(Problem::Forbidden("this upload is somebody else's".to_owned()))
}

fn missing() -> Problem {
    Problem::NotFound("no such upload: uploads are kept for a day".to_owned())
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let held = requested(&call)?;
    Ok(Reply::json(&shown::with_received(&call, &held).await?))
}

async fn give_up(call: Call) -> Result<Reply, Problem> {
    let mut held = requested(&call)?;
    for _ in 0..ATTEMPTS {
        if held.upload.state == State::Done {
            return Err(Problem::conflict("this upload is a resource already"));
        }
        match held.give_up(&call.store).await {
            // Somebody is at it, and is a step further.
            Err(Error::Stale(_)) => held = Held::get(&call.store, held.id).await?.ok_or_else(missing)?,
            given_up => {
                given_up?;
                return Ok(Reply::nothing().status(StatusCode::NO_CONTENT));
            }
        }
    }
    Err(Problem::conflict("this upload is being worked on: try again"))
}
