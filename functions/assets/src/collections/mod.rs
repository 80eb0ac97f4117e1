//! Collections: resources in an order, which people see as pages.
//!
//! Who may see a collection sees those of its members that they may see otherwise, too: a private resource stays private in a public
//! collection. Its page is counted nevertheless, so that pages have the same numbers for everybody.
//!
//! The original reaches collections under a verb each (`/collections/append/:id`). Those paths are kept, beside
//! `/collections/:id/members`.

mod change;
mod create;
mod fields;
pub(crate) mod given;
mod list;
mod members;
mod names;
mod read;

use api::call::Inputs;
use api::endpoint::Builder;
use api::{Endpoint, delete, get, post, put};
use arcs::kinds::{Collection, Resource};
use arcs::membership;
use arcs::signing::Signer;
use store::Key;

use crate::with_alias;
use api::arcs::requested::{id_in_path, key_in_path};

/// How changes arrive: both mean the same.
const CHANGING: [fn(String) -> Builder; 2] = [|path| put(path), |path| post(path)];

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    [whole_endpoints(), member_endpoints()].concat()
}

/// Collections as a whole.
fn whole_endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    let mut add = |path: &str, declare: &dyn Fn(String) -> Endpoint| endpoints.extend(with_alias(path, declare));
    add("/collections", &|path| get(path).arcs().reads(list::keys).to(list::list));
    add("/collections/titles", &|path| get(path).arcs().to(names::titles));
    add("/collections/complete", &|path| get(path).arcs().to(names::complete));
    for path in ["/collections", "/collections/add"] {
        add(path, &|path| post(path).arcs().json().reads(create::keys).to(create::create));
    }
    for path in ["/collections/{id}", "/collection/{id}", "/collections/viewer/{id}"] {
        add(path, &|path| get(path).arcs().reads(shown).to(read::read));
    }
    for path in ["/collections/{id}", "/collections/update/{id}"] {
        for method in CHANGING {
            add(path, &|path| method(path).arcs().json().reads(item).to(change::update));
        }
    }
    for path in ["/collections/{id}", "/collections/delete/{id}"] {
        add(path, &|path| delete(path).arcs().reads(item).to(change::delete));
    }
    endpoints
}

/// What is in them.
fn member_endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    let mut add = |path: &str, declare: &dyn Fn(String) -> Endpoint| endpoints.extend(with_alias(path, declare));
    let to_members = |builder: Builder| builder.arcs().json().reads(members::keys);
    add("/collections/{id}/members", &|path| get(path).arcs().reads(shown).to(read::members));
    for path in ["/collections/append/{id}", "/collections/{id}/members"] {
        add(path, &|path| to_members(post(path)).to(members::append));
    }
    add("/collections/{id}/members/{member}", &|path| delete(path).arcs().reads(item).to(members::remove_one));
    add("/collections/remove/{id}", &|path| to_members(post(path)).to(members::remove));
    for method in CHANGING {
        add("/collections/reorder/{id}", &|path| method(path).arcs().json().reads(item).to(members::reorder));
    }
    add("/resources/collections/{id}", &|path| get(path).arcs().reads(resource).to(list::of_resource));
    endpoints
}

fn item(inputs: &Inputs) -> Vec<Key> {
    Vec::from_iter(key_in_path::<Collection>(inputs))
}

/// A collection, how many members it has, and what the addresses of private ones are signed with.
fn shown(inputs: &Inputs) -> Vec<Key> {
    let count = id_in_path(inputs).map(membership::count_key);
    item(inputs).into_iter().chain(count).chain([Signer::key()]).collect()
}

fn resource(inputs: &Inputs) -> Vec<Key> {
    Vec::from_iter(key_in_path::<Resource>(inputs))
}
