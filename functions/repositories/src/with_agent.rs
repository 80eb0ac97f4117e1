//! A repository together with the agent that represents it, as one document.

use api::generic::requested;
use api::show::{Eyes, show};
use api::write::{self, Attempts, check_version};
use api::{Call, Problem, Reply};
use records::Body;
use records::record_type::Stored;
use records::types::{AGENT_CORPORATE_ENTITY, REPOSITORY};
use serde_json::{Value, json};

use crate::create::{Agent, create_with};

/// `POST /repositories/with_agent`.
pub(crate) async fn create(call: Call) -> Result<Reply, Problem> {
    let (repository, agent) = parts(&call.body);
    let stored = create_with(&call, repository, agent.map_or(Agent::Existing, Agent::New)).await?;
    Ok(outcome("Created", &call, &stored))
}

/// `POST /repositories/with_agent/:id`.
pub(crate) async fn update(call: Call) -> Result<Reply, Problem> {
    let current = requested(&REPOSITORY, &call).await?;
    let (mut repository, agent) = parts(&call.body);
    check_version(&current, &repository)?;
    let known = agent_of(&call, &current).await?;
    if let Some(known) = &known {
        repository.insert("agent_representation".to_owned(), json!({ "ref": known.uri }));
    }
    // The agent is already referred to, so that no read needs to show that it exists.
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        if let (Some(known), Some(agent)) = (&known, &agent) {
            check_version(known, agent)?;
            staging.update(&AGENT_CORPORATE_ENTITY, known, agent.clone()).await?;
        }
        let stored = staging.update(&REPOSITORY, &current, repository.clone()).await?;
        if attempts.commit(staging).await? {
            return Ok(outcome("Updated", &call, &stored));
        }
    }
}

/// `GET /repositories/with_agent/:id`.
pub(crate) async fn read(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&REPOSITORY, &call).await?;
    let eyes = Eyes::of(&call.caller, None);
    let mut shown = json!({
        "jsonmodel_type": "repository_with_agent",
        "uri": with_agent_uri(&stored),
        "repository": show(&call.store, &stored, eyes).await?,
    });
    if let Some(agent) = agent_of(&call, &stored).await? {
        shown["agent_representation"] = show(&call.store, &agent, eyes).await?;
    }
    Ok(Reply::json(&shown))
}

async fn agent_of(call: &Call, repository: &Stored) -> Result<Option<Stored>, Problem> {
    let named = repository.body.get("agent_representation").and_then(|agent| agent.get("ref")).and_then(Value::as_str);
    let Some(uri) = named else { return Ok(None) };
    Ok(call.store.read(&[uri]).await?.pop().flatten())
}

fn parts(body: &Body) -> (Body, Option<Body>) {
    let part = |name: &str| body.get(name).and_then(Value::as_object).cloned();
    (part("repository").unwrap_or_default(), part("agent_representation"))
}

fn with_agent_uri(repository: &Stored) -> String {
    let number = repository.uri.rsplit('/').next().unwrap_or_default();
    format!("/repositories/with_agent/{number}")
}

fn outcome(status: &str, call: &Call, stored: &Stored) -> Reply {
    let mut outcome = write::outcome(status, &REPOSITORY, stored, Some(&call.warnings));
    outcome["uri"] = with_agent_uri(stored).into();
    Reply::json(&outcome)
}
