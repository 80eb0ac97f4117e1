//! `GET /keywords/complete`: keywords that others have given, for a form to offer.
//!
//! They are counted on two lists ([`store::words`]): all of them, and those of public resources, which are all that somebody who is not
//! logged in gets to see. Either is one query, whatever the archive holds.

use api::{Call, Problem, Reply};
use arcs::kinds::{KNOWN, Keyword, OFFERED};

/// Keywords in one answer.
const MOST: usize = 100;

/// Distinct keywords in their order; with `term`, those that begin with it.
pub(super) async fn complete(call: Call) -> Result<Reply, Problem> {
    let term = Keyword::folded(call.inputs().scalar("term").unwrap_or_default());
    let list = if call.caller.user.is_some() { KNOWN } else { OFFERED };
    Ok(Reply::json(&call.store.words(list, &term, MOST).await?))
}
