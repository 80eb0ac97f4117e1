//! `POST /uploads`.

use api::repeated::{self, Repeatable};
use api::{Call, Problem, Reply};
use arcs::entity::parse_id;
use http::{StatusCode, header};
use store::Transaction;
use store::uploads::{Object, upload_id};
use uploads::entry::InParts;
use uploads::{Held, State, Upload};
use uuid::Uuid;

use super::announced::Request;
use super::{shown, signed};
use crate::upload::digest;

/// Bytes that an upload may take in the table: an item has 400 KB.
const MOST_BYTES: usize = 256 * 1024;

const COLLECTION: &str = "/api/uploads";

pub(super) async fn begin(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = call.json()?.as_object().filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| Problem::bad_request("a JSON object with name and size is needed"))?;
    digest::check(&call.headers, &call.inputs().bytes, None)?;
    if call.inputs().bytes.len() > MOST_BYTES {
        return Err(Problem::bad_request("this is too much to say of one file"));
    }
    let Request { resource, keywords, announced, part_size, with_sha256 } = Request::read(&call, body, user).await?;
    let repeatable = Repeatable::of(&call, user, COLLECTION, &call.inputs().bytes)?;
    let id = upload_id(&call.store);
    let parts = match part_size {
        Some(size) => {
            let begun = call.store.begin_parts(Object::pending(id), with_sha256).await?;
            Some(InParts { id: begun.id, size, with_sha256 })
        }
        None => None,
    };
    let username = user.username.clone();
    let mut held = Held::new(id, Upload { username, resource, keywords, announced, parts, state: State::Receiving });
    let note = |transaction: &mut Transaction| repeatable.note(&call.store, transaction, [uri(id).as_str()]);
    if let Err(failed) = held.save_with(&call.store, note).await {
        let Some(uris) = repeatable.made_before(&call.store, &failed).await? else { return Err(failed.into()) };
        if let Some(parts) = held.parts() {
            call.store.abort_parts(&parts).await?;
        }
        let id = uris[0].rsplit('/').next().and_then(parse_id).ok_or_else(repeated::gone)?;
        held = Held::get(&call.store, id).await?.ok_or_else(repeated::gone)?;
    }
    answer(&call, &held).await
}

/// An upload with the addresses to send it to, as long as it is to be sent.
async fn answer(call: &Call, held: &Held) -> Result<Reply, Problem> {
    let mut shown = shown::plain(call, held);
    if held.upload.state == State::Receiving {
        signed::first(call, held, &mut shown).await?;
    }
    Ok(Reply::json(&shown).status(StatusCode::CREATED).with(header::LOCATION, &uri(held.id)))
}

fn uri(id: Uuid) -> String {
    format!("{COLLECTION}/{id}")
}
