//! Agents: people, families, corporate entities and software.

use serde_json::Value;

use super::shared::{self, BLANK, needs};
use crate::derive::{agent_names, identifiers, identity, is_true, objects, publish, refused, slug, text};
use crate::permissions::Permission::{DeleteAgentRecord, UpdateAgentRecord};
use crate::record_type::{Claim, Draft, Kept, Mirror, Numbered, RecordType, Scope, Unique, View};
use crate::{Body, Invalid};

/// What the four types share.
const AGENT: RecordType = RecordType {
    scope: Scope::Global,
    needs: needs(&[], &[UpdateAgentRecord], &[DeleteAgentRecord]),
    stale: true,
    mirrors: &[Mirror {
        reversed: true,
        detailed: true,
        ..shared::plain_mirror(
            &["agent_person", "agent_family", "agent_corporate_entity"],
            "related_agents",
            "related_agents",
        )
    }],
    render,
    numbered: &[Numbered {
        record_type: "telephone",
        path: "agent_contacts/telephones",
        property: "uri",
        prefix: "/telephone/",
        identity: None,
    }],
    ..BLANK
};

/// Marks the agent that is made together with a user: it stands in nobody's way, however many have that name. Not part
/// of the schema, so that no client sets it and the first edit ends it.
pub const MADE_FOR_USER: &str = "made_for_user";

/// An equal agent of the same type is refused.
const fn same(name: &'static str) -> Unique {
    Unique {
        name,
        claims: |body| {
            let identity = (!body.contains_key(MADE_FOR_USER)).then(|| identity::agent(body));
            shared::claim(identity, "names", "Agent must be unique")
        },
        within: Scope::Global,
        conflict: true,
    }
}

/// An authority has one record, whatever its type.
const AUTHORITY_ID: Unique =
    Unique { name: "agent_authority_id", claims: claim_authority_ids, within: Scope::Global, conflict: true };

/// The row of people.
pub static AGENT_PERSON: RecordType = RecordType {
    name: "agent_person",
    model: "AgentPerson",
    plural: "agents/people",
    kept_by: &[
        Kept { relation: "agent_record", sources: &["user"], error: "linked_to_user" },
        Kept { relation: "surveyed_by", sources: &["assessment"], error: "linked_to_assessment" },
        Kept { relation: "reviewer", sources: &["assessment"], error: "linked_to_assessment" },
    ],
    unique: &[same("agent_person"), AUTHORITY_ID],
    prepare: |draft| prepare(draft, "agent_person", "NamePerson"),
    ..AGENT
};

/// The row of families.
pub static AGENT_FAMILY: RecordType = RecordType {
    name: "agent_family",
    model: "AgentFamily",
    plural: "agents/families",
    unique: &[same("agent_family"), AUTHORITY_ID],
    prepare: |draft| prepare(draft, "agent_family", "NameFamily"),
    ..AGENT
};

/// The row of corporate entities.
pub static AGENT_CORPORATE_ENTITY: RecordType = RecordType {
    name: "agent_corporate_entity",
    model: "AgentCorporateEntity",
    plural: "agents/corporate_entities",
    kept_by: &[Kept {
        relation: "agent_representation",
        sources: &["repository"],
        error: "This agent is linked to a repository and can't be removed",
    }],
    unique: &[same("agent_corporate_entity"), AUTHORITY_ID],
    prepare: |draft| prepare(draft, "agent_corporate_entity", "NameCorporateEntity"),
    ..AGENT
};

/// The row of software.
pub static AGENT_SOFTWARE: RecordType = RecordType {
    name: "agent_software",
    model: "AgentSoftware",
    plural: "agents/software",
    unique: &[same("agent_software"), AUTHORITY_ID],
    mirrors: &[],
    prepare: |draft| prepare(draft, "agent_software", "NameSoftware"),
    ..AGENT
};

fn claim_authority_ids(body: &Body) -> Vec<Claim> {
    objects(body, "names")
        .enumerate()
        .filter_map(|(index, name)| {
            text(name, "authority_id").map(|authority_id| Claim {
                value: authority_id.to_owned(),
                key: format!("names/{index}/authority_id"),
                message: "Authority ID must be unique".to_owned(),
            })
        })
        .collect()
}

fn prepare(draft: &mut Draft<'_>, agent_type: &str, name_model: &str) -> Result<(), Invalid> {
    slug::keep_or_clear(draft);
    publish::fill(draft);
    publish::follow_agent(&mut draft.body);
    identifiers::fill(&mut draft.body, draft.fresh_hex);
    let mut invalid = Invalid::default();
    refused::external_documents(&draft.body, &mut invalid);
    refuse_nameless_genders(&draft.body, &mut invalid);
    let contacts = ("agent_contacts", "is_representative", "AgentContact");
    refused::only_one(agent_type, &draft.body, contacts, &mut invalid);
    refused::finish(invalid)?;
    agent_names::complete(agent_type, name_model, &mut draft.body)
}

/// The schema leaves the gender open that a period of somebody's life is about; the original could not store it so.
fn refuse_nameless_genders(body: &Body, invalid: &mut Invalid) {
    for (index, _) in objects(body, "agent_genders").enumerate().filter(|(_, part)| text(part, "gender").is_none()) {
        invalid.add(format!("agent_genders/{index}/gender"), "Property is required but was missing");
    }
}

fn render(shown: &mut Body, view: &View<'_>) {
    shown.insert("agent_type".to_owned(), view.stored.record_type.into());
    show_name(shown);
    shared::show_use(shown, view);
    shown.insert("linked_agent_roles".to_owned(), shared::hinted(view, "role:").into());
    for (property, prefix) in [("is_user", "user:"), ("is_repo_agent", "repo_agent:")] {
        if let Some(name) = shared::hinted(view, prefix).into_iter().next() {
            shown.insert(property.to_owned(), name);
        }
    }
    if !view.contacts {
        shown.insert("agent_contacts".to_owned(), Value::Array(Vec::new()));
    }
}

/// Shows the name that stands for the agent.
fn show_name(shown: &mut Body) {
    let Some(name) = objects(shown, "names").find(|name| is_true(name, "is_display_name")).cloned() else { return };
    if let Some(sort_name) = name.get("sort_name").cloned() {
        shown.insert("title".to_owned(), sort_name);
    }
    shown.insert("display_name".to_owned(), Value::Object(name));
}
