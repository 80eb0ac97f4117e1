//! Lists of jobs: all of them by status, those that are not over, and those that are.

use api::generic::{collection, collection_path};
use api::listing::list;
use api::paging::{self, Mode};
use api::resolve::resolve;
use api::show::{Eyes, show_all};
use api::{Call, Endpoint, Param, Problem, Reply, get};
use records::types::JOB;
use roaring::RoaringBitmap;
use serde_json::Value;
use store::Key;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let listing = |path: String| get(path).needs_all(JOB.needs.read).params([Param::resolve()]);
    vec![
        listing(collection_path(&JOB)).paginated().reads(members).to(all),
        listing(format!("{}/active", collection_path(&JOB))).to(active),
        listing(format!("{}/archived", collection_path(&JOB))).paginated().reads(members).to(archived),
    ]
}

fn members(inputs: &api::call::Inputs) -> Vec<Key> {
    collection(&JOB, inputs.number("repo_id")).map(|uri| Key::members(&uri)).into_iter().collect()
}

fn home(call: &Call) -> String {
    collection(&JOB, call.repository()).unwrap_or_default()
}

/// `GET …/jobs`: by status, then number, unless another order is asked for.
async fn all(call: Call) -> Result<Reply, Problem> {
    if call.inputs().scalar("sort_field").is_some() {
        return list(&JOB, call).await;
    }
    let uri = home(&call);
    let completed = call.store.members(&uri, &call.fetched).await?.live;
    let uncompleted = call.store.uncompleted_jobs(&uri).await?;
    let others: RoaringBitmap = uncompleted.iter().map(|(_, number)| *number).collect();
    // In the order of their names: canceled, completed, failed, queued, running.
    let (before, after): (Vec<_>, Vec<_>) =
        uncompleted.into_iter().partition(|(status, _)| status.as_str() < "completed");
    let completed = completed - others;
    let number = |(_, number): (String, u32)| number;
    let ordered = before.into_iter().map(number).chain(&completed).chain(after.into_iter().map(number));
    answer(&call, ordered.collect()).await
}

/// `GET …/jobs/active`: what runs, the newest first; then what waits, the oldest first.
async fn active(call: Call) -> Result<Reply, Problem> {
    let found = call.store.active_jobs(&home(&call)).await?;
    let (queued, running): (Vec<_>, Vec<_>) = found.into_iter().partition(|(status, _)| status == "queued");
    let numbers = running.into_iter().rev().chain(queued).map(|(_, number)| number);
    Ok(Reply::json(&show(&call, &numbers.collect::<Vec<_>>()).await?))
}

/// `GET …/jobs/archived`: what is over, the last first.
async fn archived(call: Call) -> Result<Reply, Problem> {
    let uri = home(&call);
    let query = paging::read(call.inputs());
    let Mode::Page { page, size } = query.mode else {
        return answer(&call, call.store.ended_jobs(&uri, usize::MAX).await?).await;
    };
    if query.modified_since.is_some() {
        return answer(&call, call.store.ended_jobs(&uri, usize::MAX).await?).await;
    }
    let total = call.store.members(&uri, &call.fetched).await?.live.len();
    let total = total.saturating_sub(call.store.active_jobs(&uri).await?.len() as u64);
    let ended = call.store.ended_jobs(&uri, page.saturating_mul(size)).await?;
    let numbers = ended.get((page - 1).saturating_mul(size)..).unwrap_or_default();
    Ok(Reply::json(&paging::page(page, size, total, &show(&call, numbers).await?)))
}

/// Answers with jobs that are in their order, in the mode asked for.
async fn answer(call: &Call, mut ordered: Vec<u32>) -> Result<Reply, Problem> {
    let query = paging::read(call.inputs());
    if let Some(since) = query.modified_since {
        let changed: RoaringBitmap = call.store.changed_since(&home(call), since).await?.into_iter().collect();
        ordered.retain(|number| changed.contains(*number));
    }
    match query.mode {
        Mode::AllIds => Ok(Reply::json(&ordered)),
        Mode::IdSet(wanted) => {
            ordered.retain(|number| wanted.contains(number));
            Ok(Reply::json(&show(call, &ordered).await?))
        }
        Mode::Page { page, size } => {
            let total = ordered.len() as u64;
            let numbers: Vec<u32> = ordered.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
            Ok(Reply::json(&paging::page(page, size, total, &show(call, &numbers).await?)))
        }
    }
}

async fn show(call: &Call, numbers: &[u32]) -> Result<Vec<Value>, Problem> {
    let home = home(call);
    let uris: Vec<String> = numbers.iter().map(|number| format!("{home}/{number}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    if uris.is_empty() {
        return Ok(vec![]);
    }
    let stored: Vec<_> = call.store.read(&uris).await?.into_iter().flatten().collect();
    let eyes = Eyes::of(&call.caller, call.repository());
    let mut shown = show_all(&call.store, &stored, eyes).await?;
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(shown)
}
