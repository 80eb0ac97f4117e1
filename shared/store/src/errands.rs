//! Errands: files that are to be fetched from elsewhere, for a job.
//!
//! An errand is an item, and nothing reads it: the table's stream brings it to the function `fetcher`, which may neither read nor
//! write the table. What it fetches it leaves in [`crate::quarantine`].

use serde_json::Value;
use uuid::Uuid;

use crate::Store;
use crate::item;
use crate::key::Key;
use crate::transaction::Transaction;

/// Seconds after which an errand that nobody took back goes by itself.
const LIFETIME: i64 = 24 * 3600;

/// A file that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The job that it is for.
    pub job: Uuid,
    /// Which time it is: each has a place of its own in the quarantine.
    pub attempt: u32,
    /// Where the file is.
    pub address: String,
}

impl Transaction {
    /// Sends for a file. The errand before it for the same job is forgotten.
    pub fn send_errand(&mut self, store: &Store, errand: &Errand) {
        let attributes = [
            ("a", item::text(&errand.address)),
            ("n", item::number(errand.attempt)),
            ("expires", item::number(store.clock().now() + LIFETIME)),
        ];
        self.set(Key::errand(errand.job), attributes);
    }

    /// Forgets what was sent for.
    pub fn forget_errand(&mut self, job: Uuid) {
        self.remove(Key::errand(job));
    }
}

/// The errand that a record of the stream tells of. The filter of the pipe in `template.yaml` says the same.
pub fn errand_in(record: &Value) -> Option<Errand> {
    let change = &record["dynamodb"];
    let job = change["Keys"]["pk"]["S"].as_str()?.strip_prefix(Key::ERRANDS)?;
    let image = &change["NewImage"];
    Some(Errand {
        job: Uuid::try_parse(job).ok()?,
        attempt: image["n"]["N"].as_str()?.parse().ok()?,
        address: image["a"]["S"].as_str()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errands_are_told_from_everything_else() {
        let record =
            |pk: &str, image: Value| json!({ "dynamodb": { "Keys": { "pk": { "S": pk } }, "NewImage": image } });
        let image = json!({ "a": { "S": "http://example.org/" }, "n": { "N": "2" } });
        let job = Uuid::from_u128(7);
        let key = Key::errand(job).pk;
        let expected = Errand { job, attempt: 2, address: "http://example.org/".to_owned() };
        assert_eq!(errand_in(&record(&key, image.clone())), Some(expected));
        assert_eq!(errand_in(&record(&key, Value::Null)), None);
        assert_eq!(errand_in(&record("/api/jobs/00000000-0000-0000-0000-000000000007", image)), None);
    }
}
