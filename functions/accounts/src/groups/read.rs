//! Reading groups.

use api::generic::{collection, requested};
use api::listing::whole;
use api::show::{Eyes, show, show_all};
use api::{Call, Problem, Reply};
use records::types::GROUP;
use serde_json::{Value, json};
use store::Store;

/// `GET /repositories/:repo_id/groups/:id`.
pub(crate) async fn one(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&GROUP, &call).await?;
    let mut group = show(&call.store, &stored, Eyes::of(&call.caller, call.repository())).await?;
    if call.params.boolean("with_members") != Some(false) {
        let roster = Store::roster_in(&call.fetched, &stored.uri)?;
        let mut usernames: Vec<String> = roster.members.into_values().collect();
        usernames.sort_unstable();
        group["member_usernames"] = json!(usernames);
    }
    Ok(Reply::json(&group))
}

/// `GET /repositories/:repo_id/groups`: all of them in the order of their codes, without members.
pub(crate) async fn list(call: Call) -> Result<Reply, Problem> {
    let uri = collection(&GROUP, call.repository()).unwrap_or_default();
    let mut groups = whole(&call, &uri).await?;
    let code = |body: &records::Body| body.get("group_code").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    if let Some(wanted) = call.params.string("group_code") {
        groups.retain(|group| code(&group.body) == wanted.to_lowercase());
    }
    groups.sort_by_key(|group| code(&group.body));
    Ok(Reply::json(&show_all(&call.store, &groups, Eyes::of(&call.caller, call.repository())).await?))
}
