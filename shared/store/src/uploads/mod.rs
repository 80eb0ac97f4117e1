//! Bytes on their way into the bucket: announced in the table first, so that none of them is ever forgotten.
//!
//! Whoever writes an object that nothing points to yet writes an *upload* before: an item in one partition, in the order of time. It
//! goes, or says that it is over, in the transaction that makes something point to the bytes. Uploads that are old were never
//! finished, and say what there is to clear away: nobody has to walk the bucket or the table for it.
//!
//! What an upload says is not known here ([`crate::documents`]). The objects themselves: [`parts`] writes them piece by piece,
//! [`presign`] lets clients do so, [`copy`] moves them to their place, [`leftovers`] lists what stayed behind.

pub mod copy;
pub mod leftovers;
pub mod parts;
pub mod presign;
pub mod read;

use uuid::{NoContext, Timestamp, Uuid};

use crate::Store;
use crate::documents::Document;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write};

/// The partition of the uploads.
const UPLOADS: &str = "uploads";

/// Where objects stand that nobody has looked at.
pub(crate) const PENDING: &str = "pending/";

/// Where files stand that were made for somebody to fetch, such as archives of several files.
const MADE: &str = "made/";

/// An object of the bucket that comes in piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object(pub(crate) String);

impl Object {
    /// What a client sends, until somebody has looked at it.
    pub fn pending(upload: Uuid) -> Self {
        Self(format!("{PENDING}{upload}"))
    }

    /// The bytes of a blob, under their SHA-256 as 64 hexadecimal digits.
    pub fn blob(sha256: &str) -> Self {
        Self(crate::blobs::object_key(sha256))
    }

    /// A file that was made for somebody to fetch.
    pub fn made(id: Uuid) -> Self {
        Self(format!("{MADE}{id}"))
    }
}

impl Key {
    /// An upload. Its id grows with time ([`upload_id`]).
    pub fn upload(id: Uuid) -> Self {
        Self { pk: UPLOADS.to_owned(), sk: format!("upload#{id}") }
    }

    /// That a user has brought content with this SHA-1 (40 hexadecimal digits), and may make resources of it.
    pub fn claim(user: &str, sha: &str) -> Self {
        Self { pk: user.to_owned(), sk: format!("claim#{sha}") }
    }
}

/// A new id of an upload that begins now.
pub fn upload_id(store: &Store) -> Uuid {
    let milliseconds = store.clock().milliseconds().unsigned_abs();
    let nanoseconds = u32::try_from(milliseconds % 1000 * 1_000_000).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, milliseconds / 1000, nanoseconds))
}

impl Transaction {
    /// Removes an upload, whatever it says.
    pub fn forget_upload(&mut self, id: Uuid) {
        self.remove(Key::upload(id));
    }

    /// Removes a user's claim on content.
    pub fn forget_claim(&mut self, user: &str, sha: &str) {
        self.remove(Key::claim(user, sha));
    }

    /// Removes a document, provided that its stored version is still `seen`.
    pub fn remove_document(&mut self, key: Key, seen: u64) {
        let delete = Change::new(Write::Delete).when("v = :seen", Meaning::Stale).with(":seen", item::number(seen));
        self.changes.insert(key, delete);
    }
}

impl Store {
    /// Uploads that began before a moment (milliseconds since 1970), the oldest first, at most `limit`. One query.
    pub async fn uploads_before(&self, moment: i64, limit: usize) -> Result<Vec<(Uuid, Document)>, Error> {
        let milliseconds = moment.max(0).unsigned_abs();
        // The first id of its millisecond: the time is what an id begins with, in 12 digits.
        let digits = format!("{milliseconds:012x}");
        let (high, low) = digits.split_at(8);
        let query = self
            .query(UPLOADS, " AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":first", item::text("upload#"))
            .expression_attribute_values(":last", item::text(&format!("upload#{high}-{low}")));
        self.collect(query, limit).await?.iter().map(upload).collect()
    }
}

fn upload(found: &item::Item) -> Result<(Uuid, Document), Error> {
    let sk = item::get_text(found, "sk")?;
    let id = sk.split_once('#').and_then(|(_, id)| Uuid::try_parse(id).ok());
    let id = id.ok_or_else(|| Error::damaged(format!("upload {sk}")))?;
    Ok((id, crate::documents::read(found)?))
}
