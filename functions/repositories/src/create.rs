//! A new repository, with the agent that represents it and the groups that work in it: all in one transaction.

use api::write::{self, Attempts, Draft, Staging};
use api::{Call, Problem, Reply};
use records::Body;
use records::permissions::groups::REPOSITORY_GROUPS;
use records::record_type::Stored;
use records::types::{AGENT_CORPORATE_ENTITY, GROUP, REPOSITORY};
use serde_json::{Value, json};

/// `POST /repositories`.
pub(crate) async fn create(call: Call) -> Result<Reply, Problem> {
    let agent = if call.body.contains_key("agent_representation") {
        Agent::Existing
    } else {
        Agent::New(agent_for(&call.body))
    };
    let stored = create_with(&call, call.body.clone(), agent).await?;
    Ok(Reply::json(&write::outcome("Created", &REPOSITORY, &stored, Some(&call.warnings))))
}

/// Who represents a new repository.
#[derive(Clone)]
pub(crate) enum Agent {
    /// The one that the body names, if any.
    Existing,
    /// One that is made with it, or, when there is an equal one, that one.
    New(Body),
}

/// Creates a repository with its groups, and its agent.
pub(crate) async fn create_with(call: &Call, body: Body, agent: Agent) -> Result<Stored, Problem> {
    let mut body = body;
    let mut attempts = Attempts::new(call);
    loop {
        let mut staging = attempts.start();
        if let Agent::New(agent) = &agent {
            let draft =
                Draft { row: &AGENT_CORPORATE_ENTITY, repository: None, body: agent.clone(), suppressed: false };
            let agent = staging.create(draft).await?;
            refer(&mut body, &agent.uri);
        }
        let stored = stage(&mut staging, body.clone()).await?;
        match attempts.commit(staging).await {
            Ok(true) => return Ok(stored),
            Ok(false) => {}
            Err(problem) => match (&agent, conflicting(&problem)) {
                (Agent::New(_), Some(existing)) => {
                    refer(&mut body, &existing);
                    // The agent exists; a transaction that refers to it needs no read to know.
                    return create_beside(call, body).await;
                }
                _ => return Err(problem),
            },
        }
    }
}

/// Creates a repository for an agent that was found only when a new one was refused.
async fn create_beside(call: &Call, body: Body) -> Result<Stored, Problem> {
    let mut keys = crate::counters();
    let agent = body["agent_representation"]["ref"].as_str().unwrap_or_default();
    keys.push(store::Key::record(agent));
    let fetched = call.store.fetch(keys).await?;
    let mut attempts = Attempts::over(&call.store, &fetched, call.caller.username());
    loop {
        let mut staging = attempts.start();
        let stored = stage(&mut staging, body.clone()).await?;
        if attempts.commit(staging).await? {
            return Ok(stored);
        }
    }
}

async fn stage(staging: &mut Staging<'_>, body: Body) -> Result<Stored, Problem> {
    let code = body.get("repo_code").and_then(Value::as_str).unwrap_or_default().to_owned();
    let draft = Draft { row: &REPOSITORY, repository: None, body, suppressed: false };
    let stored = staging.create(draft).await?;
    let number = records::Uri::parse(&stored.uri).map(|uri| uri.id());
    staging.reserve(GROUP.name, REPOSITORY_GROUPS.len() as u64).await?;
    for group in REPOSITORY_GROUPS {
        let grants: Vec<&str> = group.grants.iter().map(|permission| permission.code()).collect();
        let Value::Object(body) = json!({
            "group_code": group.code,
            "description": group.description(&code),
            "grants_permissions": grants,
        }) else {
            continue;
        };
        staging.create(Draft { row: &GROUP, repository: number, body, suppressed: false }).await?;
    }
    Ok(stored)
}

/// The agent of a repository that names none: a corporate entity under the repository's code, with its contact.
fn agent_for(repository: &Body) -> Body {
    let code = repository.get("repo_code").cloned().unwrap_or_default();
    let agent = json!({
        "names": [{ "primary_name": code, "sort_name": code, "sort_name_auto_generate": true, "source": "local" }],
        "agent_contacts": [{ "name": code }],
    });
    match agent {
        Value::Object(agent) => agent,
        _ => Body::new(),
    }
}

fn refer(body: &mut Body, agent: &str) {
    body.insert("agent_representation".to_owned(), json!({ "ref": agent }));
}

/// The record in the way, when the refusal names one.
fn conflicting(problem: &Problem) -> Option<String> {
    match problem {
        Problem::Refused(problems) => problems["conflicting_record"][0].as_str().map(ToOwned::to_owned),
        _ => None,
    }
}
