//! What a form brings, before it becomes a resource: files, and the fields beside them.

pub(crate) mod digest;
pub(crate) mod keywords;

use api::call::{Inputs, Part};
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
        let parts = call.parts()?;
        let fields = if parts.is_empty() { json_fields(call)? } else { form_fields(parts)? };
        check_url(&fields)?;
        let part = files(parts).next().ok_or_else(|| Problem::bad_request("a file is needed"))?;
        digest::check(&call.headers, &call.inputs().bytes, Some(&part.bytes))?;
        let file = Brought::read(part, fields.get("mime_type").and_then(Value::as_str));
        Ok(Self { file, fields })
    }
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
        let name = bare_name(&part.name);
        let text = String::from_utf8(part.bytes.to_vec());
        let text = text.map_err(|_| Problem::bad_request(format!("{name} is not valid UTF-8")))?;
        fields.entry(name).or_insert(Value::String(text));
    }
    Ok(fields)
}

/// The field that a form means: the original's own page writes `data[Resource][title]`.
fn bare_name(name: &str) -> String {
    let nested = name.strip_prefix("data[Resource][").and_then(|rest| rest.strip_suffix(']'));
    nested.or_else(|| name.strip_prefix("Resource.")).unwrap_or(name).to_owned()
}

fn json_fields(call: &Call) -> Result<Map<String, Value>, Problem> {
    let body = call.json().map_err(|problem| match problem {
        Problem::BadRequest(text) => Problem::BadRequest(text),
        _ => Problem::bad_request("a file or a url is needed"),
    })?;
    body.as_object().cloned().ok_or_else(|| Problem::bad_request("a JSON object is needed"))
}

/// An address to fetch the file from wins over a file. Fetching needs a function of its own, without rights and with a
/// guard against addresses inside the network, which this archive does not have yet.
fn check_url(fields: &Map<String, Value>) -> Result<(), Problem> {
    let url = match fields.get("url") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::String(url)) => url.trim(),
        Some(_) => return Err(Problem::bad_request("url must be a string")),
    };
    if url.is_empty() {
        return Ok(());
    }
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    Err(Problem::bad_request(if is_web {
        "this archive cannot fetch files by url yet: upload the file itself"
    } else {
        "url must begin with http:// or https://"
    }))
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
    fn urls_are_refused_with_a_reason() {
        let refusal =
            |url: Value| check_url(&Map::from_iter([("url".to_owned(), url)])).err().map(|p| format!("{p:?}"));
        assert!(refusal(Value::Null).is_none() && refusal(Value::from("  ")).is_none());
        assert!(refusal(Value::from("file:///etc/hosts")).unwrap().contains("must begin"));
        assert!(refusal(Value::from("gopher://x")).unwrap().contains("must begin"));
        assert!(refusal(Value::from("http://169.254.169.254/")).unwrap().contains("yet"));
        assert!(refusal(Value::from(7)).unwrap().contains("string"));
    }
}
