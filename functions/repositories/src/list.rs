//! All repositories, in the order of their numbers; clients order them by their positions. The hidden one of the archive itself is not among them.

use api::listing::whole;
use api::resolve::resolve;
use api::show::{Eyes, show_all};
use api::{Call, Problem, Reply};
use records::permissions::GLOBAL_REPOSITORY;
use records::record_type::Stored;
use store::Key;

/// The snapshot to read ahead.
pub(crate) fn members() -> Key {
    Key::members("/repositories")
}

/// `GET /repositories`.
pub(crate) async fn list(call: Call) -> Result<Reply, Problem> {
    let repositories = visible(&call).await?;
    let eyes = Eyes::of(&call.caller, None);
    let mut shown = show_all(&call.store, &repositories, eyes).await?;
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(Reply::json(&shown))
}

/// The repositories that are listed.
pub(crate) async fn visible(call: &Call) -> Result<Vec<Stored>, Problem> {
    let mut repositories = whole(call, "/repositories").await?;
    let hidden = api::pipeline::repository_uri(GLOBAL_REPOSITORY);
    repositories.retain(|repository| repository.uri != hidden);
    Ok(repositories)
}

/// Where a repository stands in the list.
pub(crate) fn position(repository: &Stored) -> u64 {
    repository.body.get("position").and_then(serde_json::Value::as_u64).unwrap_or(u64::MAX)
}
