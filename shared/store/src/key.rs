//! Every key of the table, in one place.
//!
//! Parts that come from clients are only ever record URIs (parsed, see `records::Uri`), numbers, or hashes: a client's
//! text never becomes part of a key as it is, so it can neither collide with another prefix nor reach another tenant.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The partition of the journals of operations.
pub(crate) const OPERATIONS: &str = "operations";

/// The partition of the journals of ARCS jobs.
pub(crate) const TASKS: &str = "tasks";

/// The collection of ARCS jobs.
pub(crate) const ARCS_JOBS: &str = "/api/jobs";

/// Partition and sort key of one item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// A record, under its URI.
    pub fn record(uri: &str) -> Self {
        Self::new(uri, "record")
    }

    /// A user's session. The token itself is never stored.
    pub fn session(user: &str, token: &str) -> Self {
        Self::new(user, format!("session#{}", hash(token)))
    }

    /// A user's permissions by group.
    pub fn access(user: &str) -> Self {
        Self::new(user, "access")
    }

    /// A user's password hash.
    pub fn credential(user: &str) -> Self {
        Self::new(user, "credential")
    }

    /// Who is in a group.
    pub fn roster(group: &str) -> Self {
        Self::new(group, "roster")
    }

    /// The guard of a unique value. The value is hashed: it may be long, and may hold anything.
    pub fn guard(record_type: &str, rule: &str, scope: &str, value: &str) -> Self {
        Self::new(format!("unique#{record_type}#{rule}#{scope}#{}", hash(value)), "guard")
    }

    /// The reverse of a reference: found from the record that is pointed at.
    pub fn link(target: &str, relation: &str, source: &str) -> Self {
        Self::new(target, format!("link#{relation}#{source}"))
    }

    /// A value by which a record is found, one item per record that has it. The value is hashed, as a guard's is.
    pub fn lookup(index: &str, scope: &str, value: &str, source: &str) -> Self {
        Self::new(Self::lookup_partition(index, scope, value), source)
    }

    /// Where the records with a value stand.
    pub(crate) fn lookup_partition(index: &str, scope: &str, value: &str) -> String {
        format!("lookup#{index}#{scope}#{}", hash(value))
    }

    /// The last number given out to a type.
    pub fn counter(record_type: &str) -> Self {
        Self::new(format!("counter#{record_type}"), "counter")
    }

    /// The folded membership of a collection.
    pub fn members(collection: &str) -> Self {
        Self::new(collection, "members")
    }

    /// One change of a collection's membership. `moment` sorts by time.
    pub fn change(collection: &str, moment: &str) -> Self {
        Self::new(collection, format!("change#{moment}"))
    }

    /// A deleted record, in the partition of its year (`2026`).
    pub fn tombstone(year: &str, moment: &str) -> Self {
        Self::new(format!("tombstones#{year}"), moment)
    }

    /// The record that took the place of a merged one.
    pub fn heir(uri: &str) -> Self {
        Self::new(uri, "heir")
    }

    /// Where a record went when it left this URI.
    pub fn departure(uri: &str) -> Self {
        Self::new(uri, "departure")
    }

    /// The enumerations that differ from the shipped ones.
    pub fn enumerations() -> Self {
        Self::new("enumerations", "changed")
    }

    /// Which preferences there are, and what the archive itself obeys of them.
    pub fn preferences() -> Self {
        Self::new("preferences", "index")
    }

    /// A repository's setting for records of one type: their default values, or the fields that they need.
    pub fn setting(repository: u64, setting: &'static str, record_type: &'static str) -> Self {
        Self::new(format!("/repositories/{repository}"), format!("{setting}#{record_type}"))
    }

    /// The failed logins of a user, an address, or both together.
    pub fn throttle(what: &str) -> Self {
        Self::new(format!("throttle#{}", hash(what)), "throttle")
    }

    /// An invitation, or the leave to set a password, under the secret that its link carries.
    pub fn ticket(secret: &str) -> Self {
        Self::new(format!("ticket#{}", hash(secret)), "ticket")
    }

    /// That somebody who gave this address has asked for a new password.
    pub fn plea(address: &str) -> Self {
        Self::new(format!("plea#{}", hash(address)), "plea")
    }

    /// Which objects a search index consists of at the moment.
    pub fn index_manifest() -> Self {
        Self::new("index", "manifest")
    }

    /// What is kept once per content: a blob, under its SHA-256.
    pub fn blob(sha256: &str) -> Self {
        Self::new(format!("blob#{sha256}"), "record")
    }

    /// What the partitions of errands begin with.
    pub(crate) const ERRANDS: &'static str = "errand#";

    /// A file that is to be fetched for a job.
    pub fn errand(job: Uuid) -> Self {
        Self::new(format!("{}{job}", Self::ERRANDS), "errand")
    }

    /// Everything about the order of a tree stands in one partition of its root.
    fn tree(root: &str, sk: String) -> Self {
        Self::new(format!("{root}#tree"), sk)
    }

    /// What a page of a tree shows of a component: in the order of the siblings. The parent is a number, 0 for the root.
    pub fn card(root: &str, parent: u64, spot: &str) -> Self {
        Self::tree(root, format!("card#{parent:010}#{spot}"))
    }

    /// How many children a node has, and which leaf lists which of them.
    pub fn branch(root: &str, parent: u64) -> Self {
        Self::tree(root, format!("index#{parent:010}"))
    }

    /// Spots of children that follow each other.
    pub fn leaf(root: &str, parent: u64, leaf: u32) -> Self {
        Self::tree(root, format!("leaf#{parent:010}#{leaf:06}"))
    }

    /// The journal of a long operation that is not over, under the URI of its job.
    pub fn journal(job: &str) -> Self {
        let is_task = job.strip_prefix(ARCS_JOBS).is_some_and(|rest| rest.starts_with('/'));
        Self::new(if is_task { TASKS } else { OPERATIONS }, format!("open#{job}"))
    }

    /// That there is an ARCS job, in the order of their making: their ids grow with time.
    pub(crate) fn listed_job(id: Uuid) -> Self {
        Self::new(ARCS_JOBS, format!("job#{id}"))
    }

    /// A piece of a job's log, by its place in the whole (bytes).
    pub fn log(job: &str, place: u64) -> Self {
        Self::new(job, format!("log#{place:012}"))
    }

    /// A member of a sequence: in the order of the members.
    pub(crate) fn entry(owner: &str, spot: &str) -> Self {
        Self::new(format!("{owner}#sequence"), format!("entry#{spot}"))
    }

    /// How many members a sequence has. It is there as long as the sequence is.
    pub fn tally(owner: &str) -> Self {
        Self::new(format!("{owner}#sequence"), "tally")
    }

    /// A record in a catalogue, by the moment of its last change (seconds since 1970).
    pub(crate) fn catalogued(catalogue: &'static str, moment: i64, uri: &str) -> Self {
        Self::new(format!("catalogue#{catalogue}"), format!("at#{moment:011}#{uri}"))
    }

    /// Where the entries of a catalogue begin.
    pub(crate) fn catalogue(catalogue: &'static str) -> Self {
        Self::new(format!("catalogue#{catalogue}"), "at#")
    }

    /// How many entries a catalogue has.
    pub fn catalogue_count(catalogue: &'static str) -> Self {
        Self::new(format!("catalogue#{catalogue}"), "count")
    }

    /// That a job has another status than `completed`, in the order of lists.
    pub(crate) fn job_status(collection: &str, status: &str, number: u64) -> Self {
        Self::new(collection, format!("status#{status}#{number:010}"))
    }

    /// When a job was over. `moment` sorts by time.
    pub(crate) fn job_end(collection: &str, moment: &str, number: u64) -> Self {
        Self::new(collection, format!("ended#{moment}#{number:010}"))
    }

    /// An object on a list, in the order of their making.
    pub(crate) fn listed(list: &str, uri: &str) -> Self {
        Self::new(format!("{list}#list"), format!("listed#{uri}"))
    }

    /// Where the words of a list stand.
    pub(crate) fn word_partition(list: &str) -> String {
        format!("words#{list}")
    }

    /// A part of a word's count. `digits` sort as the word does.
    pub(crate) fn word(list: &str, digits: &str, text: &str, part: u8) -> Self {
        Self::new(Self::word_partition(list), format!("{digits}#{}#{part}", hash(text)))
    }

    /// What a request made that its client may send again under the same name: the user's URI and where it was sent tell names of
    /// different clients apart.
    pub fn repeat(user: &str, path: &str, name: &str) -> Self {
        Self::new(format!("repeat#{}", hash(&format!("{user}\n{path}\n{name}"))), "repeat")
    }

    /// That an operation works on a record.
    pub fn target(uri: &str) -> Self {
        Self::new(uri, "operation")
    }

    /// A small document of the archive itself, such as its bootstrap mark.
    pub fn system(name: &str) -> Self {
        Self::new(format!("system#{name}"), "system")
    }
}

/// SHA-256 as lower-case hexadecimal digits.
pub fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
