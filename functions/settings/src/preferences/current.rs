//! What holds for the caller: the preferences of all levels, and each level laid over the ones before it.

use api::generic::collection;
use api::preferences::{Preferences, levels};
use api::show::{Eyes, show};
use api::{Call, Problem, Reply};
use records::Body;
use records::permissions::GLOBAL_REPOSITORY;
use records::record_type::Stored;
use records::types::{PREFERENCE, shipped_preference};
use serde_json::Value;

/// The number of the preference that a new archive has for everybody. The index does not name it until it is changed.
const SHIPPED: u64 = 1;

/// `GET /repositories/:repo_id/current_preferences` and `GET /current_global_preferences`.
pub(super) async fn current(call: Call) -> Result<Reply, Problem> {
    let Some(user) = call.caller.number() else { return Ok(Reply::json(&Body::new())) };
    let mut shown = Body::new();
    let mut merged = defaults(&shipped_preference());
    for (level, stored) in found(&call, Some(user)).await? {
        // Only values count: what the object is called is not one of them, but shown with the level that said it.
        merged.shift_remove("jsonmodel_type");
        merged.extend(defaults(&stored.body));
        shown.insert(format!("defaults_{level}"), merged.clone().into());
        shown.insert(level.to_owned(), show(&call.store, &stored, Eyes::of(&call.caller, None)).await?);
    }
    merged.shift_remove("jsonmodel_type");
    shown.insert("defaults".to_owned(), merged.into());
    Ok(Reply::json(&shown))
}

/// `GET /repositories/:repo_id/preferences/defaults`: what a user has chosen in this repository; nothing when nothing was.
pub(super) async fn own_defaults(call: Call) -> Result<Reply, Problem> {
    let name = call.params.string("username");
    let is_own = name.is_none_or(|name| call.caller.username() == Some(name));
    let own = found(&call, call.caller.number().filter(|_| is_own)).await?;
    let own = own.into_iter().find(|(level, _)| *level == "user_repo");
    Ok(Reply::json(&own.map(|(_, stored)| defaults(&stored.body)).unwrap_or_default()))
}

/// The preferences that there are for a user, by level.
async fn found(call: &Call, user: Option<u64>) -> Result<Vec<(&'static str, Stored)>, Problem> {
    let (index, _) = Preferences::read(&call.fetched)?;
    let mut named = vec![];
    for (level, repository, whose) in levels(call.repository(), user) {
        let is_shipped = (repository, whose) == (GLOBAL_REPOSITORY, None);
        let number = index.find(repository, whose).map(|entry| entry.number);
        let Some(number) = number.or(is_shipped.then_some(SHIPPED)) else { continue };
        let collection = collection(&PREFERENCE, Some(repository)).unwrap_or_default();
        named.push((level, format!("{collection}/{number}")));
    }
    let uris: Vec<&str> = named.iter().map(|(_, uri)| uri.as_str()).collect();
    let stored = call.store.read(&uris).await?;
    Ok(named.iter().zip(stored).filter_map(|((level, _), stored)| Some((*level, stored?))).collect())
}

fn defaults(preference: &Body) -> Body {
    preference.get("defaults").and_then(Value::as_object).cloned().unwrap_or_default()
}
