//! The jobs `solr_index` and `solr_delete`, named after the search engine that the original had.
//!
//! The search index follows the table by itself. A resource is indexed again by being written as it is; without one, the whole index is
//! built anew. What is deleted is not in the index any more, so there is nothing to take out of it.

use arcs::Entity;
use arcs::kinds::Resource;
use operations::{Desk, Operation, Problem, Size, Step};
use records::Body;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Transaction;
use store::work::WHOLE_INDEX;
use uuid::Uuid;

/// How often a resource is written again because it changed meanwhile.
const ATTEMPTS: usize = 6;

/// A resource, or everything, is to be indexed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SolrIndex {
    #[serde(default)]
    resource_id: Option<Uuid>,
}

impl Operation for SolrIndex {
    const KIND: &'static str = "solr_index";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let Some(id) = self.resource_id else {
            desk.store.note_indexing(WHOLE_INDEX, &Body::new()).await?;
            return Ok(Step::Done(json!({})));
        };
        for _ in 0..ATTEMPTS {
            let found = Entity::<Resource>::get(desk.store, id).await?;
            let mut resource = found.ok_or_else(|| Problem::NotFound("no such resource".to_owned()))?;
            let (seen, facts) = (resource.stored.revision(), resource.facts.clone());
            resource.change_silently(desk.store, facts)?;
            let mut transaction = Transaction::new();
            transaction.update(desk.store, &resource.stored, seen).await?;
            match desk.store.commit(transaction).await {
                Err(store::Error::Stale(_)) => {}
                committed => {
                    committed?;
                    return Ok(Step::Done(json!({ "resource_id": id })));
                }
            }
        }
        Err(Problem::Unavailable(format!("{id} changes all the time")))
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}

/// Something is to be taken out of the index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SolrDelete {}

impl Operation for SolrDelete {
    const KIND: &'static str = "solr_delete";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, _: &Desk<'_>) -> Result<Step, Problem> {
        Ok(Step::Done(json!({})))
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}
