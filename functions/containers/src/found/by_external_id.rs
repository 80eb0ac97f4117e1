//! `GET /by-external-id`: records by the id that another system gave them, in any repository.

use api::{Call, Problem, Reply};
use http::StatusCode;
use records::Uri;
use records::lookups::{EXTERNAL_ID, Entry};

/// 303 to the only record, 300 with a list of several, 404 without any.
pub(crate) async fn by_external_id(call: Call) -> Result<Reply, Problem> {
    let types = call.params.strings("type");
    let value = call.params.string("eid").unwrap_or_default().to_owned();
    let entry = Entry { index: EXTERNAL_ID.to_owned(), scope: String::new(), value };
    let mut uris = call.store.look_up(&entry).await?;
    uris.retain(|uri| {
        let found = Uri::parse(uri).and_then(|uri| uri.record_type());
        types.is_empty() || found.is_some_and(|found| types.iter().any(|wanted| wanted == found))
    });
    let named: Vec<&str> = uris.iter().map(String::as_str).collect();
    let found: Vec<String> = call.store.read(&named).await?.into_iter().flatten().map(|record| record.uri).collect();
    match found.as_slice() {
        [] => Ok(Reply::json(&found).status(StatusCode::NOT_FOUND)),
        [only] => Ok(Reply::redirect(StatusCode::SEE_OTHER, &format!("{}{only}", call.origin))),
        several => Ok(Reply::json(&several).status(StatusCode::MULTIPLE_CHOICES)),
    }
}
