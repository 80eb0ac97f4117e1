//! Resources: described collections, the roots of trees of archival objects.

use super::shared::{self, BLANK, DELETE, VIEW, needs, plain_mirror};
use crate::Invalid;
use crate::derive::{objects_mut, refused};
use crate::permissions::Permission::UpdateResourceRecord;
use crate::record_type::{Draft, RecordType, Scope, Unique};

/// The row of resources.
pub static RESOURCE: RecordType = RecordType {
    name: "resource",
    model: "Resource",
    plural: "resources",
    needs: needs(VIEW, &[UpdateResourceRecord], DELETE),
    stale: true,
    unique: &[
        Unique {
            name: "resource_identifier",
            claims: shared::claim_identifier,
            within: Scope::Repository,
            conflict: false,
        },
        Unique {
            name: "ead_id",
            claims: |body| shared::claim_text(body, "ead_id", "Must be unique"),
            within: Scope::Repository,
            conflict: false,
        },
    ],
    mirrors: &[
        shared::LINKED_EVENTS,
        shared::CLASSIFICATIONS,
        plain_mirror(&["accession"], "related_resources", "related_accessions"),
    ],
    kept_by: &[shared::KEPT_BY_ASSESSMENT],
    surroundings: shared::REPRESENTED,
    prepare,
    render: |shown, view| {
        shared::show_tree(shown, view);
        shared::show_representative(shown, view);
    },
    numbered: &[shared::COLLECTION_MANAGEMENT, shared::AGENT_TERMS],
    ..BLANK
};

fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    refused::identifier_parts(&draft.body, &mut invalid);
    refused::finish(invalid)?;
    draft.body.shift_remove("tree");
    for statement in objects_mut(&mut draft.body, "revision_statements") {
        // Its schema knows a URI, which it never has.
        statement.shift_remove("uri");
    }
    shared::prepare_descriptive(draft, "resource")
}
