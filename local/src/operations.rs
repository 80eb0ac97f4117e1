//! The operations of DynamoDB's API that the embedded one answers, as calls on the emulator's library.
//!
//! The emulator has a server of its own. It is not used: it parses every body twice, remembers every transaction's token
//! for ten minutes and walks through all of them at each, and cannot say when something was written.

use std::sync::Mutex;

use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tokens::{Tokens, hash_content};

type Answer = Result<Vec<u8>, DynoxideError>;

/// The emulator behind its operations' names.
pub(crate) struct Operations {
    database: Database,
    tokens: Mutex<Tokens>,
}

impl Operations {
    pub(crate) fn new(database: Database) -> Self {
        Self { database, tokens: Mutex::new(Tokens::default()) }
    }

    /// Answers one operation; `None` when it is not one of those Fonds uses.
    pub(crate) fn call(&self, operation: &str, body: &[u8]) -> Option<Answer> {
        let db = &self.database;
        Some(match operation {
            "GetItem" => answer(body, |request| db.get_item(request)),
            "BatchGetItem" => answer(body, |request| db.batch_get_item(request)),
            "Query" => answer(body, |request| db.query(request)),
            "PutItem" => answer(body, |request| db.put_item(request)),
            "UpdateItem" => answer(body, |request| db.update_item(request)),
            "DeleteItem" => answer(body, |request| db.delete_item(request)),
            "BatchWriteItem" => answer(body, |request| db.batch_write_item(request)),
            "TransactWriteItems" => self.transact(body),
            "TransactGetItems" => answer(body, |request| db.transact_get_items(request)),
            // For tests and tools; the functions may not scan, and have no permission to.
            "Scan" => answer(body, |request| db.scan(request)),
            "DescribeTable" => answer(body, |request| db.describe_table(request)),
            "DescribeTimeToLive" => answer(body, |request| db.describe_time_to_live(request)),
            "ListTables" => answer(body, |request| db.list_tables(request)),
            _ => return None,
        })
    }

    /// A transaction that is sent again under its token is answered again, not carried out again.
    fn transact(&self, body: &[u8]) -> Answer {
        let mut request: TransactWriteItemsRequest = parse(body)?;
        let Some(token) = request.client_request_token.take() else {
            return self.database.transact_write_items(request).and_then(|done| write(&done));
        };
        let content = hash_content(&parse(body)?);
        // Held over the transaction, so that a repetition cannot overtake it. The emulator runs one at a time anyhow.
        let mut tokens = self.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match tokens.find(&token) {
            Some((known, answer)) if known == content => return Ok(answer.to_vec()),
            Some(_) => {
                return Err(DynoxideError::IdempotentParameterMismatchException(
                    "the token was used for another transaction".to_owned(),
                ));
            }
            None => {}
        }
        let answer = self.database.transact_write_items(request).and_then(|done| write(&done))?;
        tokens.remember(token, content, &answer);
        Ok(answer)
    }
}

/// Whether a call of this operation may have put something into the stream.
pub(crate) fn is_write(operation: &str) -> bool {
    matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems")
}

fn answer<Q: DeserializeOwned, R: Serialize>(body: &[u8], run: impl FnOnce(Q) -> dynoxide::Result<R>) -> Answer {
    parse(body).and_then(run).and_then(|response| write(&response))
}

fn parse<Q: DeserializeOwned>(body: &[u8]) -> Result<Q, DynoxideError> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::ValidationException(error.to_string()))
}

fn write<R: Serialize>(response: &R) -> Answer {
    serde_json::to_vec(response).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
