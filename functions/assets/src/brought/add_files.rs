//! `POST /uploads/add_files`: keeps the files of a form. What they are is said afterwards, by who brought them.

use api::call::Inputs;
use api::{Call, Problem, Reply};
use arcs::address;
use arcs::signing::Signer;
use http::StatusCode;
use serde_json::{Value, json};
use store::Key;
use uploads::claims;

use crate::upload::{Brought, digest, files};

/// Files of one form.
const MOST: usize = 100;

pub(super) fn keys(_: &Inputs) -> Vec<Key> {
    vec![Signer::key()]
}

pub(super) async fn add_files(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let parts: Vec<_> = files(call.parts()?).collect();
    if parts.is_empty() {
        return Err(Problem::bad_request("a file is needed"));
    }
    if parts.len() > MOST {
        return Err(Problem::bad_request(format!("at most {MOST} files are taken at once")));
    }
    let only = if let [one] = parts[..] { Some(&one.bytes[..]) } else { None };
    digest::check(&call.headers, &call.inputs().bytes, only)?;
    // Who may not see the file may not have its address either.
    let signer = Signer::of(&call.store, &call.fetched).await?;
    let mut answers = vec![];
    for part in parts {
        let file = Brought::read(part, None);
        claims::bring(&call.store, &user.uri, &file.bytes, &file.sums, &file.mime_type).await?;
        answers.push(show(&call, &file, &signer));
    }
    Ok(Reply::json(&Value::Array(answers)).status(StatusCode::CREATED))
}

/// As the original answered: `error` is 0 for a file that was kept, and there is no preview yet.
fn show(call: &Call, file: &Brought, signer: &Signer) -> Value {
    let mut thumb = address::of_derivative(&file.sums.sha, address::THUMBNAIL);
    thumb.sign(&signer.query(&file.sums.sha, address::THUMBNAIL, call.store.clock().now()));
    json!({
        "name": file.file_name,
        "error": 0,
        "sha": file.sums.sha,
        "thumb": thumb.under(&call.origin),
        "preview": null,
        "size": file.bytes.len(),
        "type": file.mime_type,
    })
}
