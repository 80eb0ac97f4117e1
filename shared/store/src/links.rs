//! Reading along links: who refers to a record, and which records of a collection changed since a moment.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use records::Body;
use records::record_type::Link;

use crate::Store;
use crate::error::Error;
use crate::fetch::as_item;
use crate::item::{self, Item};
use crate::key::Key;
use crate::meter::{self, Kind};

impl Store {
    /// The links into a record under one relation (all relations when empty), at most `limit`, ordered by source URI.
    pub async fn links(&self, target: &str, relation: &str, limit: usize) -> Result<Vec<Link>, Error> {
        let prefix = if relation.is_empty() { "link#".to_owned() } else { format!("link#{relation}#") };
        let query = self
            .query(target, " AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", item::text(&prefix));
        self.collect(query, limit).await?.iter().map(link).collect()
    }

    /// The links into a record under all relations, at most `limit` of them, that come after a place; and the place to go on from,
    /// unless that was the last. The first place is empty.
    pub async fn links_from(
        &self,
        target: &str,
        place: &str,
        limit: usize,
    ) -> Result<(Vec<Link>, Option<String>), Error> {
        let first = if place.is_empty() { "link#" } else { place };
        let query = self
            .query(target, " AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":first", item::text(first))
            .expression_attribute_values(":last", item::text("link#~"));
        // One more than wanted: it is the place to go on from.
        let mut found = self.collect(query, limit + 1).await?;
        let next = if found.len() > limit { found.pop() } else { None };
        let next = next.map(|item| item::get_text(&item, "sk").map(ToOwned::to_owned)).transpose()?;
        Ok((found.iter().map(link).collect::<Result<_, _>>()?, next))
    }

    /// Numbers of a collection's records whose `system_mtime` is not before `since` (seconds since 1970).
    ///
    /// The index is written a moment after the table, so the newest changes may be missing for as long.
    pub async fn changed_since(&self, collection: &str, since: i64) -> Result<Vec<u32>, Error> {
        let query = self
            .dynamodb()
            .query()
            .table_name(self.table())
            .index_name("changed")
            .key_condition_expression("c = :c AND m >= :m")
            .expression_attribute_values(":c", item::text(collection))
            .expression_attribute_values(":m", item::number(since));
        let mut numbers = vec![];
        for item in self.collect(query, usize::MAX).await? {
            let uri = item::get_text(&item, "pk")?;
            numbers.extend(uri.rsplit('/').next().and_then(|number| number.parse::<u32>().ok()));
        }
        Ok(numbers)
    }
}

impl Store {
    /// Puts other hints in the place of those that were read; `false` when they have changed since.
    pub async fn replace_hints(
        &self,
        target: &str,
        seen: &BTreeSet<String>,
        hints: &BTreeSet<String>,
    ) -> Result<bool, Error> {
        let set = |hints: &BTreeSet<String>| AttributeValue::Ss(hints.iter().cloned().collect());
        let update = self
            .dynamodb()
            .update_item()
            .table_name(self.table())
            .set_key(Some(as_item(&Key::record(target))))
            .condition_expression("f = :seen")
            .expression_attribute_values(":seen", set(seen))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let update = if hints.is_empty() {
            update.update_expression("REMOVE f")
        } else {
            update.update_expression("SET f = :hints").expression_attribute_values(":hints", set(hints))
        };
        match update.send().await {
            Ok(answer) => {
                meter::count_dynamodb(Kind::Write, answer.consumed_capacity());
                Ok(true)
            }
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(Error::from_sdk(error)),
        }
    }
}

/// `link#<relation>#<source>`, and what the reference says besides.
pub(crate) fn link(item: &Item) -> Result<Link, Error> {
    let sk = item::get_text(item, "sk")?;
    let mut parts = sk.splitn(3, '#').skip(1);
    let (Some(relation), Some(source)) = (parts.next(), parts.next()) else {
        return Err(Error::damaged(format!("link {sk}")));
    };
    let extra: Body = match item::get_text(item, "e") {
        Ok(text) => serde_json::from_str(text).map_err(Error::damaged)?,
        Err(_) => Body::new(),
    };
    Ok(Link { relation: relation.to_owned(), source: source.to_owned(), extra })
}
