//! Creating a resource from a file elsewhere: a job fetches it, and makes the resource when it is there.
//!
//! What the address's text tells is judged at once; the function that goes there judges it again, with everything that only shows
//! then.

use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::download::{Download, NAME, object};
use operations::task::{NewTask, stage};
use remote::Target;
use serde_json::{Map, Value};
use store::Transaction;
use store::errands::Errand;

use super::fields::Fields;
use crate::jobs;
use crate::upload::keywords;
use api::arcs::requested::author;

/// Begins the job.
pub(super) async fn begin(
    call: &Call,
    user: &User,
    fields: &Map<String, Value>,
    address: &str,
) -> Result<Reply, Problem> {
    let target = Target::parse(address, &call.reach).map_err(|refusal| Problem::bad_request(refusal.to_string()))?;
    let wanted = Fields::read_upload(fields)?.wanted(target.to_string(), keywords::read(fields)?);
    let (store, address) = (&call.store, wanted.url.clone());
    let data = object(&wanted);
    let download = Download::begun(wanted, store.clock().milliseconds());
    let new = NewTask {
        name: NAME,
        data: data.into(),
        state: object(&download),
        // The file wakes it when it arrives.
        until: download.until.unwrap_or_default(),
    };
    let mut transaction = Transaction::new();
    let (job, journal) = stage(store, &mut transaction, author(user), new).await?;
    transaction.send_errand(store, &Errand { job: job.id, attempt: download.attempt, address });
    store.commit(transaction).await?;
    Ok(jobs::accepted(call, &job, &journal))
}
