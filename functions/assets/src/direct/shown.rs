//! An upload as clients see it.

use api::{Call, Problem};
use arcs::entity::uri;
use arcs::kinds::Resource;
use arcs::moment;
use serde_json::{Value, json};
use store::Error;
use store::uploads::parts::Part;
use uploads::sweep::LIFETIME;
use uploads::{Held, State, confirm};

/// What is known without asking the bucket.
pub(super) fn plain(call: &Call, held: &Held) -> Value {
    let upload = &held.upload;
    let (state, message) = match &upload.state {
        State::Receiving => ("receiving", None),
        State::Checking(_) | State::Placing(_) => ("checking", None),
        State::Done => ("done", None),
        State::Refused { message } => ("refused", Some(message)),
        State::GivenUp(_) => ("given_up", None),
    };
    let begun = held.id.get_timestamp().map_or_else(|| call.store.clock().now(), |time| time.to_unix().0.cast_signed());
    let mut shown = json!({
        "id": held.id,
        "state": state,
        "progress": confirm::progress(&upload.state),
        "method": if upload.parts.is_some() { "multipart" } else { "single" },
        "file_name": upload.resource.file_name,
        "size": upload.announced.size,
        "created": moment::show(begun),
        "expires": moment::show(begun + LIFETIME),
    });
    if let Some(parts) = &upload.parts {
        shown["part_size"] = parts.size.into();
        shown["part_count"] = parts.count(upload.announced.size).into();
        shown["part_checksums"] = parts.with_sha256.into();
    }
    if let Some(message) = message {
        shown["message"] = message.as_str().into();
    }
    if upload.state == State::Done {
        shown["resource_id"] = held.id.to_string().into();
        shown["resource"] = uri::<Resource>(held.id).into();
    }
    shown
}

/// Besides, what has come: `received`, while more may come.
pub(super) async fn with_received(call: &Call, held: &Held) -> Result<Value, Problem> {
    let mut shown = plain(call, held);
    if held.upload.state == State::Receiving {
        shown["received"] = received(call, held).await?.iter().map(show).collect();
    }
    Ok(shown)
}

/// The parts that have come; a file in one piece is its own first part.
pub(super) async fn received(call: &Call, held: &Held) -> Result<Vec<Part>, Problem> {
    if let Some(parts) = held.parts() {
        match call.store.list_parts(&parts).await {
            // Put together already, by a request that could not say so.
            Err(Error::Missing(_)) => {}
            listed => return Ok(listed?),
        }
    }
    match call.store.head_object(&held.object()).await {
        Ok(whole) => Ok(vec![Part { number: 1, mark: whole.mark, size: whole.size, sha256: None }]),
        Err(Error::Missing(_)) => Ok(vec![]),
        Err(error) => Err(error.into()),
    }
}

fn show(part: &Part) -> Value {
    let mut shown = json!({ "part_number": part.number, "size": part.size, "etag": part.mark });
    if let Some(sha256) = &part.sha256 {
        shown["sha256"] = sha256.as_str().into();
    }
    shown
}
