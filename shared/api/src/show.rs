//! From stored records to what a caller sees of them.

use futures_util::future::try_join_all;
use records::links::link_hint;
use records::permissions::Permission;
use records::record_type::{Stored, View};
use serde_json::Value;
use store::Store;

use crate::caller::Caller;
use crate::problem::Problem;

/// Links that are shown with a record under one relation, at most. Finding aids refer to a shared record far more often than anybody
/// would read in one answer.
const SHOWN_LINKS: usize = 5000;

/// What of a record a caller may see.
#[derive(Clone, Copy, Debug)]
pub struct Eyes {
    /// Agents' contact details.
    pub contacts: bool,
    /// In which repositories shared records are used.
    pub usage: bool,
    /// Suppressed records.
    pub suppressed: bool,
}

impl Eyes {
    /// A caller's, in a repository.
    pub fn of(caller: &Caller, repository: Option<u64>) -> Self {
        let may = |permission| caller.may(permission, repository);
        Self {
            contacts: may(Permission::ViewAgentContactRecordGlobal),
            usage: may(Permission::IndexSystem),
            // Outside of repositories nothing is hidden from anybody; inside, the indexer's permission decides.
            suppressed: repository.is_none() || may(Permission::IndexSystem),
        }
    }
}

/// Renders a record.
pub async fn show(store: &Store, stored: &Stored, eyes: Eyes) -> Result<Value, Problem> {
    let Some(record_type) = records::types::find(stored.record_type) else {
        return Err(Problem::Unavailable(format!("no record type {}", stored.record_type)));
    };
    let relations = record_type
        .mirrors
        .iter()
        .map(|mirror| mirror.relation)
        .filter(|relation| stored.inbound.contains(&link_hint(relation)));
    let links = try_join_all(relations.map(|relation| store.links(&stored.uri, relation, SHOWN_LINKS))).await?;
    let links: Vec<_> = links.into_iter().flatten().collect();
    let view = View { stored, links: &links, contacts: eyes.contacts, usage: eyes.usage, now: store.clock().now() };
    Ok(Value::Object(records::render::wire(record_type, &view)))
}

/// Renders records side by side, in their order.
pub async fn show_all(store: &Store, stored: &[Stored], eyes: Eyes) -> Result<Vec<Value>, Problem> {
    try_join_all(stored.iter().map(|record| show(store, record, eyes))).await
}
