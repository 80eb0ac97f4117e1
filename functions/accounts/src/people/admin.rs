//! What administrators look at: JSON where the original had pages. Flags and jobs are lists of their own, to which these
//! paths lead.

use std::future::ready;

use api::arcs::administrator;
use api::endpoint::{Endpoint, with_alias};
use api::generic::collection;
use api::{Call, Problem, Reply, get};
use arcs::moment;
use http::StatusCode;
use records::permissions::GLOBAL_REPOSITORY;
use records::record_type::RecordType;
use records::types::{
    ACCESSION, AGENT_CORPORATE_ENTITY, AGENT_FAMILY, AGENT_PERSON, ARCHIVAL_OBJECT, DIGITAL_OBJECT, REPOSITORY,
    RESOURCE, SUBJECT, USER,
};
use serde_json::{Map, Value, json};
use store::Key;

use super::{find, show};

/// What is counted in the whole archive.
const SHARED: &[&RecordType] = &[&USER, &REPOSITORY, &AGENT_PERSON, &AGENT_CORPORATE_ENTITY, &AGENT_FAMILY, &SUBJECT];

/// What is counted in each repository.
const OWN: &[&RecordType] = &[&ACCESSION, &RESOURCE, &ARCHIVAL_OBJECT, &DIGITAL_OBJECT];

/// Repositories that are counted in, at most: each costs a read per type.
const REPOSITORIES: usize = 25;

/// What an administrator can do besides, and by which route.
const TOOLS: &[(&str, &str, &str)] = &[
    ("POST", "/api/users/invite", "invite somebody; the answer holds the link"),
    ("POST", "/api/users/send_reset/{email}", "let somebody set a new password; the answer holds the link"),
    ("POST", "/api/resources/rethumb/{id}", "make the small picture of a file again"),
    ("POST", "/api/resources/repreview/{id}", "make the larger picture of a file again"),
    ("POST", "/api/resources/solr/{id}", "index a file again"),
    ("GET", "/api/flags", "what people have objected to"),
    ("GET", "/api/jobs", "long work: asked for, under way, failed"),
];

/// The routes.
pub(super) fn endpoints() -> Vec<Endpoint> {
    [
        with_alias("/admin/status", |path| get(path).arcs().to(status)),
        with_alias("/admin/stats", |path| get(path).arcs().reads(|_| keys_of_counts()).to(counts)),
        with_alias("/admin/users", |path| get(path).arcs().reads(|_| find::keys_of_list()).to(show::list)),
        with_alias("/admin/flags", |path| get(path).arcs().to(|call| ready(lead(&call, "/api/flags")))),
        with_alias("/admin/jobs", |path| get(path).arcs().to(|call| ready(lead(&call, "/api/jobs")))),
        with_alias("/admin/logs", |path| get(path).arcs().to(logs)),
        with_alias("/admin/tools", |path| get(path).arcs().to(tools)),
    ]
    .concat()
}

/// What is running, and whether it reaches its store: who gets here has a session that was read from it.
async fn status(call: Call) -> Result<Reply, Problem> {
    administrator(&call)?;
    Ok(Reply::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "time": moment::show(call.store.clock().now()),
        "store": "reachable",
    })))
}

/// How much there is, from what every list begins with.
async fn counts(call: Call) -> Result<Reply, Problem> {
    administrator(&call)?;
    let mut counted = Map::new();
    for row in SHARED {
        counted.insert(row.plural.to_owned(), count(&call, row, None).await?.into());
    }
    let repositories =
        call.store.members(&collection(&REPOSITORY, None).unwrap_or_default(), &call.fetched).await?.live;
    let mut own = Map::new();
    for number in repositories.iter().map(u64::from).filter(|number| *number != GLOBAL_REPOSITORY).take(REPOSITORIES) {
        let mut here = Map::new();
        for row in OWN {
            here.insert(row.plural.to_owned(), count(&call, row, Some(number)).await?.into());
        }
        own.insert(api::pipeline::repository_uri(number), Value::Object(here));
    }
    counted.insert("by_repository".to_owned(), Value::Object(own));
    Ok(Reply::json(&counted))
}

async fn count(call: &Call, row: &RecordType, repository: Option<u64>) -> Result<u64, Problem> {
    let uri = collection(row, repository).unwrap_or_default();
    let key = Key::members(&uri);
    let members = if call.fetched.asked(&key) {
        call.store.members(&uri, &call.fetched).await?
    } else {
        call.store.members(&uri, &call.store.fetch([key]).await?).await?
    };
    // The hidden repository is nobody's.
    let hidden = u64::from(row.name == REPOSITORY.name && members.live.contains(1));
    Ok(members.live.len() - hidden)
}

fn keys_of_counts() -> Vec<Key> {
    SHARED.iter().filter_map(|row| collection(row, None)).map(|uri| Key::members(&uri)).collect()
}

/// To where that is listed, for those who may see it.
fn lead(call: &Call, path: &str) -> Result<Reply, Problem> {
    administrator(call)?;
    Ok(Reply::redirect(StatusCode::FOUND, path))
}

/// Where the logs are. They are not kept where the archive could read them.
async fn logs(call: Call) -> Result<Reply, Problem> {
    administrator(&call)?;
    Ok(Reply::json(&json!({
        "message": "Every request is a line of JSON: on AWS in the stack's log group, on one machine on standard error. \
                    The header x-request-id of an answer names its line.",
    })))
}

async fn tools(call: Call) -> Result<Reply, Problem> {
    administrator(&call)?;
    let tools = TOOLS.iter().map(|(method, path, does)| json!({ "method": method, "path": path, "does": does }));
    Ok(Reply::json(&tools.collect::<Vec<_>>()))
}
