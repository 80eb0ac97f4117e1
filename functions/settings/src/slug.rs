//! `GET /slug`: the record behind a readable address.
//!
//! Front ends ask with the names of their own controllers; each stands for the types whose pages it shows.

use api::params::Kind;
use api::preferences::sees_suppressed_in;
use api::{Call, Endpoint, Param, Problem, Reply, get};
use records::Uri;
use records::lookups::{Entry, SLUG};
use serde_json::{Value, json};

/// Types by controller, the one that is asked first in front.
const CONTROLLERS: [(&str, &[&str]); 7] = [
    ("repositories", &["repository"]),
    ("agents", &["agent_person", "agent_family", "agent_corporate_entity", "agent_software"]),
    ("subjects", &["subject"]),
    ("objects", &["digital_object", "archival_object", "digital_object_component"]),
    ("resources", &["resource"]),
    ("accessions", &["accession"]),
    ("classifications", &["classification"]),
];

/// What the number of nothing is.
const NOWHERE: i64 = -1;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let params = ["slug", "controller", "action"].map(|name| Param::required(name, Kind::String));
    vec![get("/slug").params(params).to(find)]
}

async fn find(call: Call) -> Result<Reply, Problem> {
    let given = |name: &str| call.params.string(name).unwrap_or_default();
    let types = types(given("controller"), given("action"));
    let entry = Entry { index: SLUG.to_owned(), scope: String::new(), value: given("slug").to_owned() };
    let mut found: Vec<Uri> = call.store.look_up(&entry).await?.iter().filter_map(|uri| Uri::parse(uri)).collect();
    let rank = |uri: &Uri| types.iter().position(|known| uri.record_type() == Some(known));
    found.retain(|uri| rank(uri).is_some());
    found.sort_by_key(|uri| (rank(uri), uri.id()));
    let named: Vec<&str> = found.iter().map(Uri::as_str).collect();
    let stored = call.store.read(&named).await?;
    for (uri, record) in found.iter().zip(stored) {
        // Entries of a large write may outlive their record for a moment.
        let Some(record) = record else { continue };
        if record.suppressed && !sees_suppressed_in(&call, uri.repository()).await? {
            continue;
        }
        let home = uri.repository().filter(|_| record.record_type != "repository");
        return Ok(Reply::json(&json!({ "id": uri.id(), "table": record.record_type, "repo_id": home })));
    }
    let table = types.last().map_or(Value::Null, |table| (*table).into());
    Ok(Reply::json(&json!({ "id": NOWHERE, "table": table, "repo_id": NOWHERE })))
}

fn types(controller: &str, action: &str) -> &'static [&'static str] {
    if (controller, action) == ("classifications", "term") {
        return &["classification_term"];
    }
    CONTROLLERS.into_iter().find(|(name, _)| *name == controller).map_or(&[], |(_, types)| types)
}
