//! Resources: one digitised file each, with a title and who may see it.
//!
//! The blob is written before the resource's record, and deleted after it: a record never points to nothing.

mod by_url;
pub(crate) mod create;
mod delete;
pub(crate) mod fields;
mod update;

use api::call::Inputs;
use api::{Call, Endpoint, Problem, Reply, delete, get, post, put};
use arcs::Entity;
use arcs::kinds::Resource;
use arcs::signing::Signer;
use serde_json::Value;
use store::Key;

pub(crate) use create::{ACCEPTED, CREATED};

use crate::{rights, versions, with_alias};
use api::arcs::requested::{key_in_path, requested};

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    endpoints
        .extend(with_alias("/resources", |path| post(path).arcs().upload().reads(create::keys).to(create::create)));
    endpoints.extend(with_alias("/resources/{id}", |path| get(path).arcs().reads(keys).to(read)));
    endpoints
        .extend(with_alias("/resources/{id}", |path| put(path).arcs().json().reads(keys_of_change).to(update::update)));
    endpoints.extend(with_alias("/resources/{id}", |path| {
        post(path).arcs().json().reads(keys_of_change).to(update::update)
    }));
    endpoints.extend(with_alias("/resources/{id}", |path| delete(path).arcs().reads(keys).to(delete::delete)));
    endpoints
}

/// The resource that the path names, and what its addresses are signed with.
fn keys(inputs: &Inputs) -> Vec<Key> {
    key_in_path::<Resource>(inputs).into_iter().chain([Signer::key()]).collect()
}

/// Besides, the collection that the resource is to be a page of.
fn keys_of_change(inputs: &Inputs) -> Vec<Key> {
    keys(inputs).into_iter().chain(fields::keys(inputs)).collect()
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let resource = requested::<Resource>(&call).await?;
    rights::check_visible(&call, &resource.facts)?;
    answer(&call, &resource).await
}

/// The answer that shows a resource. A private one is always shown: the addresses that its reader has may be over.
async fn answer(call: &Call, resource: &Entity<Resource>) -> Result<Reply, Problem> {
    let reply = Reply::json(&show(call, resource).await?);
    if resource.facts.public {
        return Ok(versions::show(call, &resource.stored, reply));
    }
    Ok(versions::tell(&resource.stored, reply))
}

/// A resource as clients see it. Of a private one, the addresses are signed: only who may read it gets here.
pub(crate) async fn show(call: &Call, resource: &Entity<Resource>) -> Result<Value, Problem> {
    let is_signed = !resource.facts.public;
    let signer = if is_signed { Some(Signer::of(&call.store, &call.fetched).await?) } else { None };
    Ok(resource.show(&call.origin, signer.as_ref(), call.store.clock().now()))
}

/// Several resources that the caller has just made.
pub(crate) async fn show_all(call: &Call, resources: &[Entity<Resource>]) -> Result<Value, Problem> {
    let signer = Signer::of(&call.store, &call.fetched).await?;
    let now = call.store.clock().now();
    Ok(resources.iter().map(|resource| resource.show(&call.origin, Some(&signer), now)).collect())
}
