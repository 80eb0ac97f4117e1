//! What people attach to resources: comments, keywords, annotations, flags, bookmarks.
//!
//! One declaration per kind ([`Attached`]) says how a body is read, who reads and who writes it, and what it leaves in the table
//! besides its record ([`Trace`]). From it come the routes to create, read, change and delete one and to list those of a
//! resource, and the end of all of them with their resource ([`dismantle()`]).
//!
//! A part is created only while its resource is the version that was read, and a resource is marked before its parts are removed
//! (`resources::delete`): no part comes to a resource that is going.

mod annotations;
mod bookmarks;
mod change;
mod comments;
mod create;
mod dismantle;
mod flags;
mod given;
mod keywords;
mod read;
mod traces;

use api::call::Inputs;
use api::caller::User;
use api::{Call, Endpoint, Problem, delete, get, post, put};
use arcs::kinds::Resource;
use arcs::{Entity, Part};
use store::Key;

pub(crate) use dismantle::dismantle;
pub(crate) use given::Given;
pub(crate) use keywords::{settle, withdraw};

use crate::{rights, with_alias};
use api::arcs::requested::key_in_path;
use traces::Trace;

/// How often a change is made again because another one came first.
const ATTEMPTS: usize = 8;

/// Who may do something with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Whoever sees the resource.
    Visitors,
    /// Who made it, and senior researchers.
    AuthorAndSeniors,
    /// Who made it.
    Author,
}

/// A kind of part, and what is special about it.
trait Attached: Part + PartialEq + Send + Sync + 'static {
    /// Who may read one.
    const READERS: Who = Who::Visitors;
    /// Who may change or delete one.
    const WRITERS: Who = Who::AuthorAndSeniors;

    /// Reads a new one.
    fn read_new(given: Given<'_>, author: &str, resource: &Entity<Resource>) -> Result<Self, Problem>;
    /// Reads a change. What is not given stays.
    fn read_change(&self, given: Given<'_>) -> Result<Self, Problem>;

    /// What it leaves in the table besides its record.
    fn traces(&self) -> Vec<Trace> {
        vec![]
    }

    /// What the link at its resource says, as JSON text, for lists.
    fn beside(&self) -> String {
        String::new()
    }
}

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    [comments::endpoints(), keywords::endpoints(), annotations::endpoints(), flags::endpoints(), bookmarks::endpoints()]
        .concat()
}

/// The routes of every kind: to create one, and to read, change and delete it.
fn endpoints_of<K: Attached>() -> Vec<Endpoint> {
    let collection = K::COLLECTION.trim_start_matches("/api");
    let item = format!("{collection}/{{id}}");
    let key = |inputs: &Inputs| Vec::from_iter(key_in_path::<K>(inputs));
    let mut endpoints = vec![];
    endpoints
        .extend(with_alias(collection, |path| post(path).arcs().json().reads(create::keys).to(create::create::<K>)));
    endpoints.extend(with_alias(&item, |path| get(path).arcs().reads(key).to(read::read::<K>)));
    endpoints.extend(with_alias(&item, |path| put(path).arcs().json().reads(key).to(change::update::<K>)));
    endpoints.extend(with_alias(&item, |path| post(path).arcs().json().reads(key).to(change::update::<K>)));
    endpoints.extend(with_alias(&item, |path| delete(path).arcs().reads(key).to(change::delete::<K>)));
    endpoints
}

/// The route that lists those of a resource.
fn list_endpoints_of<K: Attached>() -> [Endpoint; 2] {
    let path = format!("/resources/{}/{{id}}", K::RELATION);
    with_alias(&path, |path| get(path).arcs().reads(resource_in_path).to(read::list::<K>))
}

/// The key of the resource that the path names.
fn resource_in_path(inputs: &Inputs) -> Vec<Key> {
    Vec::from_iter(key_in_path::<Resource>(inputs))
}

/// Refuses what is only for the author of a part, or for the author and senior researchers.
fn check_is<K: Attached>(who: Who, call: &Call, user: &User, part: &Entity<K>) -> Result<(), Problem> {
    match who {
        Who::Visitors => Ok(()),
        Who::AuthorAndSeniors => rights::check_author(call, user, part),
        Who::Author if part.facts.author() == user.uri => Ok(()),
        Who::Author => Err(Problem::Forbidden(format!("this {} is somebody else's", K::NAME))),
    }
}
