//! The records that hold values of a list.
//!
//! Nothing is kept about it: every write of every record would pay for a question that is asked when an administrator removes
//! a value. So the records of the types that use the list are looked through, page by page.

use std::collections::VecDeque;

use api::generic::collection;
use api::{Call, Problem};
use records::enumerations::uses;
use records::permissions::GLOBAL_REPOSITORY;
use records::record_type::{RecordType, Scope, Stored};
use store::Key;

/// Records that are read together.
const TOGETHER: usize = 100;

/// A way through the records that may hold values of a list.
pub(super) struct Walk<'a> {
    call: &'a Call,
    collections: VecDeque<(&'static RecordType, String)>,
    uris: VecDeque<String>,
    row: Option<&'static RecordType>,
}

impl<'a> Walk<'a> {
    /// Before the first page.
    pub(super) async fn new(call: &'a Call, list: &str) -> Result<Self, Problem> {
        let rows = || records::types::all().iter().filter(|row| uses::reaches(row.name, list));
        let mut collections = VecDeque::new();
        for row in rows().filter(|row| row.scope == Scope::Global) {
            collections.extend(collection(row, None).map(|uri| (*row, uri)));
        }
        let key = Key::members("/repositories");
        let repositories = call.store.members("/repositories", &call.store.fetch([key]).await?).await?;
        // The hidden one is not among the members.
        let hidden = u32::try_from(GLOBAL_REPOSITORY).ok();
        for number in hidden.into_iter().chain(&repositories.live) {
            for row in rows().filter(|row| row.scope == Scope::Repository) {
                collections.extend(collection(row, Some(number.into())).map(|uri| (*row, uri)));
            }
        }
        Ok(Self { call, collections, uris: VecDeque::new(), row: None })
    }

    /// The next records, all of one type; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<(&'static RecordType, Vec<Stored>)>, Problem> {
        while self.uris.is_empty() {
            let Some((row, collection)) = self.collections.pop_front() else { return Ok(None) };
            let fetched = self.call.store.fetch([Key::members(&collection)]).await?;
            let members = self.call.store.members(&collection, &fetched).await?;
            self.row = Some(row);
            self.uris = members.live.iter().map(|number| format!("{collection}/{number}")).collect();
        }
        let page: Vec<String> = self.uris.drain(..self.uris.len().min(TOGETHER)).collect();
        let uris: Vec<&str> = page.iter().map(String::as_str).collect();
        let records = self.call.store.read(&uris).await?.into_iter().flatten().collect();
        Ok(self.row.map(|row| (row, records)))
    }
}

/// The first of these values that a record holds.
pub(super) async fn first_used<'v>(call: &Call, list: &str, values: &[&'v str]) -> Result<Option<&'v str>, Problem> {
    if values.is_empty() {
        return Ok(None);
    }
    let mut walk = Walk::new(call, list).await?;
    while let Some((row, records)) = walk.next().await? {
        for value in values {
            if records.iter().any(|record| uses::holds(row.name, &record.body, list, value)) {
                return Ok(Some(value));
            }
        }
    }
    Ok(None)
}
