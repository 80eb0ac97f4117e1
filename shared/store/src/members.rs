//! Which records a collection has: a log of changes, folded from time to time into a bitmap of numbers.
//!
//! A page of any number costs the same: the bitmap, the few changes since it was folded, and the records of the page.
//! Nothing is walked. Folding is idempotent and may be done by anybody at any time: by the stream's consumer, or by a reader
//! that meets a long tail.
//!
//! The fold leaves out the newest changes (twenty seconds), which readers read again: a change whose transaction was slow, or whose
//! writer's clock was behind, still arrives after its own moment.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use roaring::RoaringBitmap;

use crate::Store;
use crate::error::Error;
use crate::fetch::{Fetched, as_item};
use crate::item::{self, Item};
use crate::key::Key;
use crate::meter::{self, Kind};

/// Changes younger than this stay in the log, in milliseconds.
const GRACE: i64 = 20_000;

/// Milliseconds by which a reader's fold must bring the snapshot forward.
const WORTHWHILE: i64 = 2_000;

/// A reader folds when it meets this many changes.
const LONG_TAIL: usize = 400;

/// How long a change is kept after it was written, in seconds. By then it is long folded; removal by TTL costs nothing.
pub(crate) const KEPT: i64 = 90 * 24 * 3600;

/// The numbers of a collection's records.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// Every record.
    pub live: RoaringBitmap,
    /// Those among them that are suppressed.
    pub suppressed: RoaringBitmap,
}

/// What happens to a record's membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// It joins, visible to all.
    Added,
    /// It leaves.
    Removed,
    /// It is hidden.
    Suppressed,
    /// It is shown again.
    Unsuppressed,
}

impl Membership {
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "-",
            Self::Suppressed => "s",
            Self::Unsuppressed => "u",
        }
    }
}

impl Members {
    /// The records that a caller sees.
    #[must_use]
    pub fn visible(&self, with_suppressed: bool) -> RoaringBitmap {
        if with_suppressed { self.live.clone() } else { &self.live - &self.suppressed }
    }

    fn apply(&mut self, change: &Change) {
        match change.letter.as_str() {
            "+" => {
                self.live.insert(change.number);
                self.suppressed.remove(change.number);
            }
            "-" => {
                self.live.remove(change.number);
                self.suppressed.remove(change.number);
            }
            "s" => {
                self.suppressed.insert(change.number);
            }
            _ => {
                self.suppressed.remove(change.number);
            }
        }
    }
}

struct Change {
    number: u32,
    letter: String,
    revision: u64,
}

struct Snapshot {
    members: Members,
    /// Changes from before this moment are folded.
    position: String,
    generation: u64,
}

impl Store {
    /// A collection's members. `fetched` should hold the snapshot ([`Key::members`]).
    pub async fn members(&self, collection: &str, fetched: &Fetched) -> Result<Members, Error> {
        let mut snapshot = snapshot_in(fetched, collection)?;
        let changes = self.changes_since(collection, &snapshot.position).await?;
        let length = changes.len();
        apply(&mut snapshot.members, changes);
        if length > LONG_TAIL && self.is_foldable(&snapshot) {
            // A reader that could not fold (another one did, or the store is busy) still has its answer.
            let _ = self.write_snapshot(collection, &snapshot).await;
        }
        Ok(snapshot.members)
    }

    /// Folds a collection's changes into its snapshot.
    ///
    /// Tells whether changes are left that were too young, so that it is worth folding again.
    pub async fn fold(&self, collection: &str) -> Result<bool, Error> {
        let fetched = self.fetch([Key::members(collection)]).await?;
        let mut snapshot = snapshot_in(&fetched, collection)?;
        let changes = self.changes_since(collection, &snapshot.position).await?;
        if changes.is_empty() {
            return Ok(false);
        }
        apply(&mut snapshot.members, changes);
        self.write_snapshot(collection, &snapshot).await?;
        Ok(true)
    }

    /// Whether folding now would shorten the tail.
    fn is_foldable(&self, snapshot: &Snapshot) -> bool {
        moment(self.clock().milliseconds() - GRACE - WORTHWHILE) > snapshot.position
    }

    async fn changes_since(&self, collection: &str, position: &str) -> Result<Vec<Change>, Error> {
        let query = self
            .query(collection, " AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":from", item::text(&format!("change#{position}")))
            .expression_attribute_values(":to", item::text("change#~"));
        self.collect(query, usize::MAX).await?.iter().map(change).collect()
    }

    async fn write_snapshot(&self, collection: &str, snapshot: &Snapshot) -> Result<(), Error> {
        let position = moment(self.clock().milliseconds() - GRACE).max(snapshot.position.clone());
        let mut put = self
            .dynamodb()
            .put_item()
            .table_name(self.table())
            .set_item(Some(as_item(&Key::members(collection))))
            .item("l", bitmap_attribute(&snapshot.members.live)?)
            .item("x", bitmap_attribute(&snapshot.members.suppressed)?)
            .item("p", item::text(&position))
            .item("g", item::number(snapshot.generation + 1))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        put = if snapshot.generation == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("g = :g").expression_attribute_values(":g", item::number(snapshot.generation))
        };
        let sent = put.send().await;
        match sent {
            Ok(answer) => meter::count_dynamodb(Kind::Write, answer.consumed_capacity()),
            // Somebody else folded meanwhile: theirs is as good.
            Err(error)
                if error.as_service_error().is_some_and(
                    aws_sdk_dynamodb::operation::put_item::PutItemError::is_conditional_check_failed_exception,
                ) => {}
            Err(error) => return Err(Error::from_sdk(error)),
        }
        Ok(())
    }
}

/// The later revision of a record counts, so its changes are applied in the order of revisions.
fn apply(members: &mut Members, mut changes: Vec<Change>) {
    changes.sort_by_key(|change| change.revision);
    for change in &changes {
        members.apply(change);
    }
}

/// A moment as text that sorts by time.
pub(crate) fn moment(milliseconds: i64) -> String {
    format!("{:012x}", milliseconds.max(0))
}

fn change(item: &Item) -> Result<Change, Error> {
    Ok(Change {
        number: item::get_number(item, "i")?,
        letter: item::get_text(item, "o")?.to_owned(),
        revision: item::get_number(item, "v")?,
    })
}

fn snapshot_in(fetched: &Fetched, collection: &str) -> Result<Snapshot, Error> {
    let Some(item) = fetched.item(&Key::members(collection)) else {
        return Ok(Snapshot { members: Members::default(), position: moment(0), generation: 0 });
    };
    Ok(Snapshot {
        members: Members { live: bitmap(item, "l")?, suppressed: bitmap(item, "x")? },
        position: item::get_text(item, "p")?.to_owned(),
        generation: item::get_number(item, "g")?,
    })
}

fn bitmap(item: &Item, name: &str) -> Result<RoaringBitmap, Error> {
    match item.get(name) {
        Some(AttributeValue::B(blob)) => RoaringBitmap::deserialize_from(blob.as_ref()).map_err(Error::damaged),
        _ => Err(Error::damaged("membership without a bitmap")),
    }
}

fn bitmap_attribute(bitmap: &RoaringBitmap) -> Result<AttributeValue, Error> {
    let mut compact = bitmap.clone();
    compact.optimize();
    let mut bytes = Vec::with_capacity(compact.serialized_size());
    compact.serialize_into(&mut bytes).map_err(Error::damaged)?;
    Ok(AttributeValue::B(Blob::new(bytes)))
}
