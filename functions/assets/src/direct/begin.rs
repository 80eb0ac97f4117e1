//! `POST /uploads`.

use api::{Call, Problem, Reply};
use http::{StatusCode, header};
use store::uploads::{Object, upload_id};
use uploads::entry::InParts;
use uploads::{Held, State, Upload};

use super::announced::Request;
use super::{shown, signed};
use crate::upload::digest;

/// Bytes that an upload may take in the table: an item has 400 KB.
const MOST_BYTES: usize = 256 * 1024;

pub(super) async fn begin(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = call.json()?.as_object().filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| Problem::bad_request("a JSON object with name and size is needed"))?;
    digest::check(&call.headers, &call.inputs().bytes, None)?;
    if call.inputs().bytes.len() > MOST_BYTES {
        return Err(Problem::bad_request("this is too much to say of one file"));
    }
    let Request { resource, keywords, announced, part_size, with_sha256 } = Request::read(body, user)?;
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
    held.save(&call.store).await?;
    let mut shown = shown::plain(&call, &held);
    signed::first(&call, &held, &mut shown).await?;
    Ok(Reply::json(&shown).status(StatusCode::CREATED).with(header::LOCATION, &format!("/api/uploads/{id}")))
}
