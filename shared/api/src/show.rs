//! From stored records to what a caller sees of them.

use records::permissions::Permission;
use records::record_type::{RecordType, Stored, View};
use serde_json::Value;
use store::{Fetched, Store};

use crate::caller::Caller;
use crate::problem::Problem;
use crate::surroundings::Surroundings;
use crate::tree::standpoints;

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
    show_known(store, &Fetched::default(), stored, eyes).await
}

/// Renders a record; what was read with the request is not read again.
pub async fn show_known(store: &Store, fetched: &Fetched, stored: &Stored, eyes: Eyes) -> Result<Value, Problem> {
    let mut shown = show_page(store, fetched, std::slice::from_ref(stored), eyes).await?;
    Ok(shown.pop().unwrap_or_default())
}

/// Renders records side by side, in their order.
pub async fn show_all(store: &Store, stored: &[Stored], eyes: Eyes) -> Result<Vec<Value>, Problem> {
    show_page(store, &Fetched::default(), stored, eyes).await
}

/// Renders records side by side, in their order. Their neighbours are read together, and so is what tells where components
/// stand; what was read with the request is not read again.
pub async fn show_page(store: &Store, fetched: &Fetched, stored: &[Stored], eyes: Eyes) -> Result<Vec<Value>, Problem> {
    let found = Surroundings::gather(store, fetched, stored).await?;
    let mut placed = standpoints::read_ahead(store, fetched, stored).await?;
    let standpoints = standpoints::read(store, &mut placed, stored).await?;
    let neighbours = |uri: &str| found.record(uri).filter(|record| eyes.suppressed || !record.suppressed);
    let mut shown = Vec::with_capacity(stored.len());
    for (record, standpoint) in stored.iter().zip(&standpoints) {
        let row = row_of(record)?;
        let view = View {
            stored: record,
            links: found.links(&record.uri),
            neighbours: &neighbours,
            standpoint: standpoint.as_ref(),
            has_descendants: standpoints::has_descendants([fetched, &placed], record)?,
            contacts: eyes.contacts,
            usage: eyes.usage,
            now: store.clock().now(),
        };
        let mut body = records::render::wire(row, &view);
        if !eyes.suppressed {
            crate::write::hide(&mut body, record);
        }
        shown.push(Value::Object(body));
    }
    Ok(shown)
}

pub(crate) fn row_of(stored: &Stored) -> Result<&'static RecordType, Problem> {
    records::types::find(stored.record_type)
        .ok_or_else(|| Problem::Unavailable(format!("no record type {}", stored.record_type)))
}
