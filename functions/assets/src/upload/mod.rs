//! What a form brings, before it becomes a resource: files, and the fields beside them.

pub(crate) mod digest;
pub(crate) mod keywords;

use api::call::{Inputs, Part};
use api::form::bare_name;
use api::{Call, Problem};
use arcs::media_type::ENOUGH;
use arcs::{file_name, media_type};
use bytes::Bytes;
use serde_json::{Map, Value};
use uploads::hashing::{Hashes, Sums};

/// A file on its way in.
pub(crate) struct Brought {
    /// The bytes.
    pub(crate) bytes: Bytes,
    /// Their hashes.
    pub(crate) sums: Sums,
    /// The client's name for the file, made fit to be shown.
    pub(crate) file_name: String,
    /// What the bytes are.
    pub(crate) mime_type: String,
}

impl Brought {
    /// A file of a form. `declared` is what a field beside it says of its type.
    pub(crate) fn read(part: &Part, declared: Option<&str>) -> Self {
        let declared = [part.content_type.as_deref(), declared];
        Self {
            sums: Hashes::of(&part.bytes),
            file_name: file_name::clean(part.file_name.as_deref().unwrap_or_default()),
            mime_type: media_type::of(&part.bytes[..part.bytes.len().min(ENOUGH)], declared.into_iter().flatten()),
            bytes: part.bytes.clone(),
        }
    }
}

/// One file, and the fields beside it.
pub(crate) struct Upload {
    /// The file.
    pub(crate) file: Brought,
    /// The fields.
    pub(crate) fields: Map<String, Value>,
}

impl Upload {
    /// Reads the upload of a request.
    pub(crate) fn read(call: &Call) -> Result<Self, Problem> {
        let fields = fields(call)?;
        let part = files(call.parts()?).next().ok_or_else(|| Problem::bad_request("a file is needed"))?;
        digest::check(&call.headers, &call.inputs().bytes, Some(&part.bytes))?;
        let file = Brought::read(part, fields.get("mime_type").and_then(Value::as_str));
        Ok(Self { file, fields })
    }
}

/// The fields of a request that brings a file, or says where one is.
pub(crate) fn fields(call: &Call) -> Result<Map<String, Value>, Problem> {
    let parts = call.parts()?;
    if parts.is_empty() { json_fields(call) } else { form_fields(parts) }
}

/// SHA-256 of an upload's file, as far as there is one: its blob's state is read together with the session.
pub(crate) fn hash_of_file(inputs: &Inputs) -> Option<String> {
    files(&inputs.parts).next().map(|file| Hashes::of(&file.bytes).sha256)
}

/// The files of a form, whatever their fields are called. A form whose file was not chosen sends one without a name.
pub(crate) fn files(parts: &[Part]) -> impl Iterator<Item = &Part> {
    parts.iter().filter(|part| match &part.file_name {
        Some(name) => !name.is_empty() || !part.bytes.is_empty(),
        None => false,
    })
}

/// Every part that is no file, by name; the first of a name counts.
fn form_fields(parts: &[Part]) -> Result<Map<String, Value>, Problem> {
    let mut fields = Map::new();
    for part in parts.iter().filter(|part| part.file_name.is_none()) {
        let name = bare_name("Resource", &part.name);
        let text = String::from_utf8(part.bytes.to_vec());
        let text = text.map_err(|_| Problem::bad_request(format!("{name} is not valid UTF-8")))?;
        fields.entry(name.to_owned()).or_insert(Value::String(text));
    }
    Ok(fields)
}

fn json_fields(call: &Call) -> Result<Map<String, Value>, Problem> {
    call.json()?.as_object().cloned().ok_or_else(|| Problem::bad_request("a JSON object is needed"))
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
            part("data[Resource][type]", None, "Map"),
            part("unused", Some(""), ""),
            part("whatever", Some("a.txt"), ""),
            part("file", Some("b.txt"), "b"),
        ];
        let names: Vec<_> = files(&parts).filter_map(|part| part.file_name.as_deref()).collect();
        assert_eq!(names, ["a.txt", "b.txt"]);
        let fields = form_fields(&parts).unwrap();
        assert_eq!((fields.get("title"), fields.get("type")), (Some(&Value::from("T")), Some(&Value::from("Map"))));
        assert_eq!(files(&parts[..3]).count(), 0);
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
