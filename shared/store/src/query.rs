//! Reading a partition, page after page.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::Store;
use crate::error::Error;
use crate::item::{self, Item};
use crate::meter::{self, Kind};

impl Store {
    /// A strongly consistent query of one partition. `condition` may go on about `sk`, with values that the caller adds.
    pub(crate) fn query(&self, pk: &str, condition: &str) -> QueryFluentBuilder {
        self.dynamodb()
            .query()
            .table_name(self.table())
            .key_condition_expression(format!("pk = :pk{condition}"))
            .expression_attribute_values(":pk", item::text(pk))
            .consistent_read(true)
    }

    /// All that a query finds, at most `limit` items. DynamoDB hands out a megabyte at a time.
    pub(crate) async fn collect(&self, query: QueryFluentBuilder, limit: usize) -> Result<Vec<Item>, Error> {
        let mut found = vec![];
        let mut start = None;
        loop {
            let (items, next) = self.next_page(&query, limit - found.len(), start).await?;
            found.extend(items);
            start = next;
            if start.is_none() || found.len() >= limit {
                return Ok(found);
            }
        }
    }

    /// What a query finds in one call, and where the next one goes on; `None` at the end.
    pub(crate) async fn next_page(
        &self,
        query: &QueryFluentBuilder,
        limit: usize,
        start: Option<Item>,
    ) -> Result<(Vec<Item>, Option<Item>), Error> {
        let request = query
            .clone()
            // What no number of items says is no limit.
            .set_limit(i32::try_from(limit).ok())
            .set_exclusive_start_key(start)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        // Boxed, as transactions are.
        let answer = Box::pin(request.send()).await.map_err(Error::from_sdk)?;
        meter::count_dynamodb(Kind::Read, answer.consumed_capacity());
        Ok((answer.items.unwrap_or_default(), answer.last_evaluated_key))
    }
}
