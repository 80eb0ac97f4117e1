//! One row per record type: everything the generic engine needs to know to create, read, list, update and delete it.
//!
//! A row is data; what a type alone does stands in its own file under [`crate::types`] and is reached through the
//! row's function pointers.

use crate::permissions::Permission;
use crate::{Body, Invalid};

/// Where records of a type live, and so how their URI begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Inside one repository: `/repositories/:repo_id/<plural>/:id`.
    Repository,
    /// Beside the repositories: `/<plural>/:id`.
    Global,
}

/// Who may do what. Every listed code is needed; an empty list means that anybody may.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Read one record, and list them.
    pub read: &'static [Permission],
    /// Create a record.
    pub create: &'static [Permission],
    /// Update a record.
    pub update: &'static [Permission],
    /// Delete a record.
    pub delete: &'static [Permission],
}

/// One record type.
pub struct RecordType {
    /// The type's name, which is also its schema's and the value of `jsonmodel_type`: `accession`.
    pub name: &'static str,
    /// The name that error texts use: `Accession` in `Accession not found`.
    pub model: &'static str,
    /// The path below its scope, without slashes at the ends: `accessions`, `agents/people`.
    pub plural: &'static str,
    /// Where its records live.
    pub scope: Scope,
    /// Permissions of the five generic routes.
    pub needs: Needs,
    /// The value of `stale` in the answer to a create or update: `true` for types with generated values (shown as
    /// `true`), `false` for the others (shown as `null`).
    pub stale: bool,
    /// What must be unique, and what a client reads when it is not.
    pub unique: &'static [Unique],
    /// Relationships that other records hold and that are shown here too.
    pub mirrors: &'static [Mirror],
    /// Relationships of others that keep a record from being deleted, and what the 409 says.
    pub kept_by: &'static [Kept],
    /// Values by which its records are found, besides unique ones, whose guards name their owner.
    pub looked_up_by: &'static [Lookup],
    /// Other records that showing one of these asks for.
    pub surroundings: Surroundings,
    /// Completes a validated body before it is stored, and refuses what only the storage level can know to be wrong.
    /// Called by [`RecordType::complete`].
    pub prepare: fn(&mut Draft<'_>) -> Result<(), Invalid>,
    /// Adds the properties that are computed at reading time to a rendered record.
    pub render: fn(&mut Body, &View<'_>),
    /// Nested objects that carry a number of their own, for example telephones inside agent contacts. The engine hands
    /// the numbers out after [`RecordType::complete`], with [`crate::derive::numbering`].
    pub numbered: &'static [Numbered],
}

impl RecordType {
    /// Makes a validated body ready for the store: drops what is kept beside it or added when it is shown, then lets
    /// the type complete or refuse it.
    pub fn complete(&self, draft: &mut Draft<'_>) -> Result<(), Invalid> {
        strip(&mut draft.body);
        draft.body.shift_remove("uri");
        (self.prepare)(draft)
    }
}

/// Properties that the store keeps beside the body, or that follow from where an object stands.
const SYSTEM: [&str; 7] =
    ["lock_version", "created_by", "last_modified_by", "create_time", "system_mtime", "user_mtime", "repository"];

/// Drops system properties and empty lists at every level. What `defaults` hold is a client's own.
fn strip(object: &mut Body) {
    object.retain(|property, value| {
        !SYSTEM.contains(&property.as_str()) && value.as_array().is_none_or(|items| !items.is_empty())
    });
    for (_, value) in object.iter_mut().filter(|(property, _)| *property != "defaults") {
        match value {
            serde_json::Value::Object(nested) => strip(nested),
            serde_json::Value::Array(items) => {
                items.iter_mut().filter_map(serde_json::Value::as_object_mut).for_each(strip);
            }
            _ => {}
        }
    }
}

/// A nested type whose objects have an id or URI of their own.
#[derive(Clone, Copy, Debug)]
pub struct Numbered {
    /// The nested record type, which is also the name of its counter: `telephone`.
    pub record_type: &'static str,
    /// Where the objects stand: property names joined by slashes, without indexes (`agent_contacts/telephones`).
    pub path: &'static str,
    /// The property that shows the number: `uri`, or `identifier` for file versions.
    pub property: &'static str,
    /// What stands before the number: `/telephone/`, `/repositories/:repo_id/collection_management/`, or nothing.
    pub prefix: &'static str,
    /// For types whose equal objects are one record (terms): the text that is equal for them.
    pub identity: Option<fn(&Body) -> String>,
}

/// A uniqueness rule. The engine keeps one guard item per claim, written in the record's own transaction.
#[derive(Debug)]
pub struct Unique {
    /// Names the guard items: `accession_identifier`. Rules of several types that share a name share the values.
    pub name: &'static str,
    /// What the record claims for itself.
    pub claims: fn(&Body) -> Vec<Claim>,
    /// Values are compared within one repository (`Repository`) or everywhere (`Global`).
    pub within: Scope,
    /// Whether the 400 also names the record in the way, as `conflicting_record`. Such a clash is reported alone, the
    /// first in the order of the rules; others are reported together.
    pub conflict: bool,
}

/// A value that no other record under the same rule may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Everything that is compared.
    pub value: String,
    /// The property that the 400 names.
    pub key: String,
    /// What the 400 says.
    pub message: String,
}

/// Values by which records are found though several may have the same. The engine keeps one index item per value, written
/// and removed with the record.
#[derive(Debug)]
pub struct Lookup {
    /// Names the index items: `component_id`. Together with the type it says whose values they are.
    pub name: &'static str,
    /// The values of a stored body.
    pub values: fn(&Body) -> Vec<String>,
    /// Values are looked up within one repository (`Repository`) or everywhere (`Global`).
    pub within: Scope,
}

/// The neighbours that are read before a record is shown: a page of records has them read together.
///
/// Nothing is read for a record that nobody refers to and that names none of them.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// Relations whose holders are neighbours: for top containers the records that are in them.
    pub users: &'static [&'static str],
    /// URIs of further neighbours. Asked of the record itself and of every neighbour found, so that chains (component,
    /// parent, its parent …) are followed to their end.
    pub named: fn(&Stored) -> Vec<String>,
}

/// A relationship that must end before a record can be deleted.
#[derive(Debug)]
pub struct Kept {
    /// The property of the other record that holds the reference.
    pub relation: &'static str,
    /// Types of the other record; all when empty.
    pub sources: &'static [&'static str],
    /// What the 409 says.
    pub error: &'static str,
}

/// A relationship that is stored with one record and shown with both.
#[derive(Debug)]
pub struct Mirror {
    /// The types of the records that hold it.
    pub sources: &'static [&'static str],
    /// The property of those records that holds it.
    pub relation: &'static str,
    /// The property here that shows it.
    pub property: &'static str,
    /// Clients may write it from here too: an update that leaves it out cuts the links of the others.
    pub writable: bool,
    /// Directed relationships read the other way round from here.
    pub reversed: bool,
    /// The item shows what the relationship says besides the reference (relator, dates …).
    pub detailed: bool,
}

/// A record on its way into the store: what [`RecordType::prepare`] works on.
pub struct Draft<'a> {
    /// The validated body: unknown, read-only and empty properties dropped, defaults applied. What `prepare` leaves
    /// here is stored, and shown again by [`crate::render::wire`].
    pub body: Body,
    /// The stored body that an update replaces; `None` on a create.
    pub previous: Option<&'a Body>,
    /// The record's number.
    pub id: u64,
    /// Its URI.
    pub uri: &'a str,
    /// The `publish` preference that fills the gap when a new record does not say.
    pub publish_default: bool,
    /// The moment of the write, seconds since 1970 (UTC).
    pub now: i64,
    /// Makes 32 lower-case hexadecimal digits, new at each call (`ref_id`, `persistent_id`, rights identifiers).
    pub fresh_hex: &'a dyn Fn() -> String,
    /// Rendered records that the body refers to, by URI, where the store found them.
    pub neighbours: &'a dyn Fn(&str) -> Option<&'a Body>,
}

/// A record as the store holds it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The record type's name.
    pub record_type: &'static str,
    /// Its URI.
    pub uri: String,
    /// 0 when created, plus one for each update that makes the copies of clients outdated.
    pub lock_version: u64,
    /// Writes that did not, because clients need not follow them (publishing, hiding).
    pub silent: u64,
    /// Username of the creator; `None` for anonymous writes.
    pub created_by: Option<String>,
    /// Username of the last writer.
    pub last_modified_by: Option<String>,
    /// Seconds since 1970 (UTC).
    pub create_time: i64,
    /// Last write by a client.
    pub user_mtime: i64,
    /// Last write of any kind.
    pub system_mtime: i64,
    /// Hidden from those who may not see suppressed records. Only some types have it.
    pub suppressed: bool,
    /// What other records say about their use of this one, in the words of [`crate::links::hints`]: may be too wide
    /// for a moment, never too narrow.
    pub inbound: std::collections::BTreeSet<String>,
    /// Where it stands in a tree; `None` for what is no component of one.
    pub place: Option<Place>,
    /// What [`RecordType::prepare`] left.
    pub body: Body,
}

impl Stored {
    /// Which of its writes this is. Tells any two states of a record apart, as `lock_version` does not.
    pub fn revision(&self) -> Revision {
        Revision(self.lock_version + self.silent)
    }
}

/// Counts the writes of a record, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(pub u64);

impl Revision {
    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Where a component stands in its tree.
///
/// Parent and rank are true. What is known besides may have become outdated when something else was moved: it says where to
/// look first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// URI of the parent: the root's at the top level.
    pub parent: String,
    /// Puts it in order among its siblings.
    pub rank: String,
    /// The leaf of its parent's index that lists it, as known when it was placed.
    pub leaf: u32,
    /// Numbers of the components above it, nearest first, as known when it was placed; none at the top level.
    pub above: Vec<u64>,
}

/// What rendering may look at besides the record.
pub struct View<'a> {
    /// The record.
    pub stored: &'a Stored,
    /// Links from other records to this one, for the relations of [`RecordType::mirrors`] and of
    /// [`Surroundings::users`].
    pub links: &'a [Link],
    /// The neighbours that [`RecordType::surroundings`] asks for, by URI, as far as the caller sees them.
    pub neighbours: &'a dyn Fn(&str) -> Option<&'a Stored>,
    /// Where a component stands; `None` for what is no component of a tree.
    pub standpoint: Option<&'a crate::tree::Standpoint>,
    /// Whether there is anything below the root of a tree, for those that show it.
    pub has_descendants: bool,
    /// Whether the caller sees agents' contact details.
    pub contacts: bool,
    /// Whether the caller sees in which repositories a shared record is used (`index_system`).
    pub usage: bool,
    /// The moment of the reading, seconds since 1970 (UTC).
    pub now: i64,
}

/// One link into a record.
#[derive(Clone, Debug)]
pub struct Link {
    /// The property of the source that holds the reference: `linked_agents`.
    pub relation: String,
    /// The source record.
    pub source: String,
    /// The reference object as the source holds it, without `ref`.
    pub extra: Body,
}
