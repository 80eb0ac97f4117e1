//! Creating a resource from an upload.

use std::collections::BTreeMap;

use api::call::Inputs;
use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use arcs::signing::Signer;
use arcs::{Entity, shelf};
use bytes::Bytes;
use http::{StatusCode, header};
use store::{Key, Transaction};

use super::fields::Fields;
use super::show;
use crate::requested::author;
use crate::upload::{Upload, hash_of_file};

/// The section of the public reference that describes this request says 200; its status table, and the sections of all
/// other creates, say 201 for a new object, which is what the original answered.
pub(crate) const CREATED: StatusCode = StatusCode::CREATED;

/// How often a blob is written again because another request was just deleting it.
const ATTEMPTS: usize = 4;

pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    hash_of_file(inputs).map(|sha256| Key::blob(&sha256)).into_iter().chain([Signer::key()]).collect()
}

pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let upload = Upload::read(&call)?;
    let resource = Entity::new(&call.store, author(user), describe(user, &upload)?)?;
    keep(&call, &resource, &upload.bytes).await?;
    let shown = show(&call, &resource).await?;
    Ok(Reply::json(&shown).status(CREATED).with(header::LOCATION, &resource.stored.uri))
}

fn describe(user: &User, upload: &Upload) -> Result<Resource, Problem> {
    let mut resource = Resource {
        user: user.uri.clone(),
        sha: upload.sha.clone(),
        sha256: upload.sha256.clone(),
        file_name: upload.file_name.clone(),
        file_size: upload.bytes.len() as u64,
        mime_type: upload.mime_type.clone(),
        title: upload.file_name.clone(),
        public: false,
        exclusive: false,
        first_req: true,
        category: String::new(),
        context: None,
        metadata: BTreeMap::new(),
        pictures: None,
    };
    Fields::read_upload(&upload.fields)?.apply(&mut resource);
    Ok(resource)
}

/// Writes the blob, unless its content is there already, and then everything that points to it.
async fn keep(call: &Call, resource: &Entity<Resource>, bytes: &Bytes) -> Result<(), Problem> {
    let sha256 = &resource.facts.sha256;
    let mut blob = call.store.blob(&call.fetched, sha256).await?;
    for _ in 0..ATTEMPTS {
        if !blob.is_stored() {
            call.store.put_blob(sha256, bytes.clone()).await?;
        }
        let mut transaction = Transaction::new();
        transaction.use_blob(&blob);
        transaction.create(&call.store, &resource.stored).await?;
        shelf::place(&mut transaction, resource);
        match call.store.commit(transaction).await {
            Err(store::Error::Stale(_)) => {
                let fetched = call.store.fetch([Key::blob(sha256)]).await?;
                blob = call.store.blob(&fetched, sha256).await?;
            }
            committed => return Ok(committed?),
        }
    }
    Err(Problem::Unavailable(format!("blob {sha256} keeps being deleted")))
}
