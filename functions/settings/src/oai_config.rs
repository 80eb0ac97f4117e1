//! How the archive introduces itself to harvesters (OAI-PMH): one document.

use api::{Call, Endpoint, Problem, Reply, get, post};
use records::Body;
use records::permissions::Permission::CreateRepository;
use serde_json::{Value, json};
use store::documents::Document;
use store::{Key, Store, Transaction};

/// Its only number.
const NUMBER: u64 = 1;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let keys = || vec![key(), crate::archive_key()];
    vec![
        get("/oai_config").reads(move |_| keys()).to(read),
        post("/oai_config").needs(CreateRepository).body("oai_config").reads(move |_| keys()).to(write),
        post("/oai_config/{id}").needs(CreateRepository).body("oai_config").reads(move |_| keys()).to(write),
    ]
}

fn key() -> Key {
    Key::system("oai_config")
}

/// `GET /oai_config`: an array of one.
async fn read(call: Call) -> Result<Reply, Problem> {
    let Document { version, body } = Store::document_in(&call.fetched, &key())?.unwrap_or_default();
    let born = crate::born(&call).await?;
    let mut shown = shipped();
    shown.extend([("create_time", json!(born)), ("system_mtime", json!(born)), ("user_mtime", json!(born))].map(owned));
    shown.extend(body);
    shown.insert("lock_version".to_owned(), version.into());
    shown.insert("jsonmodel_type".to_owned(), "oai_config".into());
    Ok(Reply::json(&json!([shown])))
}

async fn write(call: Call) -> Result<Reply, Problem> {
    if call.inputs().number("id").is_some_and(|id| id != NUMBER) {
        return Err(Problem::missing("OAIConfig"));
    }
    let seen = Store::document_in(&call.fetched, &key())?.unwrap_or_default().version;
    let version = call
        .body
        .get("lock_version")
        .ok_or_else(|| Problem::conflict("You must provide a lock_version in your request"))?;
    if version.as_u64().or_else(|| version.as_str()?.trim().parse().ok()) != Some(seen) {
        return Err(Problem::stale());
    }
    let mut body = call.body.clone();
    body.shift_remove("lock_version");
    let now = json!(records::render::instant(call.store.clock().now()));
    body.extend([("system_mtime", now.clone()), ("user_mtime", now)].map(owned));
    body.extend(call.caller.username().map(|name| owned(("last_modified_by", json!(name)))));
    let mut transaction = Transaction::new();
    transaction.set_document(key(), seen, &body)?;
    call.store.commit(transaction).await?;
    Ok(Reply::json(&json!({
        "status": "Updated",
        "id": NUMBER,
        "lock_version": seen + 1,
        "stale": null,
        "uri": format!("/oai_config/{NUMBER}"),
        "warnings": [],
    })))
}

fn shipped() -> Body {
    let pairs = [
        ("oai_repository_name", "ArchivesSpace OAI Provider"),
        ("oai_record_prefix", "oai:archivesspace"),
        ("oai_admin_email", "admin@example.com"),
        ("created_by", "admin"),
        ("repo_set_codes", "[]"),
        ("sponsor_set_names", "[]"),
        ("repo_set_name", "repository_set"),
        ("sponsor_set_name", "sponsor_set"),
    ];
    pairs.map(|(name, value)| owned((name, value.into()))).into_iter().collect()
}

fn owned((name, value): (&str, Value)) -> (String, Value) {
    (name.to_owned(), value)
}
