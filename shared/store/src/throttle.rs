//! Counters of failed logins, which disappear by themselves.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::Store;
use crate::error::Error;
use crate::fetch::{Fetched, as_item};
use crate::item;
use crate::key::Key;
use crate::meter::{self, Kind};
use crate::transaction::Transaction;

/// Failures of one user, address, or both, since the first of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the counter ends, seconds since 1970 (UTC).
    pub until: i64,
}

impl Transaction {
    /// Forgets the failures of a counter.
    pub fn forget_failures(&mut self, what: &str) {
        self.remove(Key::throttle(what));
    }
}

impl Store {
    /// The failures that a counter holds among fetched items ([`Key::throttle`]); none when its time is over.
    pub fn failures_in(&self, fetched: &Fetched, what: &str) -> Result<Failures, Error> {
        let Some(found) = fetched.item(&Key::throttle(what)) else { return Ok(Failures::default()) };
        let failures = Failures { count: item::get_number(found, "n")?, until: item::get_number(found, "expires")? };
        Ok(if failures.until > self.clock().now() { failures } else { Failures::default() })
    }

    /// Counts one more failure. `seen` is what the counter held; a counter begins with a window of `window` seconds.
    pub async fn count_failure(&self, what: &str, seen: Failures, window: i64) -> Result<(), Error> {
        let is_new = seen.count == 0;
        let expression = if is_new { "SET n = :one, expires = :until" } else { "ADD n :one" };
        let mut update = self
            .dynamodb()
            .update_item()
            .table_name(self.table())
            .set_key(Some(as_item(&Key::throttle(what))))
            .update_expression(expression)
            .expression_attribute_values(":one", item::number(1))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        if is_new {
            update = update.expression_attribute_values(":until", item::number(self.clock().now() + window));
        }
        let answer = update.send().await.map_err(Error::from_sdk)?;
        meter::count_dynamodb(Kind::Write, answer.consumed_capacity());
        Ok(())
    }
}
