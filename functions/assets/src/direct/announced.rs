//! What a client says of a file before it sends it.

use std::collections::BTreeMap;

use api::caller::User;
use api::{Call, Problem};
use arcs::file_name;
use arcs::kinds::Resource;
use arcs::media_type::essence;
use serde_json::{Map, Value};
use store::uploads::parts::{LARGEST_PART, MOST_PARTS, SMALLEST_PART};
use uploads::entry::Announced;

use crate::metadata;
use crate::resources::create::unseen;
use crate::resources::fields::Fields;
use crate::upload::digest::{self, Named};
use crate::upload::keywords;

/// Bytes of the largest file: 100 GiB.
pub(super) const LARGEST: u64 = 100 * 1024 * 1024 * 1024;

/// Files up to this size come in one piece, unless the client wants parts.
const IN_ONE_PIECE: u64 = 64 * 1024 * 1024;

/// Bytes of a part, where that is not too little for the file.
const PART: u64 = 16 * 1024 * 1024;

/// A file that is announced.
pub(super) struct Request {
    /// The resource that it will be.
    pub(super) resource: Resource,
    /// Its keywords.
    pub(super) keywords: Vec<String>,
    /// What its bytes will be.
    pub(super) announced: Announced,
    /// Bytes of a part; `None`: in one piece.
    pub(super) part_size: Option<u64>,
    /// Whether every part comes with its SHA-256.
    pub(super) with_sha256: bool,
}

impl Request {
    /// Reads a body: `name` and `size`; `type` (media type), `sha`, `sha256`, `content_digest`; `title`, `public`, `rtype`, `context`,
    /// `exclusive`, `keywords`, `metadata`, `identifier`; `part_size`, `part_checksums`. Names as in `POST /uploads/batch`.
    pub(super) async fn read(call: &Call, body: &Map<String, Value>, user: &User) -> Result<Self, Problem> {
        let name = text(body, "name")?.or(text(body, "file_name")?).ok_or_else(|| needed("name"))?;
        let size = body.get("size").ok_or_else(|| needed("size"))?;
        let size = size.as_u64().filter(|size| *size <= LARGEST);
        let size =
            size.ok_or_else(|| Problem::bad_request(format!("size must be a number of bytes up to {LARGEST}")))?;
        let mut resource = unseen(user, &file_name::clean(&name));
        let described = described(body)?;
        described.check_context(call, None).await?;
        described.apply(&mut resource);
        resource.metadata = said(body)?;
        let with_sha256 = match body.get("part_checksums") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(value)) => *value,
            Some(_) => return Err(Problem::bad_request("part_checksums must be true or false")),
        };
        Ok(Self {
            resource,
            keywords: keywords::read(body)?,
            announced: announced(body, size)?,
            part_size: part_size(body, size)?,
            with_sha256,
        })
    }
}

/// What is said of the resource. `type` is the file's here, and the resource's is `rtype`.
fn described(body: &Map<String, Value>) -> Result<Fields, Problem> {
    let mut body = body.clone();
    body.remove("mime_type");
    match body.remove("rtype") {
        Some(category) => body.insert("type".to_owned(), category),
        None => body.remove("type"),
    };
    Fields::read(&body)
}

/// What is said of the resource by key.
fn said(body: &Map<String, Value>) -> Result<BTreeMap<String, String>, Problem> {
    let mut given = match body.get("metadata") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(given)) => given.clone(),
        Some(_) => return Err(Problem::bad_request("metadata must be an object with keys and texts")),
    };
    if let Some(identifier) = body.get("identifier") {
        given.insert("identifier".to_owned(), identifier.clone());
    }
    metadata::of_new(&given)
}

fn announced(body: &Map<String, Value>, size: u64) -> Result<Announced, Problem> {
    let media_type = text(body, "type")?.or(text(body, "mime_type")?).filter(|text| !text.is_empty());
    let essence =
        |text: &str| essence(text).ok_or_else(|| Problem::bad_request("type must be a media type such as image/png"));
    let media_type = media_type.as_deref().map(essence).transpose()?;
    let (sha, mut sha256, mut sha512) = (digits(body, "sha", 40)?, digits(body, "sha256", 64)?, None);
    if let Some(text) = text(body, "content_digest")? {
        for named in digest::read(&text)? {
            let (place, found) = match named {
                Named::Sha256(found) => (&mut sha256, hex::encode(found)),
                Named::Sha512(found) => (&mut sha512, hex::encode(found)),
            };
            if place.as_ref().is_some_and(|known| *known != found) {
                return Err(Problem::bad_request("sha256 and content_digest contradict each other"));
            }
            *place = Some(found);
        }
    }
    Ok(Announced { size, media_type, sha, sha256, sha512 })
}

/// The size of the parts that a file comes in.
fn part_size(body: &Map<String, Value>, size: u64) -> Result<Option<u64>, Problem> {
    let wanted = match body.get("part_size") {
        None | Some(Value::Null) if size <= IN_ONE_PIECE => return Ok(None),
        // Whole mebibytes.
        None | Some(Value::Null) => PART.max(size.div_ceil(MOST_PARTS).next_multiple_of(1024 * 1024)),
        Some(wanted) => {
            let wanted = wanted.as_u64().filter(|wanted| (SMALLEST_PART..=LARGEST_PART).contains(wanted));
            wanted.ok_or_else(|| {
                Problem::bad_request(format!(
                    "part_size must be a number of bytes from {SMALLEST_PART} to {LARGEST_PART}"
                ))
            })?
        }
    };
    if size.div_ceil(wanted) > MOST_PARTS {
        return Err(Problem::bad_request(format!("part_size is too small: a file has at most {MOST_PARTS} parts")));
    }
    Ok(Some(wanted))
}

fn needed(name: &str) -> Problem {
    Problem::bad_request(format!("{name} is needed"))
}

fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Problem::bad_request(format!("{name} must be a string"))),
    }
}

/// A hash in hexadecimal digits.
pub(super) fn digits(body: &Map<String, Value>, name: &str, length: usize) -> Result<Option<String>, Problem> {
    let Some(text) = text(body, name)? else { return Ok(None) };
    if text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Some(text.to_ascii_lowercase()));
    }
    Err(Problem::bad_request(format!("{name} must be {length} hexadecimal digits")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_are_as_large_as_they_must_be() {
        let size = |whole: u64| part_size(&Map::new(), whole).unwrap();
        assert_eq!(size(IN_ONE_PIECE), None);
        assert_eq!(size(IN_ONE_PIECE + 1), Some(PART));
        let largest = size(LARGEST).unwrap();
        assert!(LARGEST.div_ceil(largest) <= MOST_PARTS);
        let wanted = |wanted: Value, whole: u64| part_size(json!({ "part_size": wanted }).as_object().unwrap(), whole);
        assert_eq!(wanted(json!(SMALLEST_PART), 100).unwrap(), Some(SMALLEST_PART));
        assert!(wanted(json!(SMALLEST_PART), LARGEST).is_err());
        for wrong in [json!(SMALLEST_PART - 1), json!(LARGEST_PART + 1), json!("x"), json!(-1), json!(5e6)] {
            assert!(wanted(wrong.clone(), 100).is_err(), "{wrong}");
        }
    }
}
