//! Moving a few records in one transaction.

use std::collections::BTreeSet;

use api::Problem;
use api::pipeline::repository_uri;
use api::write::{Draft, Route};
use records::links::references;
use records::record_type::Stored;
use records::types::{ASSESSMENT, EVENT};
use records::{Body, Uri, render};
use serde_json::{Value, json};
use store::{Fetched, Key};

use super::{outside, row_of};
use crate::Desk;
use crate::replanting::List;

/// How often it is tried anew because one of the records changed at the same time.
const ATTEMPTS: usize = 20;

/// Moves those of the records that have not moved yet, and lets go of them who stay behind. With `custody` the change of hands
/// of that record is recorded. Components come below the node that their `list` names.
pub(crate) async fn carry(
    desk: &Desk<'_>,
    route: &Route<'_>,
    uris: &[String],
    custody: Option<&str>,
    list: Option<&List>,
) -> Result<(), Problem> {
    let mut left = ATTEMPTS;
    while !try_once(desk, route, uris, custody, list).await? {
        left -= 1;
        if left == 0 {
            return Err(Problem::Unavailable(format!("{} is changed by others all the time", uris.join(", "))));
        }
    }
    outside::let_go(desk, route, uris).await
}

async fn try_once(
    desk: &Desk<'_>,
    route: &Route<'_>,
    uris: &[String],
    custody: Option<&str>,
    list: Option<&List>,
) -> Result<bool, Problem> {
    let named: Vec<&str> = uris.iter().map(String::as_str).collect();
    let going: Vec<Stored> = desk.store.read(&named).await?.into_iter().flatten().collect();
    if going.is_empty() {
        return Ok(true);
    }
    let custody = custody.filter(|root| going.iter().any(|record| record.uri == *root));
    let sources = outside::sources(desk.store, route, &going).await?;
    let agents = if custody.is_some() { agents(desk, route).await? } else { vec![] };
    let parent = match list {
        Some(list) => Some(list.parent(desk.store).await?),
        None => None,
    };
    let fetched = desk.store.fetch(keys(route, &going, &sources, &agents)?).await?;
    let mut attempts = desk.attempts(&fetched);
    let mut staging = attempts.start();
    for record in &going {
        let staged = staging.transfer(row_of(record)?, record, route, parent.as_ref()).await;
        if attempts.staged(staged).await?.is_none() {
            return Ok(false);
        }
    }
    let staged = outside::stage(&mut staging, route, &sources).await;
    if attempts.staged(staged).await?.is_none() {
        return Ok(false);
    }
    if let Some(destination) = custody.and_then(|root| route.destination(root)) {
        staging.create(custody_event(desk, route, &destination, &agents)).await?;
    }
    attempts.commit(staging).await
}

/// Everything that moving these records asks for.
fn keys(
    route: &Route<'_>,
    going: &[Stored],
    sources: &outside::Sources,
    agents: &[(&str, String)],
) -> Result<Vec<Key>, Problem> {
    let mut uris: BTreeSet<String> = [route.from, route.to].map(repository_uri).into();
    uris.extend(agents.iter().map(|(_, agent)| agent.clone()));
    let mut keys = vec![Key::preferences(), Key::counter(EVENT.name), Key::counter(ASSESSMENT.name)];
    for record in going {
        keys.extend(route.destination(&record.uri).map(|uri| Key::departure(&uri)));
        let targets = references(row_of(record)?, &record.body).into_iter().map(|found| found.target);
        let targets: Vec<String> = targets.collect();
        uris.extend(targets.iter().filter_map(|target| route.destination(target)));
        let targets = targets.into_iter();
        uris.extend(targets.filter(|target| Uri::parse(target).is_some_and(|uri| uri.repository().is_none())));
    }
    uris.extend(outside::shared_targets(sources)?);
    keys.extend(uris.iter().map(|uri| Key::record(uri)));
    Ok(keys)
}

/// The agents of both repositories, by their role.
async fn agents(desk: &Desk<'_>, route: &Route<'_>) -> Result<Vec<(&'static str, String)>, Problem> {
    let uris = [route.from, route.to].map(repository_uri);
    let found = desk.store.read(&[&uris[0], &uris[1]]).await?;
    let agent = |home: Stored| Some(home.body.get("agent_representation")?.get("ref")?.as_str()?.to_owned());
    let roles = ["transmitter", "recipient"].into_iter().zip(found);
    Ok(roles.filter_map(|(role, home)| Some((role, agent(home?)?))).collect())
}

/// What records that a record changed hands.
pub(super) fn custody_event(desk: &Desk<'_>, route: &Route<'_>, record: &str, agents: &[(&str, String)]) -> Draft {
    let agents: Vec<Value> = agents.iter().map(|(role, agent)| json!({ "role": role, "ref": agent })).collect();
    let event = json!({
        "jsonmodel_type": "event",
        "event_type": "custody_transfer",
        "timestamp": render::instant(desk.store.clock().now()),
        "linked_agents": agents,
        "linked_records": [{ "role": "transfer", "ref": record }],
    });
    let body = event.as_object().cloned().unwrap_or_else(Body::new);
    Draft { row: &EVENT, repository: Some(route.to), body, suppressed: false }
}

/// Records a change of hands that changes nothing: the record is where it goes.
pub(super) async fn record_custody(desk: &Desk<'_>, route: &Route<'_>, record: &str) -> Result<(), Problem> {
    let agents = agents(desk, route).await?;
    let uris = agents.iter().map(|(_, agent)| agent.as_str()).chain([record]);
    let home = repository_uri(route.to);
    let keys = uris.chain([home.as_str()]).map(Key::record).chain([Key::preferences(), Key::counter(EVENT.name)]);
    let fetched: Fetched = desk.store.fetch(keys.collect::<Vec<_>>()).await?;
    let mut attempts = desk.attempts(&fetched);
    loop {
        let mut staging = attempts.start();
        staging.create(custody_event(desk, route, record, &agents)).await?;
        if attempts.commit(staging).await? {
            return Ok(());
        }
    }
}
