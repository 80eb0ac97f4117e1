//! What a repository says about records of one type: values to start new ones with, and fields that they need.
//!
//! One document each, under a key made of the repository's number and the type's name. The name comes from the schema's own
//! list, never from the client, so that no text of a client's becomes part of a key.

use std::future::ready;

use api::call::Inputs;
use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get, post};
use records::Body;
use records::permissions::Permission::{ManageRepository, ViewRepository};
use records::schema::Enumeration;
use serde_json::{Value, json};
use store::documents::Document;
use store::{Key, Store, Transaction};

/// One of the two settings.
struct Setting {
    /// The name of its schema, and of its place in paths.
    name: &'static str,
    /// The name that the 404 uses.
    model: &'static str,
    /// Only for agents.
    of_agents: bool,
}

static SETTINGS: [Setting; 2] = [
    Setting { name: "default_values", model: "DefaultValues", of_agents: false },
    Setting { name: "required_fields", model: "RequiredFields", of_agents: true },
];

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    for setting in &SETTINGS {
        let path = format!("/repositories/{{repo_id}}/{}/{{record_type}}", setting.name);
        let reads = move |inputs: &Inputs| -> Vec<Key> {
            let record_type = inputs.scalar("record_type").and_then(|text| setting.record_type(text));
            let number = inputs.number("repo_id");
            record_type.zip(number).map(|(name, number)| Key::setting(number, setting.name, name)).into_iter().collect()
        };
        let record_type = || [Param::required("record_type", Kind::String)];
        endpoints.push(
            post(path.as_str())
                .needs(ManageRepository)
                .params(record_type())
                .body(setting.name)
                .reads(reads)
                .to(move |call| write(setting, call)),
        );
        endpoints.push(
            get(path)
                .needs(ViewRepository)
                .params(record_type())
                .reads(reads)
                .to(move |call| ready(read(setting, &call))),
        );
    }
    endpoints
}

async fn write(setting: &'static Setting, call: Call) -> Result<Reply, Problem> {
    let text = call.params.string("record_type").unwrap_or_default();
    if setting.of_agents && !text.starts_with("agent_") {
        return Err(Problem::bad_request("You can only customize required fields for agents"));
    }
    let Some(record_type) = setting.record_type(text) else {
        return Err(Problem::refused("record_type", "Not a record type that this can be said of"));
    };
    let repository = call.params.number("repo_id");
    let key = Key::setting(repository, setting.name, record_type);
    let seen = Store::document_in(&call.fetched, &key)?.unwrap_or_default().version;
    let mut body = call.body.clone();
    body.insert("record_type".to_owned(), record_type.into());
    body.shift_remove("lock_version");
    let mut transaction = Transaction::new();
    transaction.set_document(key, seen, &body)?;
    call.store.commit(transaction).await?;
    Ok(Reply::json(&json!({
        "status": "Updated",
        "id": format!("{repository}_{record_type}"),
        "lock_version": seen,
        "stale": null,
    })))
}

fn read(setting: &Setting, call: &Call) -> Result<Reply, Problem> {
    let record_type = setting.record_type(call.params.string("record_type").unwrap_or_default());
    let repository = call.params.number("repo_id");
    let found = match record_type {
        Some(name) => Store::document_in(&call.fetched, &Key::setting(repository, setting.name, name))?,
        None => None,
    };
    let (name, document) = record_type.zip(found).ok_or_else(|| Problem::missing(setting.model))?;
    let mut shown = setting.show(document);
    shown["uri"] = format!("/repositories/{repository}/{}/{name}", setting.name).into();
    Ok(Reply::json(&shown))
}

impl Setting {
    /// A record type that the setting is about, as its schema names it.
    fn record_type(&self, text: &str) -> Option<&'static str> {
        let property = records::schema::find(self.name)?.properties.find("record_type")?;
        match &property.enumeration {
            Some(Enumeration::Fixed(names)) => names.iter().find(|name| *name == text).map(String::as_str),
            _ => None,
        }
    }

    fn show(&self, document: Document) -> Value {
        let mut body: Body = document.body;
        for requirement in body.get_mut("subrecord_requirements").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(requirement) = requirement.as_object_mut() {
                requirement.entry("required_fields").or_insert_with(|| json!([]));
            }
        }
        if self.of_agents {
            body.entry("subrecord_requirements").or_insert_with(|| json!([]));
        }
        body.insert("jsonmodel_type".to_owned(), self.name.into());
        body.insert("lock_version".to_owned(), document.version.saturating_sub(1).into());
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_types_become_part_of_a_key() {
        assert_eq!(SETTINGS[0].record_type("accession"), Some("accession"));
        assert_eq!(SETTINGS[0].record_type("accession#x"), None);
        assert_eq!(SETTINGS[1].record_type("agent_person"), Some("agent_person"));
    }

    #[test]
    fn requirements_list_their_fields() {
        let body = json!({ "subrecord_requirements": [{ "property": "agent_contacts" }] });
        let shown = SETTINGS[1].show(Document { version: 1, body: body.as_object().unwrap().clone() });
        assert_eq!(shown["subrecord_requirements"][0]["required_fields"], json!([]));
        assert_eq!(shown["lock_version"], 0);
    }
}
