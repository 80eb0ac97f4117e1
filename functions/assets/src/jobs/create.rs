//! `POST /api/jobs`: administrators ask for work by its name.

use api::repeated::Repeatable;
use api::{Call, Problem, Reply};
use arcs::kinds::Job;
use arcs::{Kind, download};
use operations::task::NewTask;
use remote::Target;
use serde_json::{Map, Value};
use store::Transaction;
use uuid::Uuid;

use super::begin;
use super::columns::{self, COLUMNS};
use crate::rights;

/// What can be asked for: the names that the original knew. What is done for each says the function `media`.
const NAMES: [&str; 8] = [download::NAME, "split_pdf", "thumb", "preview", "solr_index", "solr_delete", "email", "zip"];

/// Bytes that a job's data may have.
const LARGEST: usize = 64 * 1024;

pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = call.json()?.as_object().filter(|object| !object.is_empty());
    let body = body.ok_or_else(|| Problem::bad_request("a JSON object is needed"))?;
    rights::check_admin(&call)?;
    check_columns(body)?;
    let (name, data) = (name(body)?, data(body)?);
    if name == download::NAME {
        check_download(&call, &data)?;
    }
    let repeatable = Repeatable::of(&call, user, Job::COLLECTION, &call.inputs().bytes)?;
    let new = NewTask { name, state: data.clone(), data: Value::Object(data), until: 0 };
    Ok(begin(&call, (Uuid::now_v7(), new), &repeatable, Transaction::new()).await?.created(&call))
}

/// A new job waits, and nothing has happened to it yet: it cannot be made otherwise.
fn check_columns(body: &Map<String, Value>) -> Result<(), Problem> {
    columns::check(body)?;
    let (waiting, none) = (Value::from(1), Value::from(0));
    for name in COLUMNS {
        let begins_as = match name {
            "status" => &waiting,
            "attempts" => &none,
            _ => &Value::Null,
        };
        if body.get(name).is_some_and(|value| value != begins_as) {
            return Err(Problem::bad_request(format!("{name} of a new job can only be {begins_as}")));
        }
    }
    Ok(())
}

fn name(body: &Map<String, Value>) -> Result<&'static str, Problem> {
    let name = body.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Problem::bad_request("name is needed: what is to be done"))?;
    let known = NAMES.into_iter().find(|known| *known == name);
    known.ok_or_else(|| Problem::bad_request(format!("name must be one of {}", NAMES.join(", "))))
}

/// What it is to be done with: an object, or the text of one, which is what the original kept.
fn data(body: &Map<String, Value>) -> Result<Map<String, Value>, Problem> {
    let refused = || Problem::bad_request("data must be a JSON object, or the text of one");
    let data = match body.get("data") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(object)) => object.clone(),
        Some(Value::String(text)) if text.trim().is_empty() => Map::new(),
        Some(Value::String(text)) => serde_json::from_str(text).map_err(|_| refused())?,
        Some(_) => return Err(refused()),
    };
    if serde_json::to_string(&data).map_or(0, |text| text.len()) > LARGEST {
        return Err(Problem::bad_request(format!("data is larger than {LARGEST} bytes")));
    }
    Ok(data)
}

/// An address is judged whoever names it.
fn check_download(call: &Call, data: &Map<String, Value>) -> Result<(), Problem> {
    let asked: download::Wanted = serde_json::from_value(Value::Object(data.clone()))
        .map_err(|error| Problem::bad_request(format!("data is not understood: {error}")))?;
    let judged = Target::parse(&asked.url, &call.reach);
    judged.map(|_| ()).map_err(|refusal| Problem::bad_request(refusal.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn data_may_be_written_as_a_text() {
        let read = |body: Value| data(body.as_object().unwrap()).map_err(|problem| problem.to_string());
        let expected = json!({ "resource_id": "x" }).as_object().cloned().unwrap();
        assert_eq!(read(json!({ "data": "{\"resource_id\":\"x\"}" })), Ok(expected.clone()));
        assert_eq!(read(json!({ "data": { "resource_id": "x" } })), Ok(expected));
        assert_eq!(read(json!({ "data": "" })), Ok(Map::new()));
        for wrong in [json!("["), json!("[]"), json!(7), json!([]), json!({ "x": "y".repeat(LARGEST) })] {
            assert!(read(json!({ "data": wrong })).is_err(), "{wrong}");
        }
    }
}
