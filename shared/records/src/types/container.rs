//! Top containers: the boxes on the shelves, and the profiles that say how large they are.

use serde_json::Value;

use super::shared::{self, BLANK, VIEW, needs};
use crate::derive::{display, objects, refused, text};
use crate::permissions::Permission::{ManageContainerRecord, UpdateContainerProfileRecord, UpdateContainerRecord};
use crate::record_type::{Draft, RecordType, Scope, Unique, View};
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

/// Shows what the container knows about itself. Who knows its users completes it with [`show_context`].
fn show_container(shown: &mut Body, view: &View<'_>) {
    shared::show_published_use(shown, view);
    shown.insert("restricted".to_owned(), false.into());
    let links = view.links.iter().filter(|link| link.relation == "top_container");
    let barcodes: Vec<&str> = links.filter_map(|link| text(&link.extra, "barcode_2")).collect();
    if !barcodes.is_empty() {
        // Each one is followed by a blank, the last one too.
        let barcodes = barcodes.join(" ") + " ";
        shown.insert("subcontainer_barcodes".to_owned(), barcodes.into());
    }
    show_context(shown, &Context::default());
}

/// What is known about a container's place among records and shelves.
#[derive(Debug, Default)]
pub struct Context {
    /// Name of its profile.
    pub profile: Option<String>,
    /// Title of the first location.
    pub location: Option<String>,
    /// Items of `collection`: `ref`, `identifier`, `display_string`.
    pub collections: Vec<Body>,
    /// Items of `series`: `ref`, `display_string`, `identifier`, `level_display_string`, `publish`.
    pub series: Vec<Body>,
}

/// Shows a container's strings, collections and series.
pub fn show_context(shown: &mut Body, context: &Context) {
    let labels: Vec<String> = context
        .series
        .iter()
        .map(|series| {
            let part = |property| text(series, property).unwrap_or_default();
            format!("{} {}", part("level_display_string"), part("identifier"))
        })
        .collect();
    let collection = context.collections.first().map(|collection| {
        let part = |property| text(collection, property).unwrap_or_default();
        format!("{}, {}", part("identifier"), part("display_string"))
    });
    let series = (!labels.is_empty()).then(|| labels.join("; "));
    let known = [context.profile.clone(), context.location.clone(), collection, series];
    let long = display::top_container_long(shown, &known);
    shown.insert("display_string".to_owned(), display::top_container(shown, &labels).into());
    shown.insert("long_display_string".to_owned(), long.into());
    for (property, items) in [("collection", &context.collections), ("series", &context.series)] {
        let items: Vec<Value> = items.iter().cloned().map(Value::Object).collect();
        shown.insert(property.to_owned(), items.into());
    }
}
