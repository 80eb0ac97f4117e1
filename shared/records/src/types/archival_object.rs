//! Archival objects: the series, files and items of a resource.

use super::shared::{self, BLANK, DELETE, VIEW, needs, plain_mirror};
use crate::derive::{display, identifiers, text};
use crate::permissions::Permission::UpdateResourceRecord;
use crate::record_type::{Claim, Draft, RecordType, Scope, Unique};
use crate::{Body, Invalid};

/// The row of archival objects.
pub static ARCHIVAL_OBJECT: RecordType = RecordType {
    name: "archival_object",
    model: "ArchivalObject",
    plural: "archival_objects",
    needs: needs(VIEW, &[UpdateResourceRecord], DELETE),
    stale: true,
    unique: &[Unique { name: "ref_id", claims: claim_ref_id, within: Scope::Repository, conflict: false }],
    mirrors: &[shared::LINKED_EVENTS, plain_mirror(&["accession"], "component_links", "accession_links")],
    kept_by: &[shared::KEPT_BY_ASSESSMENT],
    looked_up_by: &[
        shared::found_by("ref_id", |body| shared::text_value(body, "ref_id")),
        shared::found_by("component_id", |body| shared::text_value(body, "component_id")),
    ],
    surroundings: shared::REPRESENTED,
    prepare,
    render: shared::show_representative,
    numbered: &[shared::AGENT_TERMS],
    ..BLANK
};

/// A `ref_id` names one component of its resource.
fn claim_ref_id(body: &Body) -> Vec<Claim> {
    let value =
        text(body, "ref_id").map(|ref_id| format!("{} {ref_id}", shared::target(body, "resource").unwrap_or_default()));
    shared::claim(value, "ref_id", "An Archival Object Ref ID must be unique to its resource")
}

fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    // Finding aids point at components by `ref_id`, so it never changes.
    shared::carry_over(draft, &["ref_id"]);
    identifiers::set_if_absent(&mut draft.body, "ref_id", draft.fresh_hex);
    for computed in ["ancestors", "series"] {
        draft.body.shift_remove(computed);
    }
    shared::prepare_descriptive(draft, "archival_object")?;
    draft.body.insert("display_string".to_owned(), display::archival_object(&draft.body).into());
    Ok(())
}
