//! Digital objects and their components.

use serde_json::Value;

use super::shared::{self, BLANK, DELETE, VIEW, needs};
use crate::derive::{display, is_true, objects, text};
use crate::permissions::Permission::UpdateDigitalObjectRecord;
use crate::record_type::{Claim, Draft, Mirror, RecordType, Scope, Surroundings, Unique, View};
use crate::{Body, Invalid};

/// The row of digital objects.
pub static DIGITAL_OBJECT: RecordType = RecordType {
    name: "digital_object",
    model: "DigitalObject",
    plural: "digital_objects",
    needs: needs(VIEW, &[UpdateDigitalObjectRecord], DELETE),
    stale: true,
    unique: &[Unique {
        name: "digital_object_id",
        claims: |body| shared::claim_text(body, "digital_object_id", "Must be unique"),
        within: Scope::Repository,
        conflict: false,
    }],
    mirrors: &[
        shared::LINKED_EVENTS,
        shared::CLASSIFICATIONS,
        Mirror {
            writable: false,
            ..shared::plain_mirror(&["accession", "archival_object", "resource"], "digital_object", "linked_instances")
        },
    ],
    kept_by: &[shared::KEPT_BY_ASSESSMENT],
    surroundings: Surroundings { users: &["digital_object"], ..shared::ALONE },
    prepare: |draft| {
        draft.body.shift_remove("tree");
        shared::prepare_descriptive(draft, "digital_object")
    },
    render,
    numbered: &[shared::COLLECTION_MANAGEMENT, shared::FILE_VERSIONS, shared::AGENT_TERMS],
    ..BLANK
};

/// The row of digital object components.
pub static DIGITAL_OBJECT_COMPONENT: RecordType = RecordType {
    name: "digital_object_component",
    model: "DigitalObjectComponent",
    plural: "digital_object_components",
    needs: needs(VIEW, &[UpdateDigitalObjectRecord], DELETE),
    stale: true,
    unique: &[Unique { name: "component_id", claims: claim_component_id, within: Scope::Repository, conflict: false }],
    mirrors: &[shared::LINKED_EVENTS],
    looked_up_by: &[shared::found_by("component_id", |body| shared::text_value(body, "component_id"))],
    prepare: prepare_component,
    render: show_representative,
    numbered: &[shared::FILE_VERSIONS, shared::AGENT_TERMS],
    ..BLANK
};

fn claim_component_id(body: &Body) -> Vec<Claim> {
    let root = shared::target(body, "digital_object").unwrap_or_default();
    let value = text(body, "component_id").map(|component_id| format!("{root} {component_id}"));
    shared::claim(value, "component_id", "A Digital Object Component ID must be unique to its Digital Object")
}

fn prepare_component(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    draft.body.shift_remove("ancestors");
    shared::prepare_descriptive(draft, "digital_object_component")?;
    draft.body.insert("display_string".to_owned(), display::digital_object_component(&draft.body).into());
    Ok(())
}

fn render(shown: &mut Body, view: &View<'_>) {
    shared::show_tree(shown, view);
    show_representative(shown, view);
    show_collections(shown, view);
}

/// The collections that use the object: the records with instances of it, and for published components their resource.
fn show_collections(shown: &mut Body, view: &View<'_>) {
    let mut collections: Vec<&str> = Vec::new();
    for link in view.links.iter().filter(|link| link.relation == "digital_object") {
        let root = match super::of_uri(&link.source).map(|source| source.name) {
            Some("accession" | "resource") => Some(link.source.as_str()),
            Some("archival_object") => (view.neighbours)(&link.source)
                .filter(|component| is_true(&component.body, "publish") && !component.suppressed)
                .and_then(|component| shared::target(&component.body, "resource")),
            _ => None,
        };
        collections.extend(root.filter(|root| !collections.contains(root)));
    }
    let collections: Value = collections.into_iter().map(crate::render::reference).collect();
    shown.insert("collection".to_owned(), collections);
}

/// The file version that stands for the object: the one marked so, else a thumbnail, else something to embed.
fn show_representative(shown: &mut Body, _view: &View<'_>) {
    let published = || objects(shown, "file_versions").filter(|version| is_true(version, "publish"));
    let has = |version: &Body, property: &str, value: &str| text(version, property) == Some(value);
    let chosen = published()
        .find(|version| is_true(version, "is_representative"))
        .or_else(|| published().find(|version| has(version, "use_statement", "image-thumbnail")))
        .or_else(|| {
            published().find(|version| {
                has(version, "xlink_show_attribute", "embed")
                    && text(version, "file_uri").is_some_and(|uri| uri.starts_with("http"))
            })
        });
    if let Some(chosen) = chosen.cloned() {
        shown.insert("representative_file_version".to_owned(), Value::Object(chosen));
    }
}
