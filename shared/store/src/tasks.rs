//! What ARCS jobs have besides their records and journals: the order in which they are listed, and an end.

use records::record_type::Stored;
use uuid::Uuid;

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::{ARCS_JOBS, Key};
use crate::transaction::{Transaction, Write};

/// What begins the sort keys of listed jobs.
const LISTED: &str = "job#";

impl Transaction {
    /// Lists a job, until a moment (seconds since 1970) or for ever.
    pub fn list_task(&mut self, id: Uuid, expires: Option<i64>) {
        self.set(Key::listed_job(id), expires.map(|at| ("expires", item::number(at))));
    }

    /// Takes a job from the list.
    pub fn unlist_task(&mut self, id: Uuid) {
        self.remove(Key::listed_job(id));
    }

    /// Lets a record that this transaction writes go by itself, some time after a moment (seconds since 1970); `None` keeps it.
    pub fn expire(&mut self, stored: &Stored, at: Option<i64>) {
        let Some(change) = self.changes.get_mut(&Key::record(&stored.uri)) else { return };
        match (&mut change.write, at) {
            (Write::Put(item), Some(at)) => {
                item.insert("expires".to_owned(), item::number(at));
            }
            (Write::Update(expression), Some(at)) => {
                *expression = expression.replacen("SET ", "SET expires = :expires, ", 1);
                change.values.insert(":expires".to_owned(), item::number(at));
            }
            (Write::Update(expression), None) => *expression = expression.replacen(" REMOVE ", " REMOVE expires, ", 1),
            (Write::Put(_) | Write::Delete | Write::Check, _) => {}
        }
    }
}

impl Store {
    /// Ids of ARCS jobs, the newest first, at most `limit`. Costs a query, whose units grow with the limit.
    pub async fn tasks(&self, limit: usize) -> Result<Vec<Uuid>, Error> {
        let query = self
            .query(ARCS_JOBS, " AND begins_with(sk, :listed)")
            .expression_attribute_values(":listed", item::text(LISTED))
            .scan_index_forward(false)
            .projection_expression("sk");
        let found = self.collect(query, limit).await?;
        let id = |sk: &str| Uuid::try_parse(sk.strip_prefix(LISTED).unwrap_or(sk)).map_err(Error::damaged);
        found.iter().map(|found| id(item::get_text(found, "sk")?)).collect()
    }
}
