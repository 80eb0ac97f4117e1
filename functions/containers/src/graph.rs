//! The record that a calculator is asked about, and the components below it.

use api::tree::components_below;
use api::{Call, Problem};
use records::Uri;
use records::permissions::Permission::ViewRepository;
use records::record_type::Stored;
use serde_json::Value;

use crate::{target, text};

/// Components that one calculation reads. A collection with more of them is refused rather than half counted.
const COMPONENTS: usize = 20_000;

/// What a calculation is about.
pub(crate) struct Subject {
    /// The record.
    pub(crate) record: Stored,
    /// Its resource, for a component.
    pub(crate) root: Option<Stored>,
}

/// The record that `record_uri` names, if the caller may look into its repository.
pub(crate) async fn subject(call: &Call, types: &[&str]) -> Result<Subject, Problem> {
    let uri = call.params.string("record_uri").unwrap_or_default();
    let parsed = Uri::parse(uri).filter(|parsed| parsed.record_type().is_some_and(|name| types.contains(&name)));
    let parsed = parsed.ok_or_else(|| Problem::bad_request(format!("not the URI of a record to calculate: {uri}")))?;
    if !call.caller.may(ViewRepository, parsed.repository()) {
        return Err(Problem::denied());
    }
    let record = one(call, parsed.as_str()).await?.filter(|record| !record.suppressed);
    let model = parsed.record_type().and_then(records::types::find).map_or("Record", |row| row.model);
    let record = record.ok_or_else(|| Problem::missing(model))?;
    let root = match (record.record_type, target(&record.body, "resource")) {
        ("archival_object", Some(root)) => one(call, root).await?,
        _ => None,
    };
    Ok(Subject { record, root })
}

async fn one(call: &Call, uri: &str) -> Result<Option<Stored>, Problem> {
    Ok(call.store.read(&[uri]).await?.pop().flatten())
}

/// Everything below a record.
pub(crate) async fn components(call: &Call, record: &Stored) -> Result<Vec<Stored>, Problem> {
    let uris = components_below(&call.store, record).await?;
    check(uris.len())?;
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    Ok(call.store.read(&uris).await?.into_iter().flatten().collect())
}

fn check(count: usize) -> Result<(), Problem> {
    if count <= COMPONENTS {
        return Ok(());
    }
    Err(Problem::bad_request(format!("Records with more than {COMPONENTS} components are not calculated")))
}

/// What a record is called.
pub(crate) fn title(record: &Stored) -> Option<Value> {
    let title = text(&record.body, "title").or_else(|| text(&record.body, "display_string"))?;
    Some(title.into())
}
