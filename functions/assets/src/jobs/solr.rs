//! `POST /resources/solr/:id`: administrators have a resource indexed again. Named after the search engine that the original had.

use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use operations::task::{NewTask, stage};
use serde_json::{Map, Value};
use store::Transaction;

use super::accepted;
use crate::rights;
use api::arcs::requested::{author, requested};

pub(super) async fn reindex(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let resource = requested::<Resource>(&call).await?;
    rights::check_admin(&call)?;
    let data = Map::from_iter([("resource_id".to_owned(), Value::from(resource.id.to_string()))]);
    let new = NewTask { name: "solr_index", state: data.clone(), data: data.into(), until: 0 };
    let mut transaction = Transaction::new();
    let (job, journal) = stage(&call.store, &mut transaction, author(user), new).await?;
    call.store.commit(transaction).await?;
    Ok(accepted(&call, &job, &journal))
}
