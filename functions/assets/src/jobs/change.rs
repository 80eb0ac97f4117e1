//! `PUT` and `DELETE /api/jobs/:id`: administrators steer jobs.
//!
//! What the original did by writing a job's columns means something here: the status 1 tries it again, 4 stops it; a lock that is
//! cleared lets somebody else go on; a text that is cleared is forgotten. What is as it
//! was is passed over, so that a job may be sent back as it was read; values that the archive itself finds out are not taken.

use api::{Call, Problem, Reply};
use operations::task::{Wish, grant, remove as remove_job};
use serde_json::{Map, Value};
use store::Key;

use super::columns::{self, COLUMNS};
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
    let wish = wish(body, &show(&call, &job, journal.as_ref()))?;
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

/// What a body wants of a job that is shown so. What is written as it is shown is no wish, and what nobody can grant is refused.
fn wish(body: &Map<String, Value>, shown: &Value) -> Result<Option<Wish>, Problem> {
    columns::check(body)?;
    let is_changed = |name: &&str| body.get(*name).is_some_and(|value| *value != shown[*name]);
    let is_cleared = |name: &str| body.get(name).is_some_and(Value::is_null);
    let status = body.get("status").and_then(Value::as_u64);
    for name in COLUMNS.iter().filter(|name| is_changed(name)) {
        let is_grantable = match *name {
            "status" => matches!(status, Some(1 | 4)),
            // Who tries again starts to count anew.
            "attempts" => status == Some(1) && body["attempts"] == 0,
            name => is_cleared(name),
        };
        if !is_grantable {
            let text = "a job's status can be set to 1 (try again) or 4 (stop), its lock and its error to null; everything else of it is \
                        found out by the archive";
            return Err(Problem::bad_request(format!("{name} cannot be set so: {text}")));
        }
    }
    match status {
        Some(1) => return Ok(Some(Wish::Retry)),
        Some(4) => return Ok(Some(Wish::Stop)),
        _ => {}
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
        let shown = json!({ "status": 3, "attempts": 2, "error": "no answer", "failed_at": "2026-01-31 10:00:00",
            "locked_at": null, "locked_by": null });
        let read = |body: Value| wish(body.as_object().unwrap(), &shown).map_err(|problem| problem.to_string());
        let again = json!({ "status": 1, "attempts": 0, "failed_at": null, "error": null });
        assert_eq!(read(again), Ok(Some(Wish::Retry)));
        assert_eq!(read(json!({ "status": 4 })), Ok(Some(Wish::Stop)));
        assert_eq!(read(json!({ "locked_at": null, "locked_by": null })), Ok(Some(Wish::Release)));
        assert_eq!(read(json!({ "error": null })), Ok(Some(Wish::Forgive)));
        assert_eq!(read(json!({ "status": 3, "error": "no answer", "attempts": 2 })), Ok(None));
        for wrong in [
            json!({ "status": 0 }),
            json!({ "status": 2 }),
            json!({ "status": "1" }),
            json!({ "status": 1, "attempts": 5 }),
            json!({ "attempts": 0 }),
            json!({ "error": "x" }),
            json!({ "locked_by": "me" }),
            json!({ "locked_at": "2026-01-31 10:00:00" }),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
