//! What an upload says: the document under [`store::Key::upload`].

use arcs::kinds::Resource;
use serde::{Deserialize, Serialize};
use store::uploads::parts::Part;
use store::uploads::read::Version;

use crate::hashing::{Midway, Sums};

/// Why there are bytes that nothing points to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A blob that is being written or deleted ([`store::blobs::BLOB`]).
    Blob {
        /// Its SHA-256.
        sha256: String,
    },
    /// A blob that was brought, and that its bringer may make resources of.
    Claim {
        /// URI of who brought it.
        user: String,
        /// SHA-1 of its bytes.
        sha: String,
        /// SHA-256 of its bytes.
        sha256: String,
    },
    /// A file that a client sends to the bucket itself.
    Upload(Box<Upload>),
}

/// A file that a client sends to the bucket itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    /// The name of who sends it.
    pub username: String,
    /// The resource that it will be. What only the bytes can tell is empty.
    pub resource: Resource,
    /// Keywords that the resource will have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// What the client has announced of the bytes.
    pub announced: Announced,
    /// How it comes in parts; `None`: in one piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<InParts>,
    /// How far it is.
    pub state: State,
}

/// What a client says of bytes before it sends them. Hashes are hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// How many.
    pub size: u64,
    /// Their media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Their SHA-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha: Option<String>,
    /// Their SHA-256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Their SHA-512.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha512: Option<String>,
}

impl Announced {
    /// What of it is not so; `None` when all is.
    pub fn contradiction(&self, sums: &Sums) -> Option<&'static str> {
        let differs =
            |announced: &Option<String>, found: Option<&String>| announced.is_some() && announced.as_ref() != found;
        let pairs = [
            ("SHA-256", differs(&self.sha256, Some(&sums.sha256))),
            ("SHA-512", differs(&self.sha512, sums.sha512.as_ref())),
            ("SHA-1", differs(&self.sha, Some(&sums.sha))),
        ];
        pairs.into_iter().find(|(_, differs)| *differs).map(|(name, _)| name)
    }
}

/// How a file comes in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InParts {
    /// S3's id of the object in parts.
    pub id: String,
    /// Bytes of every part but the last.
    pub size: u64,
    /// Whether every part comes with its SHA-256.
    #[serde(default)]
    pub with_sha256: bool,
}

impl InParts {
    /// How many parts a file of so many bytes has.
    pub fn count(&self, whole: u64) -> u64 {
        whole.div_ceil(self.size).max(1)
    }

    /// Bytes of a part, by its number from 1 on; `None` for no part of a file of so many bytes.
    pub fn size_of(&self, number: u64, whole: u64) -> Option<u64> {
        let is_one = (1..=self.count(whole)).contains(&number);
        is_one.then(|| (whole - (number - 1) * self.size).min(self.size))
    }
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Bytes may come.
    Receiving,
    /// All are there, and are being read.
    Checking(Checking),
    /// They are what was announced, and become a blob.
    Placing(Placing),
    /// There is a resource, which has the id of the upload.
    Done,
    /// They were not what was announced, and are gone.
    Refused {
        /// What was wrong.
        message: String,
    },
    /// Nobody wants them, and they are gone. To everybody but the sweep there is no such upload any more.
    GivenUp(GivenUp),
}

/// A file that is being read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checking {
    /// What is read.
    #[serde(with = "version")]
    pub version: Version,
    /// Bytes that were read.
    pub position: u64,
    /// The hashes of those bytes.
    pub hashes: Midway,
    /// What the file is, once its beginning was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

/// A file that becomes a blob.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placing {
    /// What was read.
    #[serde(with = "version")]
    pub version: Version,
    /// Its hashes.
    pub sums: Sums,
    /// What it is.
    pub media_type: String,
    /// A copy in parts that was begun: S3's id, and what is copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<(String, Vec<Part>)>,
}

/// An upload that nobody wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenUp {
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// What was being placed: a copy that somebody had begun may come to its place later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placing: Option<Box<Placing>>,
}

/// A version as a document holds it.
mod version {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use store::uploads::read::Version;

    pub(super) fn serialize<S: Serializer>(version: &Version, serializer: S) -> Result<S::Ok, S::Error> {
        (&version.mark, version.size).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
        let (mark, size) = Deserialize::deserialize(deserializer)?;
        Ok(Version { mark, size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        let parts = InParts { id: String::new(), size: 10, with_sha256: false };
        for (whole, sizes) in [(1, vec![1]), (10, vec![10]), (11, vec![10, 1]), (30, vec![10, 10, 10])] {
            assert_eq!(parts.count(whole), sizes.len() as u64);
            let found: Vec<u64> = (1..=parts.count(whole)).filter_map(|number| parts.size_of(number, whole)).collect();
            assert_eq!(found, sizes);
            assert_eq!(parts.size_of(parts.count(whole) + 1, whole), None);
        }
        assert_eq!((parts.size_of(0, 5), parts.size_of(u64::MAX, 5)), (None, None));
    }

    #[test]
    fn announcements_are_those_of_the_store() {
        let text = serde_json::json!({ "kind": store::blobs::BLOB, "sha256": "ab" });
        assert_eq!(serde_json::from_value::<Entry>(text).unwrap(), Entry::Blob { sha256: "ab".to_owned() });
    }

    #[test]
    fn what_differs_is_named() {
        let sums = crate::hashing::Hashes::of(b"abc");
        assert_eq!(Announced::default().contradiction(&sums), None);
        let right =
            Announced { sha: Some(sums.sha.clone()), sha256: Some(sums.sha256.clone()), ..Announced::default() };
        assert_eq!(right.contradiction(&sums), None);
        let wrong = Announced { sha: Some(sums.sha256.clone()), ..right };
        assert_eq!(wrong.contradiction(&sums), Some("SHA-1"));
        let unknown = Announced { sha512: Some(String::new()), ..Announced::default() };
        assert_eq!(unknown.contradiction(&sums), Some("SHA-512"));
    }
}
