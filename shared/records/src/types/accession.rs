//! Accessions: material received but not yet described.

use super::shared::{self, BLANK, DELETE, VIEW, needs, plain_mirror};
use crate::Invalid;
use crate::derive::{display, refused};
use crate::permissions::Permission::UpdateAccessionRecord;
use crate::record_type::{Draft, Mirror, RecordType, Scope, Unique};

/// The row of accessions.
pub static ACCESSION: RecordType = RecordType {
    name: "accession",
    model: "Accession",
    plural: "accessions",
    needs: needs(VIEW, &[UpdateAccessionRecord], DELETE),
    stale: true,
    unique: &[Unique {
        name: "accession_identifier",
        claims: shared::claim_identifier,
        within: Scope::Repository,
        conflict: false,
    }],
    mirrors: &[
        shared::LINKED_EVENTS,
        shared::CLASSIFICATIONS,
        plain_mirror(&["resource"], "related_accessions", "related_resources"),
        plain_mirror(&["archival_object"], "accession_links", "component_links"),
        Mirror {
            reversed: true,
            detailed: true,
            ..plain_mirror(&["accession"], "related_accessions", "related_accessions")
        },
    ],
    kept_by: &[shared::KEPT_BY_ASSESSMENT],
    surroundings: shared::REPRESENTED,
    prepare,
    render: shared::show_representative,
    numbered: &[shared::COLLECTION_MANAGEMENT, shared::AGENT_TERMS],
    ..BLANK
};

fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    refused::identifier_parts(&draft.body, &mut invalid);
    refused::finish(invalid)?;
    shared::prepare_descriptive(draft, "accession")?;
    draft.body.insert("display_string".to_owned(), display::accession(&draft.body).into());
    Ok(())
}
