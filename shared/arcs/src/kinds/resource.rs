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
    /// Whether the words of a document were found: what searches look through besides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub words: bool,
    /// Why there are no pictures, fit to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// The sides of the square that a thumbnail fits, in pixels.
pub const THUMBNAIL_SIDE: u32 = 100;

/// The sides of the square that a preview fits, in pixels.
pub const PREVIEW_SIDE: u32 = 700;

impl Pictures {
    /// Width and height of a picture of the file that fits a square with these sides, and is not larger than the file's own; `None` while
    /// the file's are unknown.
    pub fn fitted(&self, side: u32) -> Option<(u32, u32)> {
        let longer = self.width.max(self.height);
        if self.width == 0 || self.height == 0 {
            return None;
        }
        if longer <= side {
            return Some((self.width, self.height));
        }
        // Rounded to the nearest pixel, in whole numbers.
        let scaled = |length: u32| {
            let twice = u64::from(length) * u64::from(side) * 2 + u64::from(longer);
            u32::try_from(twice / (u64::from(longer) * 2)).unwrap_or(side).max(1)
        };
        Some((scaled(self.width), scaled(self.height)))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_fit_their_squares() {
        let fitted = |width, height| Pictures { width, height, ..Pictures::default() }.fitted(100);
        assert_eq!(fitted(6000, 4000), Some((100, 67)));
        assert_eq!(fitted(4000, 6000), Some((67, 100)));
        assert_eq!(fitted(80, 20), Some((80, 20)));
        assert_eq!(fitted(60_000, 1), Some((100, 1)));
        assert_eq!(fitted(0, 0), None);
    }
}
