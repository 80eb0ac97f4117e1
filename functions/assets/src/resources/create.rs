//! Creating a resource from an upload. Where the file is to be fetched from elsewhere, [`super::by_url`] begins a job.

use std::collections::BTreeMap;

use api::call::Inputs;
use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use arcs::signing::Signer;
use arcs::{Entity, Kind};
use bytes::Bytes;
use http::{StatusCode, header};
use serde_json::Value;
use store::{Error, Key, Transaction};
use uploads::placing;

use super::fields::{self, Fields};
use super::{by_url, show};
use crate::upload::{self, Brought, Upload, hash_of_file, keywords};
use crate::versions;
use api::arcs::requested::author;
use api::repeated::{self, Repeatable};

/// The section of the public reference that describes this request says 200; its status table, and the sections of all
/// other creates, say 201 for a new object, which is what the original answered.
pub(crate) const CREATED: StatusCode = StatusCode::CREATED;

/// The answer to a request for what is done afterwards: the job is made, the resource is not.
pub(crate) const ACCEPTED: StatusCode = StatusCode::ACCEPTED;

/// The state of the file's blob, and what addresses are signed with.
pub(crate) fn keys(inputs: &Inputs) -> Vec<Key> {
    hash_of_file(inputs)
        .map(|sha256| Key::blob(&sha256))
        .into_iter()
        .chain([Signer::key()])
        .chain(fields::keys(inputs))
        .collect()
}

pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let fields = upload::fields(&call)?;
    if let Some(address) = upload::address(&fields)? {
        return by_url::begin(&call, user, &fields, address).await;
    }
    let resource = make(&call).await?;
    let shown = show(&call, &resource).await?;
    let reply = Reply::json(&shown).status(CREATED).with(header::LOCATION, &resource.stored.uri);
    Ok(versions::tell(&resource.stored, reply))
}

/// Makes the resource of a request's form. Sent again under the same name, the request gets the one that it made before.
pub(crate) async fn make(call: &Call) -> Result<Entity<Resource>, Problem> {
    let user = call.user()?;
    let Upload { file, fields } = Upload::read(call)?;
    let keywords = keywords::read(&fields)?;
    let mut facts = undescribed(user, &file);
    let wanted = Fields::read_upload(&fields)?;
    wanted.check_context(call, None).await?;
    wanted.apply(&mut facts);
    // Clients make up another boundary each time, so the body as it came does not tell.
    let content = format!("{}\n{}\n{}", facts.sha256, facts.file_name, Value::Object(fields));
    let repeatable = Repeatable::of(call, user, Resource::COLLECTION, content.as_bytes())?;
    let resource = Entity::new(&call.store, author(user), facts)?;
    let Err(error) = keep(call, user, &resource, &file.bytes, &keywords, &repeatable).await else {
        placing::add_keywords(&call.store, resource.id, author(user), &keywords).await?;
        return Ok(resource);
    };
    if let Some(uris) = repeatable.made_before(&call.store, &error).await? {
        let made = call.store.read(&[&uris[0]]).await?.into_iter().flatten().next();
        let made: Entity<Resource> = Entity::read(made.ok_or_else(repeated::gone)?)?;
        // The first request may have been cut off before all keywords were given.
        placing::add_keywords(&call.store, made.id, author(user), &keywords).await?;
        return Ok(made);
    }
    Err(error.into())
}

/// A resource of this file, of which nothing else is said.
pub(crate) fn undescribed(user: &User, file: &Brought) -> Resource {
    Resource {
        sha: file.sums.sha.clone(),
        sha256: file.sums.sha256.clone(),
        file_size: file.bytes.len() as u64,
        mime_type: file.mime_type.clone(),
        ..unseen(user, &file.file_name)
    }
}

/// A resource of a file of which nothing but the name is known yet.
pub(crate) fn unseen(user: &User, file_name: &str) -> Resource {
    Resource {
        user: user.uri.clone(),
        sha: String::new(),
        sha256: String::new(),
        file_name: file_name.to_owned(),
        file_size: 0,
        mime_type: String::new(),
        title: file_name.to_owned(),
        public: false,
        exclusive: false,
        first_req: true,
        category: String::new(),
        context: None,
        metadata: BTreeMap::new(),
        pictures: None,
    }
}

/// Writes the blob, unless its content is there already, and then everything that points to it.
async fn keep(
    call: &Call,
    user: &User,
    resource: &Entity<Resource>,
    bytes: &Bytes,
    keywords: &[String],
    repeatable: &Repeatable,
) -> Result<(), Error> {
    let blob = call.store.blob(&call.fetched, &resource.facts.sha256).await?;
    let mut transaction = Transaction::new();
    placing::found(&call.store, &mut transaction, resource, author(user), keywords).await?;
    repeatable.note(&call.store, &mut transaction, [resource.stored.uri.as_str()]);
    call.store.keep_blob(blob, bytes, &transaction).await
}
