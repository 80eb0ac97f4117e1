//! Cancelling a job, and deleting it with everything that belongs to it.

use std::collections::BTreeSet;

use api::call::Inputs;
use api::generic::{item_key, item_path, requested};
use api::write::{self, Attempts};
use api::{Call, Endpoint, Problem, Reply, delete, post};
use operations::{Acting, job};
use records::permissions::Permission;
use records::record_type::Stored;
use records::types::JOB;
use serde_json::{Value, json};
use store::Key;

use crate::{files, types};

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        post(format!("{}/cancel", item_path(&JOB))).needs_all(JOB.needs.delete).reads(keys).to(cancel),
        delete(item_path(&JOB)).needs_all(JOB.needs.delete).reads(keys).to(remove),
    ]
}

fn keys(inputs: &Inputs) -> Vec<Key> {
    let key = item_key(&JOB, inputs);
    key.into_iter().flat_map(|key| [Key::journal(&key.pk), key]).collect()
}

async fn cancel(call: Call) -> Result<Reply, Problem> {
    let stored = stop(&call).await?;
    Ok(Reply::json(&write::outcome("Updated", &JOB, &stored, None)))
}

/// Stops what is still going on, if the caller may.
async fn stop(call: &Call) -> Result<Stored, Problem> {
    let stored = requested(&JOB, call).await?;
    let job_type = stored.body.get("job_type").and_then(Value::as_str).unwrap_or_default();
    let needed = types::find(job_type).map(|known| known.cancel).unwrap_or_default();
    let codes = needed.iter().filter_map(|code| Permission::from_code(code));
    if !codes.into_iter().all(|permission| call.may(permission)) {
        return Err(Problem::denied());
    }
    job::cancel(&call.store, &call.fetched, &Acting::of(call), stored).await
}

async fn remove(call: Call) -> Result<Reply, Problem> {
    let stored = stop(&call).await?;
    let hashes: BTreeSet<String> = files::noted(&stored.body).into_iter().map(|(sha256, ..)| sha256).collect();
    let mut unused = vec![];
    let fetched = call.store.fetch(hashes.iter().map(|sha256| Key::blob(sha256))).await?;
    let mut attempts = Attempts::new(&call);
    let mut staging = attempts.start();
    staging.delete(&JOB, &stored).await?;
    staging.transaction.place_job(&stored.uri, Some(&job::place_of(&stored.body)), None);
    for sha256 in &hashes {
        let blob = call.store.blob(&fetched, sha256).await?;
        if staging.transaction.leave_blob(&call.store, &blob) {
            unused.push(blob);
        }
    }
    attempts.commit(staging).await?;
    files::sweep(&call.store, &unused).await?;
    call.store.remove_log(&stored.uri).await?;
    Ok(Reply::json(&json!({ "status": "Deleted", "id": call.params.number("id") })))
}
