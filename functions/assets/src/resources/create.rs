//! Creating a resource from an upload. Where the file is to be fetched from elsewhere, [`super::by_url`] begins a job.

use std::collections::BTreeMap;

use api::call::Inputs;
use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::keeping::keep;
use arcs::kinds::Resource;
use arcs::signing::Signer;
use http::{StatusCode, header};
use store::Key;

use super::fields::Fields;
use super::{by_url, show};
use crate::requested::author;
use crate::upload::{self, Upload, hash_of_file};

/// The section of the public reference that describes this request says 200; its status table, and the sections of all
/// other creates, say 201 for a new object, which is what the original answered.
pub(crate) const CREATED: StatusCode = StatusCode::CREATED;

/// The answer to a request for what is done afterwards: the job is made, the resource is not.
pub(crate) const ACCEPTED: StatusCode = StatusCode::ACCEPTED;

pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    hash_of_file(inputs).map(|sha256| Key::blob(&sha256)).into_iter().chain([Signer::key()]).collect()
}

pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let fields = upload::fields(&call)?;
    if let Some(address) = upload::address(&fields)? {
        return by_url::begin(&call, user, &fields, address).await;
    }
    let upload = Upload::read(&call, fields)?;
    let resource = Entity::new(&call.store, author(user), describe(user, &upload)?)?;
    let sha256 = &resource.facts.sha256;
    let blob = call.store.blob(&call.fetched, sha256).await?;
    let write = || call.store.put_blob(sha256, upload.bytes.clone());
    keep(&call.store, &resource, blob, write, |_| ()).await?;
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
