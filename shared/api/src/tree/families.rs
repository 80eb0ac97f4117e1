//! `models_in_graph`: which types of records a resource or a component is made of, everything below it included.

use records::record_type::RecordType;
use records::tree::{Families, families, number_of, root_of};
use store::{Key, Store};

use super::root_uri;
use super::whole::families_below;
use crate::call::Call;
use crate::endpoint::{Endpoint, get};
use crate::generic::{item_key, item_path, requested};
use crate::problem::Problem;
use crate::reply::Reply;

/// `GET …/models_in_graph`.
pub fn models_endpoint(row: &'static RecordType) -> Endpoint {
    get(format!("{}/models_in_graph", item_path(row)))
        .needs_all(row.needs.read)
        .reads(move |inputs| {
            let branch = root_uri(row, inputs).map(|root| Key::branch(&root, 0));
            item_key(row, inputs).into_iter().chain(branch).collect()
        })
        .to(move |call| models(row, call))
}

async fn models(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let record = requested(row, &call).await?;
    let number = number_of(&record.uri);
    let (root, start, branch) = match root_of(&record) {
        None => (record.uri.as_str(), 0, Store::branch_in(&call.fetched, &record.uri, 0)?),
        Some(root) => {
            let fetched = call.store.fetch([Key::branch(root, number)]).await?;
            (root, number, Store::branch_in(&fetched, root, number)?)
        }
    };
    let below = if branch.count() > 0 { Some(families_below(&call.store, root, start).await?) } else { None };
    Ok(Reply::json(&families(Families::of(&record.body), below)))
}
