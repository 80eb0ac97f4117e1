//! Top containers: the boxes on the shelves, and the profiles that say how large they are.

mod context;

use super::shared::{self, BLANK, VIEW, needs};
use crate::derive::{display, objects, refused, text};
use crate::permissions::Permission::{ManageContainerRecord, UpdateContainerProfileRecord, UpdateContainerRecord};
use crate::record_type::{Draft, RecordType, Scope, Surroundings, Unique, View};
use crate::{Body, Invalid};

/// The row of top containers.
pub static TOP_CONTAINER: RecordType = RecordType {
    name: "top_container",
    model: "TopContainer",
    plural: "top_containers",
    needs: needs(VIEW, &[UpdateContainerRecord], &[ManageContainerRecord]),
    unique: &[Unique {
        name: "barcode",
        claims: |body| shared::claim_text(body, "barcode", "A barcode must be unique within a repository"),
        within: Scope::Repository,
        conflict: false,
    }],
    looked_up_by: &[shared::found_by("indicator", |body| shared::text_value(body, "indicator"))],
    surroundings: Surroundings { users: &["top_container"], named: context::named },
    prepare: prepare_container,
    render: show_container,
    ..BLANK
};

/// The row of container profiles.
pub static CONTAINER_PROFILE: RecordType = RecordType {
    name: "container_profile",
    model: "ContainerProfile",
    plural: "container_profiles",
    scope: Scope::Global,
    needs: needs(&[], &[UpdateContainerProfileRecord], &[UpdateContainerProfileRecord]),
    unique: &[Unique {
        name: "container_profile_name",
        claims: |body| shared::claim_text(body, "name", "container profile name not unique"),
        within: Scope::Global,
        conflict: false,
    }],
    prepare: |draft| {
        draft.body.insert("display_string".to_owned(), display::container_profile(&draft.body).into());
        Ok(())
    },
    ..BLANK
};

fn prepare_container(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    // Read from the users of the container, whatever a client says.
    draft.body.shift_remove("subcontainer_barcodes");
    let mut invalid = Invalid::default();
    for (index, place) in objects(&draft.body, "container_locations").enumerate() {
        let location = text(place, "ref").and_then(draft.neighbours);
        let is_temporary = location.is_none_or(|location| text(location, "temporary").is_some());
        if text(place, "status") == Some("previous") && !is_temporary {
            invalid
                .add(format!("container_locations/{index}/status"), "cannot be previous if Location is not temporary");
        }
    }
    refused::finish(invalid)
}

fn show_container(shown: &mut Body, view: &View<'_>) {
    shared::show_published_use(shown, view);
    context::show(shown, view);
}
