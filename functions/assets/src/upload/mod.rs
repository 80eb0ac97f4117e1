//! What an upload brings, before it becomes a resource: one file, and the fields beside it.

mod digest;

use api::call::{Inputs, Part};
use api::{Call, Problem};
use arcs::{file_name, media_type};
use bytes::Bytes;
use serde_json::{Map, Value};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// A file on its way in.
pub(crate) struct Upload {
    /// The bytes.
    pub(crate) bytes: Bytes,
    /// Their SHA-256, which names the blob.
    pub(crate) sha256: String,
    /// Their SHA-1, which ARCS clients know.
    pub(crate) sha: String,
    /// The client's name for the file, made fit to be shown.
    pub(crate) file_name: String,
    /// What the bytes are.
    pub(crate) mime_type: String,
    /// The fields beside the file.
    pub(crate) fields: Map<String, Value>,
}

impl Upload {
    /// Reads the upload of a request, whose fields were read before.
    pub(crate) fn read(call: &Call, fields: Map<String, Value>) -> Result<Self, Problem> {
        let file = file_part(call.parts()?).ok_or_else(|| Problem::bad_request("a file is needed"))?;
        let sha256 = sha256_hex(&file.bytes);
        digest::check(&call.headers, &call.inputs().bytes, &sha256)?;
        let declared = [file.content_type.as_deref(), fields.get("mime_type").and_then(Value::as_str)];
        Ok(Self {
            sha: hex::encode(Sha1::digest(&file.bytes)),
            sha256,
            file_name: file_name::clean(file.file_name.as_deref().unwrap_or_default()),
            mime_type: media_type::of(&file.bytes, declared.into_iter().flatten()),
            bytes: file.bytes.clone(),
            fields,
        })
    }
}

/// The fields of a request that brings a file, or says where one is.
pub(crate) fn fields(call: &Call) -> Result<Map<String, Value>, Problem> {
    let parts = call.parts()?;
    if parts.is_empty() { json_fields(call) } else { Ok(form_fields(parts)) }
}

/// SHA-256 of an upload's file, as far as there is one: its blob's state is read together with the session.
pub(crate) fn hash_of_file(inputs: &Inputs) -> Option<String> {
    file_part(&inputs.parts).map(|file| sha256_hex(&file.bytes))
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The first file counts, whatever its field is called. A form whose file was not chosen sends one without a name.
fn file_part(parts: &[Part]) -> Option<&Part> {
    parts.iter().find(|part| match &part.file_name {
        Some(name) => !name.is_empty() || !part.bytes.is_empty(),
        None => false,
    })
}

/// Every part that is no file, by name; the first of a name counts.
fn form_fields(parts: &[Part]) -> Map<String, Value> {
    let mut fields = Map::new();
    for part in parts.iter().filter(|part| part.file_name.is_none()) {
        let text = String::from_utf8_lossy(&part.bytes).into_owned();
        fields.entry(part.name.clone()).or_insert(Value::String(text));
    }
    fields
}

fn json_fields(call: &Call) -> Result<Map<String, Value>, Problem> {
    let body = call.json().map_err(|problem| match problem {
        Problem::BadRequest(text) => Problem::BadRequest(text),
        _ => Problem::bad_request("a file or a url is needed"),
    })?;
    body.as_object().cloned().ok_or_else(|| Problem::bad_request("a JSON object is needed"))
}

/// Where the file is, when it is not in the request: an address wins over a file.
pub(crate) fn address(fields: &Map<String, Value>) -> Result<Option<&str>, Problem> {
    match fields.get("url") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(url)) => Ok(Some(url.trim()).filter(|url| !url.is_empty())),
        Some(_) => Err(Problem::bad_request("url must be a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, file_name: Option<&str>, text: &'static str) -> Part {
        Part {
            name: name.to_owned(),
            file_name: file_name.map(ToOwned::to_owned),
            content_type: None,
            bytes: Bytes::from_static(text.as_bytes()),
        }
    }

    #[test]
    fn the_first_file_counts() {
        let parts = [
            part("title", None, "T"),
            part("unused", Some(""), ""),
            part("whatever", Some("a.txt"), ""),
            part("file", Some("b.txt"), "b"),
        ];
        assert_eq!(file_part(&parts).and_then(|part| part.file_name.as_deref()), Some("a.txt"));
        assert_eq!(form_fields(&parts).get("title"), Some(&Value::from("T")));
        assert!(file_part(&parts[..2]).is_none());
    }

    #[test]
    fn an_address_is_a_text() {
        let read = |url: Value| {
            let fields = Map::from_iter([("url".to_owned(), url)]);
            address(&fields).map(|address| address.map(ToOwned::to_owned)).map_err(|problem| problem.to_string())
        };
        assert_eq!(read(Value::Null), Ok(None));
        assert_eq!(read(Value::from("  ")), Ok(None));
        assert_eq!(read(Value::from(" http://example.org/ ")), Ok(Some("http://example.org/".to_owned())));
        assert!(read(Value::from(7)).unwrap_err().contains("string"));
    }
}
