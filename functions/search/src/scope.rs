//! What a caller may find. Part of every query: nothing is taken out of an answer afterwards.

use api::pipeline::repository_uri;
use api::preferences::sees_suppressed;
use api::{Call, Problem};
use index::Scope;
use records::permissions::Permission;

/// The user as whom the public's own site asks.
const PUBLIC: &str = "public_anonymous";

/// The scope of a request: the repository that its path names, or everything.
pub(crate) async fn scope_of(call: &Call) -> Result<Scope, Problem> {
    let public = call.caller.username().is_none_or(|username| username == PUBLIC);
    let suppressed = match call.repository() {
        _ if public => false,
        Some(_) => sees_suppressed(call).await?,
        None => call.may(Permission::IndexSystem),
    };
    Ok(Scope { repository: call.repository().map(repository_uri), public, suppressed, hidden_repositories: vec![] })
}
