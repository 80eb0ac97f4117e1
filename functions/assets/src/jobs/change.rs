//! `PUT` and `DELETE /api/jobs/:id`: administrators steer jobs.
//!
//! What the original did by writing a job's columns means something here: the status 1 tries it again, 4 stops it; a lock that is
//! cleared lets somebody else go on; a text that is cleared is forgotten. Values that the archive itself finds out are passed
//! over, so that a job may be sent back as it was read.

use api::{Call, Problem, Reply};
use operations::task::{Wish, grant, remove as remove_job};
use serde_json::{Map, Value};
use store::Key;

use super::{requested_with_journal, show};
use crate::rights;
use api::arcs::requested::read_again;

/// How often it is tried again because the job changed meanwhile.
const ATTEMPTS: usize = 6;

pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let body = call.json()?.as_object().filter(|object| !object.is_empty());
    let body = body.ok_or_else(|| Problem::bad_request("a JSON object with properties to change is needed"))?;
    let (mut job, mut journal) = requested_with_journal(&call).await?;
    rights::check_admin(&call)?;
    let wish = wish(body)?;
    for _ in 0..ATTEMPTS {
        let granted = match wish {
            Some(wish) => grant(&call.store, &mut job, &mut journal, wish).await,
            None => Ok(()),
        };
        match granted {
            Err(Problem::Conflict(what)) if is_stale(&what) => {
                job = read_again(&call.store, &job).await?;
                journal = call.store.journal(&job.stored.uri).await?;
            }
            granted => {
                granted?;
                return Ok(Reply::json(&show(&call, &job, journal.as_ref())));
            }
        }
    }
    Err(Problem::stale())
}

fn is_stale(what: &Value) -> bool {
    matches!(Problem::stale(), Problem::Conflict(stale) if stale == *what)
}

/// What a body wants.
fn wish(body: &Map<String, Value>) -> Result<Option<Wish>, Problem> {
    let is_cleared = |name: &str| body.get(name).is_some_and(Value::is_null);
    for name in ["locked_at", "locked_by", "failed_at", "error"] {
        if !body.get(name).is_none_or(|value| value.is_null() || value.is_string()) {
            return Err(Problem::bad_request(format!("{name} must be a text or null")));
        }
    }
    if !body.get("attempts").is_none_or(Value::is_u64) {
        return Err(Problem::bad_request("attempts must be a number"));
    }
    match body.get("status").map(|status| (status.as_u64(), status)) {
        None | Some((Some(0 | 2 | 3), _)) => {}
        Some((Some(1), _)) => return Ok(Some(Wish::Retry)),
        Some((Some(4), _)) => return Ok(Some(Wish::Stop)),
        Some((_, status)) => return Err(Problem::bad_request(format!("no job has the status {status}"))),
    }
    if is_cleared("locked_at") || is_cleared("locked_by") {
        return Ok(Some(Wish::Release));
    }
    Ok((is_cleared("failed_at") || is_cleared("error")).then_some(Wish::Forgive))
}

pub(super) async fn remove(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let (mut job, mut journal) = requested_with_journal(&call).await?;
    rights::check_admin(&call)?;
    for _ in 0..ATTEMPTS {
        match remove_job(&call.store, &job, journal.as_ref()).await {
            Err(store::Error::Stale(_)) => {
                job = read_again(&call.store, &job).await?;
                let fetched = call.store.fetch([Key::journal(&job.stored.uri)]).await?;
                journal = call.store.journal_in(&fetched, &job.stored.uri).await?;
            }
            removed => {
                removed?;
                return Ok(Reply::nothing());
            }
        }
    }
    Err(Problem::stale())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_cleared_is_a_wish() {
        let read = |body: Value| wish(body.as_object().unwrap()).map_err(|problem| problem.to_string());
        assert_eq!(read(json!({ "status": 1, "failed_at": null, "error": null })), Ok(Some(Wish::Retry)));
        assert_eq!(read(json!({ "status": 4 })), Ok(Some(Wish::Stop)));
        assert_eq!(read(json!({ "locked_at": null, "locked_by": null })), Ok(Some(Wish::Release)));
        assert_eq!(read(json!({ "error": null })), Ok(Some(Wish::Forgive)));
        assert_eq!(read(json!({ "status": 3, "error": "no answer", "attempts": 2 })), Ok(None));
        for wrong in [
            json!({ "status": 5 }),
            json!({ "status": "1" }),
            json!({ "status": -1 }),
            json!({ "error": 7 }),
            json!({ "locked_at": [] }),
            json!({ "attempts": "2" }),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
