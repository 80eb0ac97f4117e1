//! Values that would clash with those of records of the other repository.

use api::Problem;
use api::write::{Claimed, Route, claimed};
use records::record_type::Stored;
use serde_json::json;
use store::Store;

use super::group::Conflicts;
use super::row_of;

/// Adds what clashes of these records.
pub(super) async fn find(
    store: &Store,
    going: &[Stored],
    route: &Route<'_>,
    conflicts: &mut Conflicts,
) -> Result<(), Problem> {
    let mut claims: Vec<(&Stored, Claimed)> = vec![];
    for record in going {
        let row = row_of(record)?;
        let moved = route.record(row, record);
        claims.extend(moved.iter().flat_map(|moved| claimed(row, moved)).map(|claim| (record, claim)));
    }
    let fetched = store.fetch(claims.iter().map(|(_, claim)| claim.guard.clone())).await?;
    for (record, claim) in claims {
        let owner = Store::owner_in(&fetched, &claim.guard);
        if owner.is_none_or(|owner| owner == record.uri) {
            continue;
        }
        let what = match record.record_type {
            "top_container" => json!({ "message": "BARCODE_IN_USE" }),
            _ => json!({ "json_property": claim.property, "message": claim.message }),
        };
        conflicts.add(&record.uri, what);
    }
    Ok(())
}
