//! Numbers for new records: `ADD 1` on a counter item, never given out twice, gaps allowed.
//!
//! A write should not pay a call for its number. So, when a process creates one record at a time (a Lambda sandbox, a
//! script), the number is the counter's value plus one, read together with everything else; the counter is raised in the record's own
//! transaction, which fails when somebody else took the number meanwhile. As soon as writers meet, a process takes a
//! run of numbers with one `ADD` and hands them out from memory.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValue};

use crate::Store;
use crate::error::Error;
use crate::fetch::{Fetched, as_item};
use crate::item;
use crate::key::Key;
use crate::meter::{self, Kind};

/// Numbers that one `ADD` reserves when several writers create records of a type at once.
const RUN: u64 = 32;

/// Numbers reserved by this process, by record type.
#[derive(Default)]
pub(crate) struct Numbers {
    types: Mutex<HashMap<String, &'static Lease>>,
}

/// One type's run. Leaked once per type: there are a few dozen types, and a reference spares a lock.
struct Lease {
    /// Creates of this type that are under way in this process.
    writers: AtomicUsize,
    /// Numbers at hand, the next first.
    run: Mutex<std::ops::Range<u64>>,
    /// Held while a run is fetched, so that waiting writers share it.
    refill: tokio::sync::Mutex<()>,
}

impl Numbers {
    fn lease(&self, record_type: &str) -> &'static Lease {
        let mut types = self.types.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        types.entry(record_type.to_owned()).or_insert_with(|| {
            Box::leak(Box::new(Lease {
                writers: AtomicUsize::new(0),
                run: Mutex::new(0..0),
                refill: tokio::sync::Mutex::new(()),
            }))
        })
    }
}

impl Lease {
    /// Takes `count` numbers in a row, or none.
    fn take(&self, count: u64) -> Option<u64> {
        let mut run = self.run.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let first = run.start;
        (run.end - first >= count).then(|| {
            run.start += count;
            first
        })
    }
}

/// One or more numbers in a row for records that are about to be written. Dropped when the write is over.
pub struct Number {
    /// The first number.
    pub value: u64,
    /// How many follow each other.
    pub count: u64,
    /// The counter still has to be raised, in the record's own transaction.
    pub(crate) raise: bool,
    record_type: String,
    lease: &'static Lease,
}

impl Number {
    /// The last of the numbers.
    pub(crate) fn last(&self) -> u64 {
        self.value + self.count - 1
    }

    /// The record type that the number belongs to.
    pub fn record_type(&self) -> &str {
        &self.record_type
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        self.lease.writers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Store {
    /// Picks numbers for new records, `count` in a row. `fetched` should hold the type's counter ([`Key::counter`]): it spares a call.
    ///
    /// `contended` says that a number was lost to another writer just now: then only the counter itself is asked.
    pub async fn number(
        &self,
        record_type: &str,
        count: u64,
        fetched: &Fetched,
        contended: bool,
    ) -> Result<Number, Error> {
        let lease = self.numbers().lease(record_type);
        let others = lease.writers.fetch_add(1, Ordering::Relaxed);
        // From here on `Drop` takes the writer away again.
        let mut number = Number { value: 0, count, raise: false, record_type: record_type.to_owned(), lease };
        if let Some(value) = lease.take(count) {
            number.value = value;
            return Ok(number);
        }
        if others == 0 && !contended {
            number.value = counted(fetched, record_type)? + 1;
            number.raise = true;
            return Ok(number);
        }
        let _refilling = lease.refill.lock().await;
        number.value = match lease.take(count) {
            Some(value) => value,
            None => self.refill(lease, record_type, count).await?,
        };
        Ok(number)
    }

    async fn refill(&self, lease: &Lease, record_type: &str, count: u64) -> Result<u64, Error> {
        let reserved = count.max(RUN);
        let answer = self
            .dynamodb()
            .update_item()
            .table_name(self.table())
            .set_key(Some(as_item(&Key::counter(record_type))))
            .update_expression("ADD n :run")
            .expression_attribute_values(":run", item::number(reserved))
            .return_values(ReturnValue::UpdatedNew)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(Error::from_sdk)?;
        meter::count_dynamodb(Kind::Write, answer.consumed_capacity());
        let attributes = answer.attributes.unwrap_or_default();
        let last: u64 = item::get_number(&attributes, "n")?;
        let first = last - reserved + 1;
        *lease.run.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = first + count..last + 1;
        Ok(first)
    }
}

/// The counter among fetched items; 0 when nothing of the type was ever created.
fn counted(fetched: &Fetched, record_type: &str) -> Result<u64, Error> {
    fetched.item(&Key::counter(record_type)).map_or(Ok(0), |counter| item::get_number(counter, "n"))
}
