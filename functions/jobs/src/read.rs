//! One job: how far it is, its log, its files.

use api::generic::{item_key, item_path, item_uri, requested};
use api::paging::{self, Mode};
use api::params::Kind;
use api::resolve::resolve;
use api::show::{Eyes, show_known};
use api::{Call, Endpoint, Param, Problem, Reply, get};
use http::header;
use records::types::JOB;
use serde_json::{Value, json};
use store::Key;

use crate::files;

/// Bytes that are answered directly. A function's answer may have 6 MB, and files travel in it as Base64: more goes by
/// a redirect to the bucket.
const DIRECT: u64 = 4 * 1024 * 1024;

/// Seconds for which the bucket's address of a file holds.
const LIFETIME: u64 = 300;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let one = |rest: &str| {
        get(format!("{}{rest}", item_path(&JOB)))
            .needs_all(JOB.needs.read)
            .reads(|inputs| item_key(&JOB, inputs).into_iter().collect())
    };
    vec![
        one("")
            .params([Param::resolve()])
            .reads(|inputs| {
                let key = item_key(&JOB, inputs);
                key.into_iter().flat_map(|key| [Key::journal(&key.pk), key]).collect()
            })
            .to(read),
        one("/log").params([Param::defaulted("offset", Kind::NonNegative, "0")]).to(log),
        one("/output_files").to(output_files),
        one("/output_files/{file_id}").to(output_file),
        one("/records").paginated().to(records_of),
    ]
}

/// The job, and while somebody works on it how many pieces of how many are done.
async fn read(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&JOB, &call).await?;
    let eyes = Eyes::of(&call.caller, call.repository());
    let mut shown = [show_known(&call.store, &call.fetched, &stored, eyes).await?];
    if let Some(journal) = call.store.journal_in(&call.fetched, &stored.uri).await? {
        shown[0]["progress"] = json!({ "done": journal.done, "total": journal.total });
    }
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(Reply::json(&shown[0]))
}

async fn log(call: Call) -> Result<Reply, Problem> {
    requested(&JOB, &call).await?;
    let text = call.store.log(&item_uri(&JOB, &call), call.params.number("offset")).await?;
    Ok(Reply::bytes("text/plain", text))
}

/// The numbers of the job's files, which count from 1.
async fn output_files(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&JOB, &call).await?;
    Ok(Reply::json(&(1..=files::noted(&stored.body).len()).collect::<Vec<_>>()))
}

/// A file, to be saved: what clients upload is never shown in the archive's name.
async fn output_file(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&JOB, &call).await?;
    let number = usize::try_from(call.params.number("file_id")).unwrap_or(0);
    let file = number.checked_sub(1).and_then(|index| files::noted(&stored.body).into_iter().nth(index));
    let (sha256, _, size) = file.ok_or_else(|| Problem::missing("JobFile"))?;
    let id = call.params.number("id");
    let disposition = format!("attachment; filename=\"job_{id}_file_{number}\"");
    if size > DIRECT {
        let to = call.store.presign_blob(&sha256, "application/octet-stream", &disposition, LIFETIME).await?;
        return Ok(Reply::redirect(http::StatusCode::SEE_OTHER, &to));
    }
    let bytes = call.store.read_blob(&sha256, None).await?;
    Ok(Reply::bytes("application/octet-stream", bytes).with(header::CONTENT_DISPOSITION, &disposition))
}

/// Records that the job has made, as it names them in its result: of a tree the root alone. They are numbered from 1.
async fn records_of(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&JOB, &call).await?;
    let created = stored.body.get("result").and_then(|result| result.get("created")).and_then(Value::as_array);
    let shown: Vec<Value> = created.into_iter().flatten().map(|uri| json!({ "record": { "ref": uri } })).collect();
    Ok(match paging::read(call.inputs()).mode {
        Mode::Page { page, size } => {
            let on_page = shown.iter().skip((page - 1).saturating_mul(size)).take(size).cloned().collect::<Vec<_>>();
            Reply::json(&paging::page(page, size, shown.len() as u64, &on_page))
        }
        Mode::IdSet(wanted) => {
            let numbered = (1..).zip(&shown).filter(|(number, _)| wanted.contains(number));
            Reply::json(&numbered.map(|(_, record)| record).collect::<Vec<_>>())
        }
        Mode::AllIds => Reply::json(&(1..=shown.len()).collect::<Vec<_>>()),
    })
}
