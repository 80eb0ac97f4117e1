//! Resources: one digitised file each, with a title and who may see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::entity::{Entity, Kind};
use crate::signing::Signer;
use crate::{address, moment};

/// What a resource's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// URI of the user who uploaded it.
    pub user: String,
    /// SHA-1 of the bytes: the one that ARCS clients know.
    pub sha: String,
    /// SHA-256 of the bytes: the one the blob is kept under.
    pub sha256: String,
    /// The uploader's name for the file.
    pub file_name: String,
    /// Bytes.
    pub file_size: u64,
    /// What the bytes are.
    pub mime_type: String,
    /// What people call it.
    pub title: String,
    /// Whether everybody may see it.
    pub public: bool,
    /// Kept for clients; means nothing.
    pub exclusive: bool,
    /// Until somebody has looked at it.
    pub first_req: bool,
    /// `Photograph`, `Notebook Page` and so on; any text.
    #[serde(rename = "type")]
    pub category: String,
    /// The collection whose page this is.
    pub context: Option<String>,
    /// What people say about it, by key. Writing them does not count as a modification.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// What was made of the file; `None` until it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<Pictures>,
}

/// What the file turned out to hold, and which pictures of it there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pictures {
    /// Whether there is a thumbnail: fits 100 × 100 pixels.
    pub thumbnail: bool,
    /// Whether there is a preview: fits 700 × 700 pixels.
    pub preview: bool,
    /// Width in pixels as it is looked at (orientation applied), of the first page; 0 when unknown.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pages of a document; 0 for what has none.
    pub pages: u32,
    /// Why there are no pictures, fit to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl Kind for Resource {
    const RECORD_TYPE: &'static str = "arcs_resource";
    const COLLECTION: &'static str = "/api/resources";
    const NAME: &'static str = "resource";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Entity<Resource> {
    /// The resource as clients see it. `origin` is scheme and host; the addresses of a private one are signed, so it must be shown only
    /// to who may read it. `now` is in seconds since 1970.
    pub fn show(&self, origin: &str, signer: Option<&Signer>, now: i64) -> Value {
        let (facts, stored) = (&self.facts, &self.stored);
        let sign = |mut address: address::Address, name: &str| {
            if let Some(signer) = signer.filter(|_| !facts.public) {
                address.sign(&signer.query(&facts.sha, name, now));
            }
            address.under(origin)
        };
        let derivative = |name: &str| sign(address::of_derivative(&facts.sha, name), name);
        let mut shown = json!({
            "id": self.id,
            "user_id": crate::user_id(&facts.user),
            "sha": facts.sha,
            "public": facts.public,
            "file_name": facts.file_name,
            "mime_type": facts.mime_type,
            "title": facts.title,
            "created": moment::show(stored.create_time),
            "modified": moment::show(stored.user_mtime),
            "url": sign(address::of_file(&facts.sha, &facts.file_name), &facts.file_name),
            "thumb": derivative(address::THUMBNAIL),
            "exclusive": facts.exclusive,
            "file_size": facts.file_size,
            "type": facts.category,
            "context": facts.context,
            "first_req": facts.first_req,
            "sha256": facts.sha256,
        });
        if facts.pictures.as_ref().is_some_and(|pictures| pictures.preview) {
            shown["preview"] = derivative(address::PREVIEW).into();
        }
        shown
    }
}
