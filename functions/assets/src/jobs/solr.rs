//! `POST /resources/solr/:id`: administrators have a resource indexed again. Named after the search engine that the original had.

use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use serde_json::{Map, Value};
use store::Transaction;

use super::begin::begin_for;
use crate::rights;
use api::arcs::requested::requested;

pub(super) async fn reindex(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let resource = requested::<Resource>(&call).await?;
    rights::check_admin(&call)?;
    let data = Map::from_iter([("resource_id".to_owned(), Value::from(resource.id.to_string()))]);
    Ok(begin_for(&call, "solr_index", data, Transaction::new()).await?.accepted(&call))
}
