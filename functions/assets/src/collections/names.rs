//! What collections are called, for forms that offer them.

use api::{Call, Problem, Reply};
use arcs::collections;
use serde_json::{Map, Value};

/// Collections whose titles are told at once, the ones changed last: what one answer takes.
const MOST: usize = 10_000;

/// Titles that are offered.
const OFFERED: usize = 100;

/// `{id: title}` of all collections, for who is logged in. Titles are cut to 200 characters.
pub(super) async fn titles(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let listed = collections::all_titles(&call.store, MOST).await?;
    let titles = listed.into_iter().map(|entry| (entry.id.to_string(), Value::from(entry.title)));
    Ok(Reply::json(&titles.collect::<Map<_, _>>()))
}

/// Distinct titles of the collections that the caller may see, in their order; with `term`, those that begin with it. Nobody is offered
/// what was made for the moment.
pub(super) async fn complete(call: Call) -> Result<Reply, Problem> {
    let term = call.inputs().scalar("term").unwrap_or_default();
    let only_open = call.caller.user.is_none();
    Ok(Reply::json(&collections::titles(&call.store, only_open, term, OFFERED).await?))
}
