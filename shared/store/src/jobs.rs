//! What jobs have besides their records: the two orders in which they are listed, and their logs.
//!
//! A list of jobs is ordered by status. Only the jobs that are not completed have an item that says so: the others, which are the
//! many, are the collection without those. Jobs that are over have an item with the moment; the newest are read first.
//!
//! A log is kept in pieces, each under the place where it begins, so that a client that follows it reads only what is new.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::members::moment;
use crate::transaction::Transaction;

/// Bytes in one piece of a log, at most.
const PIECE: usize = 16 * 1024;

/// The status of jobs that need no item of their own.
const COMPLETED: &str = "completed";

/// Where a job stands in the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its status.
    pub status: String,
    /// When it was over, seconds since 1970 (UTC).
    pub ended: Option<i64>,
}

impl Place {
    fn keys(&self, job: &str) -> Vec<Key> {
        let (collection, number) = job.rsplit_once('/').unwrap_or((job, "0"));
        let number = number.parse().unwrap_or_default();
        let status = (self.status != COMPLETED).then(|| Key::job_status(collection, &self.status, number));
        let end = self.ended.map(|seconds| Key::job_end(collection, &moment(seconds * 1000), number));
        status.into_iter().chain(end).collect()
    }
}

impl Transaction {
    /// Moves a job in the lists.
    pub fn place_job(&mut self, job: &str, before: Option<&Place>, after: Option<&Place>) {
        let held = before.map(|place| place.keys(job)).unwrap_or_default();
        let wanted = after.map(|place| place.keys(job)).unwrap_or_default();
        for key in held.iter().filter(|key| !wanted.contains(key)) {
            self.remove(key.clone());
        }
        for key in wanted.into_iter().filter(|key| !held.contains(key)) {
            self.set(key, []);
        }
    }

    /// Adds text to a job's log, which has `length` bytes so far. Returns how many it has then.
    pub fn append_log(&mut self, job: &str, length: u64, text: &str) -> u64 {
        let mut place = length;
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, others) = rest.split_at(rest.floor_char_boundary(PIECE));
            self.set(Key::log(job, place), [("l", item::text(piece))]);
            place += piece.len() as u64;
            rest = others;
        }
        place
    }
}

impl Store {
    /// The jobs of a collection that are not completed: status and number, ordered by status, then number.
    pub async fn uncompleted_jobs(&self, collection: &str) -> Result<Vec<(String, u32)>, Error> {
        self.jobs_between(collection, "status#", "status#~").await
    }

    /// The jobs of a collection that wait or run: status and number.
    pub async fn active_jobs(&self, collection: &str) -> Result<Vec<(String, u32)>, Error> {
        // Neighbours in the order of letters, with nothing between them.
        self.jobs_between(collection, "status#queued#", "status#running#~").await
    }

    async fn jobs_between(&self, collection: &str, from: &str, to: &str) -> Result<Vec<(String, u32)>, Error> {
        let query = self
            .query(collection, " AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":from", item::text(from))
            .expression_attribute_values(":to", item::text(to))
            .projection_expression("sk");
        let found = self.collect(query, usize::MAX).await?;
        found.iter().map(|found| parts(item::get_text(found, "sk")?)).collect()
    }

    /// Numbers of the jobs of a collection that are over, the last first, at most `limit`.
    pub async fn ended_jobs(&self, collection: &str, limit: usize) -> Result<Vec<u32>, Error> {
        let query = self
            .query(collection, " AND begins_with(sk, :ended)")
            .expression_attribute_values(":ended", item::text("ended#"))
            .scan_index_forward(false)
            .projection_expression("sk");
        let found = self.collect(query, limit).await?;
        found.iter().map(|found| Ok(parts(item::get_text(found, "sk")?)?.1)).collect()
    }

    /// A job's log from a place (bytes) on.
    pub async fn log(&self, job: &str, from: u64) -> Result<String, Error> {
        // The piece that holds the place begins at most one piece before it.
        let first = from.saturating_sub(PIECE as u64);
        let query = self
            .query(job, " AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":from", item::text(&Key::log(job, first).sk))
            .expression_attribute_values(":to", item::text("log#~"));
        let mut text = vec![];
        for found in self.collect(query, usize::MAX).await? {
            let (_, place) = item::get_text(&found, "sk")?.split_once('#').unwrap_or_default();
            let place: u64 = place.parse().map_err(Error::damaged)?;
            let piece = item::get_text(&found, "l")?.as_bytes();
            let skipped = usize::try_from(from.saturating_sub(place)).unwrap_or(usize::MAX);
            text.extend_from_slice(piece.get(skipped..).unwrap_or_default());
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Removes a job's log.
    pub async fn remove_log(&self, job: &str) -> Result<(), Error> {
        let query = self
            .query(job, " AND begins_with(sk, :log)")
            .expression_attribute_values(":log", AttributeValue::S("log#".to_owned()))
            .projection_expression("pk, sk");
        let mut pieces = vec![];
        for found in self.collect(query, usize::MAX).await? {
            let key = Key { pk: job.to_owned(), sk: item::get_text(&found, "sk")?.to_owned() };
            pieces.push((key, crate::transaction::Change::new(crate::transaction::Write::Delete)));
        }
        self.write_batches(pieces).await
    }
}

/// `status#<status>#<number>`, `ended#<moment>#<number>`.
fn parts(sk: &str) -> Result<(String, u32), Error> {
    let mut parts = sk.split('#').skip(1);
    let (Some(what), Some(number)) = (parts.next(), parts.next()) else {
        return Err(Error::damaged(format!("job {sk}")));
    };
    Ok((what.to_owned(), number.parse().map_err(Error::damaged)?))
}
