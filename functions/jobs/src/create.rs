//! Asking for a job by its type.

use api::endpoint::post;
use api::generic::collection_path;
use api::params::Problems;
use api::{Call, Endpoint, Problem, Reply, write};
use operations::Acting;
use operations::asked::journal_of;
use operations::job::{self, NewJob};
use records::Body;
use records::record_type::Stored;
use records::types::JOB;
use serde_json::Value;
use store::{Key, Transaction};

use crate::files::{self, File};
use crate::types;

/// How often a job is written again because another request was just deleting the content of one of its files.
const ATTEMPTS: usize = 4;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        post(collection_path(&JOB))
            .needs_all(JOB.needs.create)
            .body(JOB.name)
            .reads(|inputs| write::keys_for_create(&JOB, inputs))
            .to(create),
        post("/repositories/{repo_id}/jobs_with_files")
            .needs_all(JOB.needs.create)
            .upload()
            .reads(|inputs| {
                let mut keys = vec![Key::counter(JOB.name), Key::enumerations()];
                keys.extend(files::read(&inputs.parts).iter().map(|file| Key::blob(&file.sha256)));
                keys
            })
            .to(create_with_files),
    ]
}

async fn create(call: Call) -> Result<Reply, Problem> {
    let stored = begin(&call, &call.body, vec![]).await?;
    Ok(Reply::json(&write::outcome("Created", &JOB, &stored, Some(&call.warnings))))
}

/// The job is JSON text in a field of the form, beside the files.
async fn create_with_files(call: Call) -> Result<Reply, Problem> {
    let parts = call.parts()?;
    let files = files::read(parts);
    let text = parts.iter().find(|part| part.name == "job").map(|part| part.bytes.as_ref());
    let text = text.or_else(|| call.inputs().scalar("job").map(str::as_bytes));
    let mut problems = Problems::new();
    for name in [text.is_none().then_some("job"), files.is_empty().then_some("files")].into_iter().flatten() {
        problems.insert(name.to_owned(), vec!["Parameter required but no value provided".to_owned()]);
    }
    let Some(text) = text.filter(|_| problems.is_empty()) else { return Err(Problem::Parameters(problems)) };
    let value: Value = serde_json::from_slice(text)
        .map_err(|error| Problem::bad_request(format!("Had some trouble parsing your request: {error}")))?;
    let checked = types::check(JOB.name, value, &call.lists)?;
    let stored = begin(&call, &checked, files).await?;
    Ok(Reply::json(&write::outcome("Created", &JOB, &stored, Some(&Value::Null))))
}

async fn begin(call: &Call, body: &Body, files: Vec<File>) -> Result<Stored, Problem> {
    let asked = body.get("job").and_then(Value::as_object).cloned().unwrap_or_default();
    let job_type = types::of(call, &asked)?;
    let asked = types::check(job_type.name, Value::Object(asked), &call.lists)?;
    let acting = Acting::of(call);
    let journal = journal_of(call, &acting, job_type.name, &asked).await?;
    let params = body.get("job_params").and_then(Value::as_str);
    for attempt in 1.. {
        let blobs = files::keep(call, &files, attempt > 1).await?;
        let new = NewJob {
            job_type: job_type.name.to_owned(),
            job: asked.clone(),
            params: params.map(ToOwned::to_owned),
            files: files.iter().map(File::note).collect(),
            repository: call.repository().unwrap_or_default(),
            running: false,
        };
        let with = |transaction: &mut Transaction| blobs.iter().for_each(|blob| transaction.use_blob(blob));
        match job::open(&call.store, &call.fetched, &acting, new, journal.clone(), with).await {
            Err(Problem::Conflict(_)) if attempt < ATTEMPTS && !blobs.is_empty() => {}
            opened => return opened.map(|(stored, _)| stored),
        }
    }
    Err(Problem::stale())
}
