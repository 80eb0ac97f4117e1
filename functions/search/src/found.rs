//! Searches, and records by URI.

use std::sync::Arc;

use api::{Call, Problem, Reply};
use index::{Found, response};

use crate::csv;
use crate::engine::Engine;
use crate::request::paged_request_of;
use crate::resolve::resolve;
use crate::scope::scope_of;

/// `/search`
pub(crate) async fn all(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    search(&engine, &call, &[]).await
}

/// `/repositories/:repo_id/search`, the only one that answers in CSV as well.
pub(crate) async fn in_repository(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    if call.params.string("dt") == Some("csv") {
        return csv::search(&engine, &call).await;
    }
    search(&engine, &call, &[]).await
}

/// `/search/repositories`
pub(crate) async fn repositories(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    search(&engine, &call, &["repository"]).await
}

/// `/search/location_profile`
pub(crate) async fn location_profiles(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    search(&engine, &call, &["location_profile"]).await
}

async fn search(engine: &Engine, call: &Call, only: &[&str]) -> Result<Reply, Problem> {
    let (mut request, page) = paged_request_of(call).await?;
    if !only.is_empty() {
        request.types = only.iter().map(ToString::to_string).collect();
    }
    let mut found = engine.ask(call, move |reader| reader.search(&request)).await?;
    resolve(engine, call, &mut found.documents).await?;
    Ok(Reply::json(&response::page(&found, page.number, page.size)))
}

/// `/search/records`: what the index has of these records, in this order.
pub(crate) async fn records(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let uris = call.params.strings("uri").to_vec();
    let size = uris.len().max(1);
    let scope = scope_of(&call).await?;
    let asked = if scope.public { with_public(uris) } else { uris };
    let mut documents = engine.ask(&call, move |reader| reader.documents(&asked, &scope)).await?;
    resolve(&engine, &call, &mut documents).await?;
    let found = Found { total: documents.len(), documents, ..Found::default() };
    Ok(Reply::json(&response::page(&found, 1, size)))
}

/// The same URIs, and after each container's that of the document that the public has instead of it when something is in the container
/// that is not public. There is never more than one of the two to be seen.
fn with_public(uris: Vec<String>) -> Vec<String> {
    let mut asked = Vec::with_capacity(uris.len());
    for uri in uris {
        let public = uri.contains("/top_containers/").then(|| format!("{uri}#pui"));
        asked.push(uri);
        asked.extend(public);
    }
    asked
}
