//! Writing a transaction: once, whole, however often a reply is lost.
//!
//! The request carries a token of ours, and DynamoDB answers a repeated token with the first outcome. A transaction that met
//! another one on the same item is written again after a pause, under a new token, for as long as a request may last.
//!
//! DynamoDB takes 100 items in a transaction. Of a larger one, hints and links are written first and stale links removed
//! last, in batches: a hint or link that nobody points back from is harmless, because readers verify.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, DeleteRequest, Put, PutRequest, ReturnConsumedCapacity,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update, WriteRequest,
};

use crate::Store;
use crate::dated::Dated;
use crate::error::{Claim, Error};
use crate::fetch::{as_item, pause};
use crate::item;
use crate::key::Key;
use crate::meter::{self, Kind};
use crate::transaction::{Change, Meaning, Part, Transaction, Write};

/// Items of one transaction.
const LIMIT: usize = 100;

/// Items of one batch of writes outside a transaction.
const BATCH: usize = 25;

/// For how long a transaction that meets others is tried again: with the last attempt, less than a request may last.
const PATIENCE: Duration = Duration::from_secs(8);

impl Store {
    /// Makes all changes, or none.
    pub async fn commit(&self, mut transaction: Transaction) -> Result<(), Error> {
        let dated = std::mem::take(&mut transaction.dated);
        let changes: Vec<(Key, Change)> = transaction.settle().into_iter().collect();
        if changes.len() + dated.len() <= LIMIT {
            return self.transact(changes, &dated).await;
        }
        let (before, rest): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(_, change)| change.part == Part::Before);
        let (after, inside): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, change)| change.part == Part::After);
        if inside.len() + dated.len() > LIMIT {
            return Err(Error::Unavailable(format!("{} items in one transaction", inside.len() + dated.len())));
        }
        // Hints first: they also find out whether what is pointed at is still there.
        let (links, hints): (Vec<_>, Vec<_>) =
            before.into_iter().partition(|(_, change)| matches!(change.write, Write::Put(_) | Write::Delete));
        for some in hints.chunks(LIMIT) {
            self.transact(some.to_vec(), &[]).await?;
        }
        self.write_batches(links).await?;
        self.transact(inside, &dated).await?;
        self.write_batches(after).await
    }

    async fn transact(&self, changes: Vec<(Key, Change)>, dated: &[Dated]) -> Result<(), Error> {
        if changes.is_empty() && dated.is_empty() {
            return Ok(());
        }
        let items: Vec<TransactWriteItem> =
            changes.iter().map(|(key, change)| self.transact_item(key, change)).collect::<Result<_, _>>()?;
        let started = Instant::now();
        for attempt in 1.. {
            let mut items = items.clone();
            for dated in dated {
                let (key, change) = dated.change(self);
                items.push(self.transact_item(&key, &change)?);
            }
            let request = self
                .dynamodb()
                .transact_write_items()
                .set_transact_items(Some(items))
                .client_request_token(uuid::Uuid::new_v4().simple().to_string())
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            // Boxed: the futures of the SDK are deep, and the types of those who wait for them would grow too deep with them.
            let sent = Box::pin(request.send()).await;
            let error = match sent {
                Ok(answer) => {
                    meter::count_dynamodb(Kind::Write, answer.consumed_capacity());
                    return Ok(());
                }
                Err(error) => error,
            };
            meter::count_dynamodb(Kind::Write, []);
            let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
            else {
                return Err(Error::from_sdk(error));
            };
            if let Some(refusal) = refusal(&changes, cancelled.cancellation_reasons()) {
                return Err(refusal);
            }
            if let Some(mistake) = mistake(cancelled.cancellation_reasons()) {
                return Err(mistake);
            }
            if started.elapsed() > PATIENCE {
                return Err(Error::Busy(format!("in conflict after {attempt} attempts")));
            }
            tokio::time::sleep(jittered(attempt)).await;
        }
        Ok(())
    }

    fn transact_item(&self, key: &Key, change: &Change) -> Result<TransactWriteItem, Error> {
        let condition = change.condition.map(ToOwned::to_owned);
        let values = (!change.values.is_empty()).then(|| change.values.clone());
        // The owner in the way is wanted for unique values only: for a record it would bring the whole body back.
        let old = matches!(change.meaning, Meaning::Taken(_)).then_some(ReturnValuesOnConditionCheckFailure::AllOld);
        let builder = TransactWriteItem::builder();
        let item = match &change.write {
            Write::Put(item) => builder.put(
                Put::builder()
                    .table_name(self.table())
                    .set_item(Some(item.clone()))
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(values)
                    .set_return_values_on_condition_check_failure(old)
                    .build()
                    .map_err(|error| Error::Unavailable(error.to_string()))?,
            ),
            Write::Update(expression) => builder.update(
                Update::builder()
                    .table_name(self.table())
                    .set_key(Some(as_item(key)))
                    .update_expression(expression)
                    .set_expression_attribute_names((!change.names.is_empty()).then(|| change.names.clone()))
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(values)
                    .build()
                    .map_err(|error| Error::Unavailable(error.to_string()))?,
            ),
            Write::Delete => builder.delete(
                Delete::builder()
                    .table_name(self.table())
                    .set_key(Some(as_item(key)))
                    .set_condition_expression(condition)
                    .set_expression_attribute_values(values)
                    .build()
                    .map_err(|error| Error::Unavailable(error.to_string()))?,
            ),
            Write::Check => builder.condition_check(
                ConditionCheck::builder()
                    .table_name(self.table())
                    .set_key(Some(as_item(key)))
                    .condition_expression(condition.unwrap_or_default())
                    .set_expression_attribute_values(values)
                    .build()
                    .map_err(|error| Error::Unavailable(error.to_string()))?,
            ),
        };
        Ok(item.build())
    }

    /// Writes items that need no transaction, and again what a batch left out.
    pub(crate) async fn write_batches(&self, changes: Vec<(Key, Change)>) -> Result<(), Error> {
        let requests: Vec<WriteRequest> =
            changes.into_iter().map(|(key, change)| batch_request(&key, change)).collect::<Result<_, _>>()?;
        for batch in requests.chunks(BATCH) {
            let mut rest = batch.to_vec();
            for attempt in 1.. {
                let answer = self
                    .dynamodb()
                    .batch_write_item()
                    .request_items(self.table(), rest)
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .send()
                    .await
                    .map_err(Error::from_sdk)?;
                meter::count_dynamodb(Kind::Write, answer.consumed_capacity());
                rest = answer.unprocessed_items.and_then(|mut tables| tables.remove(self.table())).unwrap_or_default();
                if rest.is_empty() {
                    break;
                }
                if attempt > 8 {
                    return Err(Error::Busy(format!("{} items unprocessed", rest.len())));
                }
                tokio::time::sleep(pause(attempt)).await;
            }
        }
        Ok(())
    }
}

fn batch_request(key: &Key, change: Change) -> Result<WriteRequest, Error> {
    let request = WriteRequest::builder();
    let request = match change.write {
        Write::Put(item) => request.put_request(
            PutRequest::builder()
                .set_item(Some(item))
                .build()
                .map_err(|error| Error::Unavailable(error.to_string()))?,
        ),
        _ => request.delete_request(
            DeleteRequest::builder()
                .set_key(Some(as_item(key)))
                .build()
                .map_err(|error| Error::Unavailable(error.to_string()))?,
        ),
    };
    Ok(request.build())
}

/// What a cancelled transaction means for the writer; `None` when it only met another one.
///
/// A number in use comes first: the other conditions are judged again with the next number.
fn refusal(changes: &[(Key, Change)], reasons: &[CancellationReason]) -> Option<Error> {
    let failed = || changes.iter().zip(reasons).filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"));
    let number_in_use = failed()
        .find(|((_, change), _)| matches!(change.meaning, Meaning::NumberInUse))
        .map(|((key, _), _)| Error::NumberInUse(key.pk.clone()));
    let lost = || {
        failed().find_map(|((key, change), _)| match &change.meaning {
            Meaning::Stale => Some(Error::Stale(key.pk.clone())),
            Meaning::TargetMissing => Some(Error::TargetMissing(key.pk.clone())),
            Meaning::Rearranged => Some(Error::Rearranged(key.pk.clone())),
            _ => None,
        })
    };
    let taken: Vec<Claim> = failed().filter_map(|((_, change), reason)| taken(change, reason)).collect();
    number_in_use.or_else(lost).or_else(|| (!taken.is_empty()).then_some(Error::Taken(taken)))
}

/// The unique value that a change could not have.
fn taken(change: &Change, reason: &CancellationReason) -> Option<Claim> {
    let Meaning::Taken(rule) = &change.meaning else { return None };
    let owner = reason.item().and_then(|item| item::get_text(item, "o").ok()).unwrap_or_default();
    Some(Claim { rule: rule.clone(), owner: owner.to_owned() })
}

/// A reason that no repetition will remove.
fn mistake(reasons: &[CancellationReason]) -> Option<Error> {
    let passing =
        ["None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"];
    let lasting = |reason: &&CancellationReason| reason.code().is_some_and(|code| !passing.contains(&code));
    reasons.iter().find(lasting).map(|reason| Error::Unavailable(format!("transaction cancelled: {reason:?}")))
}

/// A pause before an attempt: grows from 5 ms to 200 ms, spread so that writers who met once do not meet again.
pub fn jittered(attempt: u32) -> Duration {
    let ceiling = (5_u64 << attempt.min(6)).min(200);
    let random = u64::from(uuid::Uuid::new_v4().as_bytes()[0]);
    Duration::from_millis(2 + ceiling * random / 255)
}
