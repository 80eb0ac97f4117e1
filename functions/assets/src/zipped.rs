//! `POST /resources/zipped`: several files as one zip archive.
//!
//! The answer is an address at which the bucket gives the archive out, for five minutes. Small selections are written inside the request.
//! A selection has the same object all day, so asking again costs no writing: that is also how who waits for a large one, which a job
//! writes (202), comes by its address.

use std::time::Duration;

use api::call::Inputs;
use api::{Call, Endpoint, Problem, Reply, post};
use arcs::kinds::Job;
use arcs::signing::LIFETIME;
use arcs::{Entity, entity};
use http::header;
use operations::task::{NewTask, stage_as};
use serde_json::{Map, Value, json};
use store::uploads::Object;
use store::{Error, Key, Transaction};
use tokio::time::Instant;
use uuid::Uuid;
use zipped::{Progress, Selection, advance, exists};

use crate::collections::given;
use crate::files::attachment;
use crate::parts::Given;
use crate::{jobs, rights, with_alias};
use api::arcs::requested::author;

/// Bytes of files that are zipped inside a request. A function of 512 MB moves some 50 MB a second, in and out, and a request has 28
/// seconds.
const SMALL: u64 = 200 * 1024 * 1024;

/// Bytes of files that are zipped for who is not logged in: it is work and storage that nobody answers for.
const SMALL_FOR_ANYBODY: u64 = 50 * 1024 * 1024;

/// Files that are zipped inside a request: each is a call to the bucket at least.
const FEW: usize = 200;

/// Bytes of files that are zipped at all: an object has 10,000 parts.
const LARGEST: u64 = 150 * 1024 * 1024 * 1024;

/// How long the writing of a small selection may take.
const PATIENCE: Duration = Duration::from_secs(24);

const MEDIA_TYPE: &str = "application/zip";

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let keys = |inputs: &Inputs| -> Vec<Key> { given::keys(inputs, "resources") };
    with_alias("/resources/zipped", |path| post(path).arcs().json().reads(keys).to(zip)).into()
}

async fn zip(call: Call) -> Result<Reply, Problem> {
    let ids = given::ids(Given::of(&call)?.value("resources").unwrap_or(&Value::Null), "resources")?;
    if ids.is_empty() {
        return Err(Problem::bad_request("resources is empty"));
    }
    let resources = given::existing(&call, &ids).await?;
    resources.iter().try_for_each(|resource| rights::check_visible(&call, &resource.facts))?;
    let selection = Selection::of(&resources);
    let object = selection.object(call.store.clock().now());
    if !exists(&call.store, &object).await? {
        if !is_small(&call, &selection) {
            return begin(&call, &ids, &selection).await;
        }
        write(&call, &object, &selection).await?;
    }
    let disposition = attachment(&selection.file_name());
    let url = call.store.presign_get(&object, MEDIA_TYPE, &disposition, LIFETIME.unsigned_abs()).await?;
    // Whoever has the address has the files.
    Ok(Reply::json(&json!({ "url": url })).with(header::CACHE_CONTROL, "no-store"))
}

fn is_small(call: &Call, selection: &Selection) -> bool {
    let most = if call.caller.user.is_some() { SMALL } else { SMALL_FOR_ANYBODY };
    selection.size() <= most && selection.files.len() <= FEW
}

async fn write(call: &Call, object: &Object, selection: &Selection) -> Result<(), Problem> {
    let mut progress = Progress::default();
    let written = advance(&call.store, object, selection, &mut progress, Instant::now() + PATIENCE).await;
    if !matches!(written, Ok(true))
        && let Some(parts) = progress.begun(object)
    {
        call.store.abort_parts(&parts).await?;
    }
    match written {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::TooLarge("these files take longer than a request may last: select fewer".to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// Has a job write a selection that is too large for a request. Asked for again, it is the same job.
async fn begin(call: &Call, ids: &[Uuid], selection: &Selection) -> Result<Reply, Problem> {
    let user = call.user()?;
    if selection.size() > LARGEST {
        return Err(Problem::TooLarge(format!("zip archives hold {LARGEST} bytes at most: select fewer")));
    }
    let asked = call.store.clock().now();
    // One for each caller: a job is its creator's alone.
    let own = Uuid::new_v5(&selection.id(asked), user.uri.as_bytes());
    let fetched = call.store.fetch([entity::key::<Job>(own), Key::journal(&entity::uri::<Job>(own))]).await?;
    let known = Entity::<Job>::find(&call.store, &fetched, own).await?;
    let id = match &known {
        None => own,
        Some(job) => {
            if let Some(journal) = call.store.journal_in(&fetched, &job.stored.uri).await? {
                return Ok(jobs::accepted(call, job, &journal));
            }
            // It is over, and there is no archive: it failed, and may go well this time.
            Uuid::now_v7()
        }
    };
    let data = Map::from_iter([("resources".to_owned(), json!(ids))]);
    let mut state = data.clone();
    state.insert("asked".to_owned(), asked.into());
    let new = NewTask { name: "zip", data: Value::Object(data), state, until: 0 };
    let mut transaction = Transaction::new();
    let (job, journal) = stage_as(&call.store, &mut transaction, id, author(user), new).await?;
    match call.store.commit(transaction).await {
        // By the same request, sent twice at once.
        Err(Error::NumberInUse(_)) => {}
        begun => begun?,
    }
    Ok(jobs::accepted(call, &job, &journal))
}
