//! Journals of long operations: what is to be done, how far it has come, and who is at it.
//!
//! A journal is written before anything of its operation is done and removed when that is over: those that are there are open. They
//! stand in one partition, so that finding them is one query; an archive has few at a time.
//!
//! | attribute | holds |
//! |---|---|
//! | `v` | version: raised by every write, and compared by it |
//! | `u` | until when somebody works on it, milliseconds since 1970 (UTC); 0 when it was handed over |
//! | `k` | since when somebody works on it, milliseconds since 1970 (UTC); absent when it waits |
//! | `n` | how often it was taken over since the last step that went well |
//! | `x` | present when it was cancelled |
//! | `b` or `s` | everything else, where a record's body would be |
//!
//! Operations on records and ARCS jobs have a partition each ([`Queue`]), because different functions work on them.
//!
//! The version is the fence: who takes a journal over raises it, and from then on nothing of the one before is saved.

use aws_sdk_dynamodb::types::AttributeValue;
use records::Body;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item::{self, BodyPlace, EncodedBody, Item};
use crate::key::{Key, OPERATIONS, TASKS};
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

/// For how long a runner may be silent before another takes its place, in milliseconds. Longer than any step.
pub const LEASE: i64 = 60_000;

/// Whose work the journals are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Long operations on records.
    Operations,
    /// ARCS jobs.
    Tasks,
}

impl Queue {
    fn partition(self) -> &'static str {
        match self {
            Self::Operations => OPERATIONS,
            Self::Tasks => TASKS,
        }
    }
}

/// What went wrong the last time, with work that will be tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// In words that are fit for clients.
    pub text: String,
    /// When, in seconds since 1970 (UTC).
    pub at: i64,
}

/// A journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// URI of the job that shows the operation.
    #[serde(skip)]
    pub job: String,
    /// The kind of operation.
    pub kind: String,
    /// Username in whose name it works.
    pub username: Option<String>,
    /// Number of that user.
    pub user: Option<u64>,
    /// The repository that it was asked for in.
    pub repository: Option<u64>,
    /// Records that no other operation may begin to work on.
    pub targets: Vec<String>,
    /// The operation's own state.
    pub state: Body,
    /// Pieces done.
    pub done: u64,
    /// Pieces in all.
    pub total: u64,
    /// Bytes of the job's log so far.
    pub log: u64,
    /// How often the work failed and was put off.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failures: u32,
    /// What went wrong, until a step goes well again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// Whether somebody asked for it to be tried again, and no step was taken since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hurried: bool,
    /// Since when somebody works on it (milliseconds since 1970, UTC); `None` when it waits.
    #[serde(skip)]
    pub since: Option<i64>,
    /// How often somebody took it over since the last step that went well.
    #[serde(skip)]
    pub tries: u32,
    /// Not before this moment (milliseconds since 1970, UTC) may somebody else work on it.
    #[serde(skip)]
    pub until: i64,
    /// Whether it was cancelled.
    #[serde(skip)]
    pub cancelled: bool,
    /// Counts its writes. Set by the store; 0 before the first.
    #[serde(skip)]
    pub version: u64,
}

/// A journal as the list of open ones shows it: enough to decide whether to take it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// URI of its job.
    pub job: String,
    /// See [`Journal::until`].
    pub until: i64,
}

impl Transaction {
    /// Writes a new journal.
    pub async fn open_journal(&mut self, store: &Store, journal: &Journal) -> Result<(), Error> {
        let key = Key::journal(&journal.job);
        let (place, body) = store.place_body(&write(journal)?).await?.attribute();
        let since = journal.since.map(|since| ("k", item::number(since)));
        let attributes = [
            ("v", item::number(1)),
            ("u", item::number(journal.until)),
            ("n", item::number(journal.tries)),
            (place, body),
        ];
        let attributes = attributes.into_iter().chain(since);
        let put = Change::new(Write::Put(with_key(&key, attributes))).when("attribute_not_exists(pk)", Meaning::Stale);
        self.changes.insert(key, put);
        Ok(())
    }

    /// Writes a journal's next version, provided that nobody did since `journal` was read.
    pub async fn save_journal(&mut self, store: &Store, journal: &Journal) -> Result<(), Error> {
        let body = store.place_body(&write(journal)?).await?;
        let other_place = match &body {
            EncodedBody::Inline(_) => "s",
            EncodedBody::Spilled(_) => "b",
        };
        let (place, value) = body.attribute();
        let (held, waiting) = if journal.since.is_some() { (", k = :since", "") } else { ("", ", k") };
        let update =
            format!("SET v = :next, u = :until, n = :tries, {place} = :body{held} REMOVE {other_place}{waiting}");
        let mut change = Change::new(Write::Update(update))
            .when("v = :seen", Meaning::Stale)
            .with(":seen", item::number(journal.version))
            .with(":next", item::number(journal.version + 1))
            .with(":until", item::number(journal.until))
            .with(":tries", item::number(journal.tries))
            .with(":body", value);
        if let Some(since) = journal.since {
            change = change.with(":since", item::number(since));
        }
        self.changes.insert(Key::journal(&journal.job), change);
        Ok(())
    }

    /// Removes a journal, provided that nobody wrote it since it was read.
    pub fn close_journal(&mut self, journal: &Journal) {
        let delete =
            Change::new(Write::Delete).when("v = :seen", Meaning::Stale).with(":seen", item::number(journal.version));
        self.changes.insert(Key::journal(&journal.job), delete);
    }

    /// Tells whoever works on a journal that it is cancelled: nothing more of it can be saved.
    pub fn cancel_journal(&mut self, journal: &Journal) {
        let change = Change::new(Write::Update("SET v = :next, x = :x".to_owned()))
            .when("v = :seen", Meaning::Stale)
            .with(":seen", item::number(journal.version))
            .with(":next", item::number(journal.version + 1))
            .with(":x", AttributeValue::Bool(true));
        self.changes.insert(Key::journal(&journal.job), change);
    }

    /// Notes that an operation, shown by a job, works on a record; `refusal` travels with the condition that no other does.
    pub fn hold_target(&mut self, uri: &str, job: &str, refusal: &str) {
        self.guard(Key::target(uri), refusal, job);
    }

    /// Gives a record back that an operation has worked on.
    pub fn free_target(&mut self, uri: &str) {
        self.release(Key::target(uri));
    }
}

impl Store {
    /// The open journals of operations, whoever is at them. Costs one query, whose units grow with what is open.
    pub async fn open_journals(&self) -> Result<Vec<Open>, Error> {
        self.open_in(Queue::Operations).await
    }

    /// The open journals of a queue.
    pub async fn open_in(&self, queue: Queue) -> Result<Vec<Open>, Error> {
        let query = self
            .query(queue.partition(), " AND begins_with(sk, :open)")
            .expression_attribute_values(":open", item::text(&Key::journal("").sk))
            .projection_expression("sk, u");
        let open = self.collect(query, usize::MAX).await?;
        open.iter().map(|item| Ok(Open { job: job_of(item)?, until: item::get_number(item, "u")? })).collect()
    }

    /// A job's journal as it is now; `None` when its operation is over.
    pub async fn journal(&self, job: &str) -> Result<Option<Journal>, Error> {
        let fetched = self.fetch([Key::journal(job)]).await?;
        self.journal_in(&fetched, job).await
    }

    /// A job's journal among fetched items ([`Key::journal`]).
    pub async fn journal_in(&self, fetched: &Fetched, job: &str) -> Result<Option<Journal>, Error> {
        let Some(found) = fetched.item(&Key::journal(job)) else { return Ok(None) };
        let body = match item::body_place(found)? {
            BodyPlace::Inline(bytes) => item::decompress(bytes)?,
            BodyPlace::Spilled(key) => item::decompress(&self.read_body(key).await?)?,
        };
        let journal: Journal = serde_json::from_value(Value::Object(body)).map_err(Error::damaged)?;
        Ok(Some(Journal {
            job: job.to_owned(),
            until: item::get_number(found, "u")?,
            tries: item::get_number(found, "n")?,
            since: if found.contains_key("k") { Some(item::get_number(found, "k")?) } else { None },
            cancelled: found.contains_key("x"),
            version: item::get_number(found, "v")?,
            ..journal
        }))
    }

    /// Takes a journal over until a moment: from now on, whoever had it can save nothing. Until 0 it is handed over to whoever
    /// looks next. `false`: somebody else was faster.
    pub async fn claim_journal(&self, journal: &mut Journal, until: i64) -> Result<bool, Error> {
        // A transaction, because that has a token: an update whose answer was lost would meet itself.
        let mut transaction = Transaction::new();
        let since = (until > 0).then(|| self.clock().milliseconds());
        let holder = if since.is_some() { ", k = :since" } else { " REMOVE k" };
        let mut change = Change::new(Write::Update(format!("SET v = :next, u = :until{holder} ADD n :one")))
            .when("v = :seen", Meaning::Stale)
            .with(":seen", item::number(journal.version))
            .with(":next", item::number(journal.version + 1))
            .with(":until", item::number(until))
            .with(":one", item::number(1));
        if let Some(since) = since {
            change = change.with(":since", item::number(since));
        }
        transaction.changes.insert(Key::journal(&journal.job), change);
        match self.commit(transaction).await {
            Ok(()) => {
                journal.version += 1;
                journal.tries += 1;
                journal.until = until;
                journal.since = since;
                Ok(true)
            }
            Err(Error::Stale(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn write(journal: &Journal) -> Result<Body, Error> {
    match serde_json::to_value(journal).map_err(Error::damaged)? {
        Value::Object(body) => Ok(body),
        other => Err(Error::damaged(format!("journal {other}"))),
    }
}

/// `open#<job>`.
fn job_of(item: &Item) -> Result<String, Error> {
    let sk = item::get_text(item, "sk")?;
    let (_, job) = sk.split_once('#').ok_or_else(|| Error::damaged(format!("journal {sk}")))?;
    Ok(job.to_owned())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Whether a change that the stream tells of (its part `dynamodb`) is a journal of a queue that was handed over. The filters of
/// the streams in `template.yaml` say the same.
pub fn is_handed_over(queue: Queue, change: &Value) -> bool {
    change["Keys"]["pk"]["S"] == queue.partition() && change["NewImage"]["u"]["N"] == "0"
}
