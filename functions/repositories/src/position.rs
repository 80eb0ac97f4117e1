//! Moving a repository in the list: it changes places with the one that is there.

use api::write::Attempts;
use api::{Call, Problem, Reply};
use records::types::REPOSITORY;
use serde_json::json;

/// `POST /repositories/:repo_id/position`.
pub(crate) async fn swap(call: Call) -> Result<Reply, Problem> {
    let wanted = call.params.number("position");
    let number = call.params.number("repo_id");
    let uri = api::pipeline::repository_uri(number);
    let repositories = crate::list::visible(&call).await?;
    let moved = repositories.iter().find(|repository| repository.uri == uri);
    let moved = moved.ok_or_else(|| Problem::missing(REPOSITORY.model))?;
    let from = crate::list::position(moved);
    let holder = repositories.iter().find(|repository| crate::list::position(repository) == wanted);
    let mut attempts = Attempts::new(&call);
    let mut staging = attempts.start();
    for (repository, place) in [(Some(moved), wanted), (holder, from)] {
        let Some(repository) = repository.filter(|_| from != wanted) else { continue };
        let mut body = repository.body.clone();
        body.insert("position".to_owned(), place.into());
        staging.adjust(repository, body).await?;
    }
    attempts.commit(staging).await?;
    Ok(Reply::json(&json!({ "status": "Updated", "id": number, "lock_version": moved.lock_version, "stale": null })))
}
