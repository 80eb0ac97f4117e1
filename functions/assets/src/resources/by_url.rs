//! Creating a resource from a file elsewhere: a job fetches it, and makes the resource when it is there.
//!
//! What the address's text tells is judged at once; the function that goes there judges it again, with everything that only shows
//! then.

use api::caller::User;
use api::repeated::Repeatable;
use api::{Call, Problem, Reply};
use arcs::Kind;
use arcs::download::{Download, NAME, object};
use arcs::kinds::Resource;
use operations::task::NewTask;
use remote::Target;
use serde_json::{Map, Value};
use store::Transaction;
use store::errands::Errand;
use uuid::Uuid;

use super::fields::Fields;
use crate::jobs;
use crate::upload::keywords;

/// Begins the job.
pub(super) async fn begin(
    call: &Call,
    user: &User,
    fields: &Map<String, Value>,
    address: &str,
) -> Result<Reply, Problem> {
    let target = Target::parse(address, &call.reach).map_err(|refusal| Problem::bad_request(refusal.to_string()))?;
    let wanted = Fields::read_upload(fields)?;
    wanted.check_context(call, None).await?;
    let wanted = wanted.wanted(target.to_string(), keywords::read(fields)?);
    let (id, address) = (Uuid::now_v7(), wanted.url.clone());
    let data = object(&wanted);
    let download = Download::begun(wanted, call.store.clock().milliseconds());
    let new = NewTask {
        name: NAME,
        data: data.into(),
        state: object(&download),
        // The file wakes it when it arrives.
        until: download.until.unwrap_or_default(),
    };
    let mut transaction = Transaction::new();
    transaction.send_errand(&call.store, &Errand { job: id, attempt: download.attempt, address });
    let request = format!("url\n{}", Value::Object(fields.clone()));
    let repeatable = Repeatable::of(call, user, Resource::COLLECTION, request.as_bytes())?;
    Ok(jobs::begin(call, (id, new), &repeatable, transaction).await?.accepted(call))
}
