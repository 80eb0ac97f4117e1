//! What collections are called, for forms that offer them.

use std::collections::BTreeSet;

use api::{Call, Problem, Reply};
use arcs::collections::{self, Entry};
use serde_json::{Map, Value};

/// Collections whose titles are looked at, the ones changed last: what one answer takes.
const MOST: usize = 10_000;

/// Titles that are offered.
const OFFERED: usize = 100;

/// What the original's pages call a collection that nobody named.
const UNNAMED: &str = "Temporary Collection";

/// `{id: title}` of all collections, for who is logged in.
pub(super) async fn titles(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let listed = collections::last_changed(&call.store, false, MOST).await?;
    let titles = listed.into_iter().map(|entry| (entry.id.to_string(), Value::from(entry.title)));
    Ok(Reply::json(&titles.collect::<Map<_, _>>()))
}

/// Distinct titles of the collections that the caller may see, in their order; with `term`, those that begin with it. Nobody is offered
/// what was made for the moment.
pub(super) async fn complete(call: Call) -> Result<Reply, Problem> {
    let term = call.inputs().scalar("term").unwrap_or_default().trim().to_lowercase();
    let listed = collections::last_changed(&call.store, call.caller.user.is_none(), MOST).await?;
    let is_offered =
        |entry: &Entry| !entry.temporary && entry.title != UNNAMED && entry.title.to_lowercase().starts_with(&term);
    let titles: BTreeSet<String> = listed.into_iter().filter(is_offered).map(|entry| entry.title).collect();
    Ok(Reply::json(&titles.into_iter().take(OFFERED).collect::<Vec<_>>()))
}
