//! Addresses at which a client sends its file: `POST /uploads/{id}/parts`, and those that it gets at the beginning.

use std::collections::BTreeSet;

use api::{Call, Problem, Reply};
use arcs::moment;
use arcs::signing::LIFETIME;
use serde_json::{Map, Value, json};
use store::uploads::presign::{Announced, Signed};
use uploads::{Held, State};

use super::announced::digits;
use super::{requested, shown};

/// Parts that are signed when nobody says which.
const AHEAD: usize = 20;

/// Parts that are signed at once.
const MOST: usize = 500;

/// A part that a client is about to send.
struct Wanted {
    number: u64,
    sha256: Option<String>,
}

/// Signs addresses once more: those that were asked for, or the next ones that have not come.
pub(super) async fn sign(call: Call) -> Result<Reply, Problem> {
    let held = requested(&call)?;
    let body = match call.inputs().json {
        None => Map::new(),
        Some(_) => {
            call.json()?.as_object().cloned().ok_or_else(|| Problem::bad_request("a JSON object is expected"))?
        }
    };
    if held.upload.state != State::Receiving {
        return Err(Problem::conflict("nothing more is to be sent"));
    }
    let mut shown = shown::plain(&call, &held);
    if held.upload.parts.is_none() {
        whole(&call, &held, &mut shown).await?;
        return Ok(Reply::json(&shown));
    }
    let wanted = match wanted(&body)? {
        Some(wanted) => wanted,
        None => next(&call, &held).await?,
    };
    shown["parts"] = parts(&call, &held, &wanted).await?;
    expire(&call, &mut shown);
    Ok(Reply::json(&shown))
}

/// Signs what is sent first.
pub(super) async fn first(call: &Call, held: &Held, shown: &mut Value) -> Result<(), Problem> {
    let Some(in_parts) = &held.upload.parts else { return whole(call, held, shown).await };
    // Their checksums have to be known before.
    let ahead = if in_parts.with_sha256 { 0 } else { AHEAD as u64 };
    let last = in_parts.count(held.upload.announced.size).min(ahead);
    let wanted: Vec<Wanted> = (1..=last).map(|number| Wanted { number, sha256: None }).collect();
    shown["parts"] = parts(call, held, &wanted).await?;
    expire(call, shown);
    Ok(())
}

async fn whole(call: &Call, held: &Held, shown: &mut Value) -> Result<(), Problem> {
    let upload = &held.upload.announced;
    let (media_type, sha256) = (upload.media_type.as_deref(), upload.sha256.as_deref());
    let sent = Announced { size: upload.size, media_type, sha256 };
    let signed = call.store.presign_put(&held.object(), sent, LIFETIME.unsigned_abs()).await?;
    if let (Value::Object(shown), Value::Object(signed)) = (&mut *shown, show(&signed)) {
        shown.extend(signed);
    }
    expire(call, shown);
    Ok(())
}

async fn parts(call: &Call, held: &Held, wanted: &[Wanted]) -> Result<Value, Problem> {
    let (Some(begun), Some(in_parts)) = (held.parts(), &held.upload.parts) else { return Ok(json!([])) };
    let mut all = vec![];
    for Wanted { number, sha256 } in wanted {
        let size = in_parts.size_of(*number, held.upload.announced.size);
        let size = size.ok_or_else(|| Problem::bad_request(format!("this upload has no part {number}")))?;
        if in_parts.with_sha256 && sha256.is_none() {
            return Err(Problem::bad_request(format!("the sha256 of part {number} is needed")));
        }
        let sha256 = sha256.as_deref().filter(|_| in_parts.with_sha256);
        let sent = Announced { size, media_type: None, sha256 };
        let place = i32::try_from(*number).unwrap_or(i32::MAX);
        let signed = call.store.presign_part(&begun, place, sent, LIFETIME.unsigned_abs()).await?;
        let mut shown = show(&signed);
        shown["part_number"] = (*number).into();
        shown["size"] = size.into();
        all.push(shown);
    }
    Ok(Value::Array(all))
}

/// `part_numbers`, or `parts` with a number and a checksum each; `None` when the body names none.
fn wanted(body: &Map<String, Value>) -> Result<Option<Vec<Wanted>>, Problem> {
    let wrong = || Problem::bad_request("part_numbers must be an array of numbers from 1 on");
    let number = |value: &Value| value.as_u64().filter(|number| *number > 0).ok_or_else(wrong);
    let wanted: Vec<Wanted> = match (body.get("part_numbers"), body.get("parts")) {
        (Some(Value::Array(numbers)), _) => {
            let all = numbers.iter().map(|value| Ok(Wanted { number: number(value)?, sha256: None }));
            all.collect::<Result<_, Problem>>()?
        }
        (None, Some(Value::Array(parts))) => {
            let all = parts.iter().map(|part| {
                let part = part.as_object().ok_or_else(wrong)?;
                let number = number(part.get("part_number").unwrap_or(&Value::Null))?;
                Ok(Wanted { number, sha256: digits(part, "sha256", 64)? })
            });
            all.collect::<Result<_, Problem>>()?
        }
        (None, None) => return Ok(None),
        _ => return Err(wrong()),
    };
    if wanted.len() > MOST {
        return Err(Problem::bad_request(format!("at most {MOST} parts are signed at once")));
    }
    Ok(Some(wanted))
}

/// The first parts that have not come.
async fn next(call: &Call, held: &Held) -> Result<Vec<Wanted>, Problem> {
    let received = shown::received(call, held).await?;
    let there: BTreeSet<u64> = received.iter().filter_map(|part| u64::try_from(part.number).ok()).collect();
    let count = held.upload.parts.as_ref().map_or(0, |parts| parts.count(held.upload.announced.size));
    let missing = (1..=count).filter(|number| !there.contains(number)).take(AHEAD);
    Ok(missing.map(|number| Wanted { number, sha256: None }).collect())
}

/// Address and headers. The length is every client's own business.
fn show(signed: &Signed) -> Value {
    let headers = signed.headers.iter().filter(|(name, _)| name != "content-length");
    let headers: Map<String, Value> = headers.map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    json!({ "url": signed.url, "headers": headers })
}

fn expire(call: &Call, shown: &mut Value) {
    shown["urls_expire"] = moment::show(call.store.clock().now() + LIFETIME).into();
}
