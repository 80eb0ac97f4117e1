//! Repositories: the institutions, or parts of them, whose records are kept apart.

use super::shared::{self, BLANK, needs};
use crate::derive::{display, publish, slug};
use crate::permissions::Permission::{CreateRepository, DeleteRepository};
use crate::record_type::{Draft, RecordType, Scope, Unique};

/// The row of repositories.
pub static REPOSITORY: RecordType = RecordType {
    name: "repository",
    model: "Repository",
    plural: "repositories",
    scope: Scope::Global,
    needs: needs(&[], &[CreateRepository], &[DeleteRepository]),
    stale: true,
    unique: &[Unique {
        name: "repo_code",
        claims: |body| shared::claim_text(body, "repo_code", "short name already in use"),
        within: Scope::Global,
        conflict: false,
    }],
    prepare: |draft| {
        complete(draft);
        Ok(())
    },
    ..BLANK
};

/// A new repository comes last; `agent_representation` is made by who creates it.
fn complete(draft: &mut Draft<'_>) {
    publish::fill(draft);
    slug::from_repo_code(draft);
    // Numbers begin with the hidden repository of the archive itself, places with the first one that is listed.
    draft.body.insert("position".to_owned(), draft.id.saturating_sub(1).into());
    shared::carry_over(draft, &["position"]);
    shared::say_no(&mut draft.body, &["oai_is_disabled"]);
    draft.body.insert("display_string".to_owned(), display::repository(&draft.body).into());
}
