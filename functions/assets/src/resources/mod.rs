//! Resources: one digitised file each, with a title and who may see it.
//!
//! The blob is written before the resource's record, and deleted after it: a record never points to nothing.

mod create;
mod delete;
mod fields;
mod update;

use api::{Call, Endpoint, Problem, Reply, delete, get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Key;

use crate::entity::{Entity, Kind, key_in_path};
use crate::files::address;
use crate::signing::Signer;
use crate::{moment, rights, with_alias};

/// What a resource's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Resource {
    /// URI of the user who uploaded it.
    pub(crate) user: String,
    /// SHA-1 of the bytes: the one that ARCS clients know.
    pub(crate) sha: String,
    /// SHA-256 of the bytes: the one the blob is kept under.
    pub(crate) sha256: String,
    pub(crate) file_name: String,
    pub(crate) file_size: u64,
    pub(crate) mime_type: String,
    pub(crate) title: String,
    pub(crate) public: bool,
    pub(crate) exclusive: bool,
    /// Until somebody has looked at it.
    pub(crate) first_req: bool,
    /// `Photograph`, `Notebook Page` and so on; any text.
    #[serde(rename = "type")]
    pub(crate) category: String,
    /// The collection whose page this is.
    pub(crate) context: Option<String>,
}

impl Kind for Resource {
    const RECORD_TYPE: &'static str = "arcs_resource";
    const COLLECTION: &'static str = "/api/resources";
    const NAME: &'static str = "resource";

    fn author(&self) -> &str {
        &self.user
    }
}

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    endpoints
        .extend(with_alias("/resources", |path| post(path).arcs().upload().reads(create::keys).to(create::create)));
    endpoints.extend(with_alias("/resources/{id}", |path| get(path).arcs().reads(keys).to(read)));
    endpoints.extend(with_alias("/resources/{id}", |path| put(path).arcs().json().reads(keys).to(update::update)));
    endpoints.extend(with_alias("/resources/{id}", |path| post(path).arcs().json().reads(keys).to(update::update)));
    endpoints.extend(with_alias("/resources/{id}", |path| delete(path).arcs().reads(keys).to(delete::delete)));
    endpoints
}

/// The resource that the path names, and what its addresses are signed with.
fn keys(inputs: &api::call::Inputs) -> Vec<Key> {
    key_in_path::<Resource>(inputs).into_iter().chain([Signer::key()]).collect()
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let resource = Entity::<Resource>::requested(&call).await?;
    rights::check_visible(&call, &resource.facts)?;
    Ok(Reply::json(&show(&call, &resource).await?))
}

/// A resource as clients see it. Of a private one, the addresses are signed: only who may read it gets here.
async fn show(call: &Call, resource: &Entity<Resource>) -> Result<Value, Problem> {
    let Resource { sha, file_name, .. } = &resource.facts;
    let mut url = address::of_file(sha, file_name);
    let mut thumb = address::of_derivative(sha, address::THUMBNAIL);
    if !resource.facts.public {
        let (signer, now) = (Signer::of(call).await?, call.store.clock().now());
        url.sign(&signer.query(sha, file_name, now));
        thumb.sign(&signer.query(sha, address::THUMBNAIL, now));
    }
    let (facts, stored, origin) = (&resource.facts, &resource.stored, &call.origin);
    Ok(json!({
        "id": resource.id,
        "user_id": api::arcs::user_id(&facts.user),
        "sha": facts.sha,
        "public": facts.public,
        "file_name": facts.file_name,
        "mime_type": facts.mime_type,
        "title": facts.title,
        "created": moment::show(stored.create_time),
        "modified": moment::show(stored.user_mtime),
        "url": url.under(origin),
        "thumb": thumb.under(origin),
        "exclusive": facts.exclusive,
        "file_size": facts.file_size,
        "type": facts.category,
        "context": facts.context,
        "first_req": facts.first_req,
        "sha256": facts.sha256,
    }))
}
