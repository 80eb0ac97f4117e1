//! The resources that show the name of a user, or the title of a collection, that is another one now.
//!
//! There may be any number of them: what is more than one step takes is written down as work, and comes back by the stream.

use store::work::WHOLE_INDEX;

use crate::error::Error;
use crate::update::{Outcome, Updates};
use crate::work;

/// Resources that one step takes.
const STEP: usize = 300;

/// Before the URI of the user or the collection in the names of such work.
pub(crate) const PREFIX: &str = "shown#";

/// Brings the first of them up to date; the rest is written down.
pub(crate) async fn follow(updates: &Updates<'_>, shown: &str) -> Result<(), Error> {
    let store = updates.store;
    match updates.update_showing(shown, "", STEP).await? {
        // Building it will take in what is shown.
        (Outcome::NoIndex, _) => store.request_indexing(WHOLE_INDEX).await?,
        (Outcome::Done, Some(next)) => {
            store.note_indexing(&format!("{PREFIX}{shown}"), &work::state([("after", next.into())])).await?;
        }
        (Outcome::Done, None) => {}
    }
    Ok(())
}

/// Goes on with work of this kind.
pub(crate) async fn resume(updates: &Updates<'_>, name: &str, shown: &str) -> Result<(), Error> {
    let store = updates.store;
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let after = work::text(&known.state, "after").unwrap_or_default();
    match updates.update_showing(shown, after, STEP).await? {
        (Outcome::Done, Some(next)) => {
            store.continue_indexing(name, &known, &work::state([("after", next.into())])).await?;
        }
        (Outcome::Done | Outcome::NoIndex, _) => store.end_indexing(name, &known).await?,
    }
    Ok(())
}
