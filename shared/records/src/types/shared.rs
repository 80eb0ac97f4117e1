//! What several record types do alike.

use serde_json::Value;

use crate::derive::{identifiers, identity, is_true, objects, publish, refused, slug, text};
use crate::permissions::Permission;
use crate::record_type::{
    Claim, Draft, Kept, Lookup, Mirror, Needs, Numbered, RecordType, Scope, Stored, Surroundings, View,
};
use crate::{Body, Invalid};

/// A row with nothing filled in.
pub(super) const BLANK: RecordType = RecordType {
    name: "",
    model: "",
    plural: "",
    scope: Scope::Repository,
    needs: needs(&[], &[], &[]),
    stale: false,
    unique: &[],
    mirrors: &[],
    kept_by: &[],
    looked_up_by: &[],
    surroundings: ALONE,
    prepare: |_| Ok(()),
    render: |_, _| {},
    numbered: &[],
};

/// Shown without looking at anything else.
pub(super) const ALONE: Surroundings = Surroundings { users: &[], named: |_| Vec::new() };

/// A lookup of one text property, within a repository.
pub(super) const fn found_by(name: &'static str, values: fn(&Body) -> Vec<String>) -> Lookup {
    Lookup { name, values, within: Scope::Repository }
}

/// The text of a property as the only value of a lookup.
pub(super) fn text_value(body: &Body, property: &str) -> Vec<String> {
    text(body, property).map(str::to_owned).into_iter().collect()
}

/// Permissions of a type whose records are created and updated with the same ones.
pub(super) const fn needs(
    read: &'static [Permission],
    write: &'static [Permission],
    delete: &'static [Permission],
) -> Needs {
    Needs { read, create: write, update: write, delete }
}

/// Reading anything inside a repository.
pub(super) const VIEW: &[Permission] = &[Permission::ViewRepository];
/// Deleting descriptions.
pub(super) const DELETE: &[Permission] = &[Permission::DeleteArchivalRecord];

/// Events hold their records, and the records show the events.
pub(super) const LINKED_EVENTS: Mirror =
    Mirror { writable: false, ..plain_mirror(&["event"], "linked_records", "linked_events") };
/// Classifications list records, and records name their classifications.
pub(super) const CLASSIFICATIONS: Mirror =
    plain_mirror(&["classification", "classification_term"], "linked_records", "classifications");

/// A relationship that both sides write and that says nothing more.
pub(super) const fn plain_mirror(
    sources: &'static [&'static str],
    relation: &'static str,
    property: &'static str,
) -> Mirror {
    Mirror { sources, relation, property, writable: true, reversed: false, detailed: false }
}

/// A record that an assessment is about stays.
pub(super) const KEPT_BY_ASSESSMENT: Kept =
    Kept { relation: "records", sources: &["assessment"], error: "linked_to_assessment" };

/// The collection management part of a record.
pub(super) const COLLECTION_MANAGEMENT: Numbered = Numbered {
    record_type: "collection_management",
    path: "collection_management",
    property: "uri",
    prefix: "/repositories/:repo_id/collection_management/",
    identity: None,
};
/// The file versions of a digital object or component.
pub(super) const FILE_VERSIONS: Numbered =
    Numbered { record_type: "file_version", path: "file_versions", property: "identifier", prefix: "", identity: None };
/// Terms that say more about a linked agent.
pub(super) const AGENT_TERMS: Numbered = terms("linked_agents/terms");

/// Terms below a path; equal ones are one record.
pub(super) const fn terms(path: &'static str) -> Numbered {
    Numbered { record_type: "term", path, property: "uri", prefix: "/terms/", identity: Some(identity::term) }
}

/// One claim, when there is a value.
pub(super) fn claim(value: Option<String>, key: &str, message: &str) -> Vec<Claim> {
    value.map(|value| Claim { value, key: key.to_owned(), message: message.to_owned() }).into_iter().collect()
}

/// A claim for one text property.
pub(super) fn claim_text(body: &Body, property: &str, message: &str) -> Vec<Claim> {
    claim(text(body, property).map(str::to_owned), property, message)
}

/// The four parts of an identifier compare as a whole; missing parts at the end do not tell two apart.
pub(super) fn claim_identifier(body: &Body) -> Vec<Claim> {
    let parts: Value = ["id_0", "id_1", "id_2", "id_3"].iter().map(|part| text(body, part)).collect();
    claim(Some(parts.to_string()), "id_0", "That ID is already in use")
}

/// The URI that a reference property names.
pub(crate) fn target<'a>(body: &'a Body, property: &str) -> Option<&'a str> {
    body.get(property)?.get("ref")?.as_str()
}

/// What all descriptive records (accession, resource, component …) do: flags, identifiers, rules over several parts.
pub(super) fn prepare_descriptive(draft: &mut Draft<'_>, record_type: &str) -> Result<(), Invalid> {
    publish::fill(draft);
    identifiers::fill(&mut draft.body, draft.fresh_hex);
    slug::keep_or_clear(draft);
    inline_terms(draft);
    refused::descriptive(record_type, &draft.body)
}

/// Puts the terms themselves where linked agents name them by URI.
fn inline_terms(draft: &mut Draft<'_>) {
    let neighbours = draft.neighbours;
    for agent in crate::derive::objects_mut(&mut draft.body, "linked_agents") {
        inline_terms_of(agent, neighbours);
    }
}

/// Replaces URIs of terms by the terms, as readers see them, with a mark that no client can set or see.
pub(super) fn inline_terms_of<'a>(owner: &mut Body, neighbours: &dyn Fn(&str) -> Option<&'a Body>) {
    let Some(Value::Array(terms)) = owner.get_mut("terms") else { return };
    for term in terms {
        let Some(known) = term.as_str().and_then(neighbours) else { continue };
        let kept = ["uri", "term", "term_type", "vocabulary"];
        let mut copy: Body = known
            .iter()
            .filter(|(name, _)| kept.contains(&name.as_str()))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        copy.insert(identity::NAMED.to_owned(), true.into());
        *term = Value::Object(copy);
    }
}

/// Sets properties to `false` where nothing was said, because readers see them in every record.
pub(super) fn say_no(body: &mut Body, properties: &[&str]) {
    for property in properties {
        body.entry(*property).or_insert(Value::Bool(false));
    }
}

/// Copies properties that only the archive writes from the record's previous state.
pub(super) fn carry_over(draft: &mut Draft<'_>, properties: &[&str]) {
    let Some(previous) = draft.previous else { return };
    for property in properties {
        if let Some(value) = previous.get(*property) {
            draft.body.insert((*property).to_owned(), value.clone());
        }
    }
}

/// Shows whether everybody can reach the record through something published.
pub(super) fn show_published_use(shown: &mut Body, view: &View<'_>) {
    let is_linked = view.stored.inbound.contains("published");
    shown.insert("is_linked_to_published_record".to_owned(), is_linked.into());
}

/// Shows in which repositories a shared record is used, to those who may know.
pub(super) fn show_use(shown: &mut Body, view: &View<'_>) {
    show_published_use(shown, view);
    let uses =
        [("used_within_repositories", "repository:"), ("used_within_published_repositories", "published_repository:")];
    for (property, prefix) in uses {
        let found = if view.usage { hinted(view, prefix) } else { Vec::new() };
        shown.insert(property.to_owned(), found.into());
    }
}

/// What follows a prefix in the hints that other records left.
pub(super) fn hinted(view: &View<'_>, prefix: &str) -> Vec<Value> {
    view.stored.inbound.iter().filter_map(|hint| hint.strip_prefix(prefix)).map(Value::from).collect()
}

/// Shows the tree that a root record carries.
pub(super) fn show_tree(shown: &mut Body, view: &View<'_>) {
    shown.insert("tree".to_owned(), crate::render::reference(&format!("{}/tree", view.stored.uri)));
}

/// The digital object that stands for a record is read with it.
pub(super) const REPRESENTED: Surroundings = Surroundings { named: representative, ..ALONE };

fn representative(record: &Stored) -> Vec<String> {
    let instances = objects(&record.body, "instances").filter(|instance| is_true(instance, "is_representative"));
    instances.filter_map(|instance| target(instance, "digital_object")).map(str::to_owned).collect()
}

/// Shows the file version that stands for a record: that of its representative digital object.
pub(super) fn show_representative(shown: &mut Body, view: &View<'_>) {
    let Some(uri) = representative(view.stored).into_iter().next() else { return };
    let Some(stored) = (view.neighbours)(&uri) else { return };
    let alone = View { stored, links: &[], neighbours: &|_| None, standpoint: None, ..*view };
    let mut object = crate::render::wire(&super::DIGITAL_OBJECT, &alone);
    if let Some(mut version) = object.shift_remove("representative_file_version") {
        version["derived_from"] = uri.into();
        shown.insert("representative_file_version".to_owned(), version);
    }
}
