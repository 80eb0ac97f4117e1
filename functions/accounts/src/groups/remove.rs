//! The end of a group: its members lose what it granted.

use api::write::Attempts;
use api::{Call, Problem, Reply};
use records::types::GROUP;
use serde_json::json;

use crate::membership::{AccessChanges, Group, system_user_of};

/// `DELETE /repositories/:repo_id/groups/:id`.
pub(crate) async fn remove(call: Call) -> Result<Reply, Problem> {
    let uri = api::generic::item_uri(&GROUP, &call);
    let found = Group::find(&call.store, &call.fetched, &uri).await?;
    let group = found.ok_or_else(|| Problem::missing(GROUP.model))?;
    if system_user_of(&uri).is_some() {
        return Err(Problem::denied());
    }
    let members = group.roster.members.keys().cloned();
    let changes = AccessChanges::of_group(&uri, members, [], &[].into());
    let mut attempts = Attempts::new(&call);
    let mut staging = attempts.start();
    staging.delete(&GROUP, &group.stored).await?;
    staging.transaction.remove_roster(&uri, &group.roster);
    changes.stage(&mut staging.transaction);
    attempts.commit(staging).await?;
    changes.finish(&call).await?;
    Ok(Reply::json(&json!({ "status": "Deleted", "id": call.params.number("id") })))
}
