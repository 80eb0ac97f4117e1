//! Locations: where containers stand, and the profiles that say how large the places are.

use super::shared::{self, BLANK, needs};
use crate::derive::display;
use crate::permissions::Permission::{UpdateLocationProfileRecord, UpdateLocationRecord};
use crate::record_type::{Kept, Lookup, RecordType, Scope, Unique};

/// The row of locations.
pub static LOCATION: RecordType = RecordType {
    name: "location",
    model: "Location",
    plural: "locations",
    scope: Scope::Global,
    needs: needs(&[], &[UpdateLocationRecord], &[UpdateLocationRecord]),
    stale: true,
    kept_by: &[Kept { relation: "container_locations", sources: &[], error: "Location cannot be deleted if linked" }],
    looked_up_by: &[Lookup {
        name: "building",
        values: |body| shared::text_value(body, "building"),
        within: Scope::Global,
    }],
    prepare: |draft| {
        draft.body.insert("title".to_owned(), display::location(&draft.body).into());
        Ok(())
    },
    ..BLANK
};

/// The row of location profiles.
pub static LOCATION_PROFILE: RecordType = RecordType {
    name: "location_profile",
    model: "LocationProfile",
    plural: "location_profiles",
    scope: Scope::Global,
    needs: needs(&[], &[UpdateLocationProfileRecord], &[UpdateLocationProfileRecord]),
    unique: &[Unique {
        name: "location_profile_name",
        claims: |body| shared::claim_text(body, "name", "location profile name not unique"),
        within: Scope::Global,
        conflict: false,
    }],
    prepare: |draft| {
        draft.body.insert("display_string".to_owned(), display::location_profile(&draft.body).into());
        Ok(())
    },
    ..BLANK
};
