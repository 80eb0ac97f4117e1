//! What the caller may see.

use api::arcs::requested::requested;
use api::{Call, Problem};
use arcs::kinds::{Collection, Resource};
use arcs::signing::Signer;
use arcs::{Entity, entity, membership};

/// The resource that the path names, if the caller may see it.
pub(crate) async fn resource(call: &Call) -> Result<Entity<Resource>, Problem> {
    let resource = requested::<Resource>(call).await?;
    if !resource.facts.public {
        call.user()?;
    }
    Ok(resource)
}

/// The collection that the path names, if the caller may see it.
pub(crate) async fn collection(call: &Call) -> Result<Entity<Collection>, Problem> {
    let collection = requested::<Collection>(call).await?;
    if !collection.facts.public {
        call.user()?;
    }
    Ok(collection)
}

/// What is in a collection, in order, as far as the caller may see it.
pub(crate) async fn members(call: &Call, collection: &Entity<Collection>) -> Result<Vec<Entity<Resource>>, Problem> {
    let members = membership::members(&call.store, collection.id, 0, membership::MOST).await?;
    let uris: Vec<String> = members.iter().map(|member| entity::uri::<Resource>(member.id)).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let mut resources = vec![];
    for stored in call.store.read(&uris).await?.into_iter().flatten() {
        let resource = Entity::<Resource>::read(stored)?;
        if resource.facts.public || call.caller.user.is_some() {
            resources.push(resource);
        }
    }
    Ok(resources)
}

/// What signs the addresses of these resources, if one of them needs it.
pub(crate) async fn signer(call: &Call, resources: &[Entity<Resource>]) -> Result<Option<Signer>, Problem> {
    if resources.iter().all(|resource| resource.facts.public) {
        return Ok(None);
    }
    Ok(Some(Signer::of(&call.store, &call.fetched).await?))
}
