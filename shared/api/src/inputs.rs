//! What a request brings, before anything is believed: path, query and form parameters, and the body.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use crate::endpoint::{BodyKind, Endpoint};
use crate::file_name;
use crate::form::bare_name;
use crate::problem::Problem;
use crate::unreadable::{Unreadable, parse};

/// One part of a multipart form.
#[derive(Clone, Debug)]
pub struct Part {
    /// Field name.
    pub name: String,
    /// The client's name for the file; `None` for an ordinary field.
    pub file_name: Option<String>,
    /// The type that the client declares.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Bytes,
}

/// A request's parameters and body.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    pairs: Vec<(String, String)>,
    /// The parsed JSON body, or why it is none. Absent when the route takes no JSON, or nothing was sent to one that takes uploads.
    pub json: Option<Result<Value, Unreadable>>,
    /// The parts of a multipart upload.
    pub parts: Vec<Part>,
    /// Why the upload has no parts: its route tells so only after it has looked at the session.
    pub(crate) malformed: Option<String>,
    /// Whether the JSON was the fields of a form.
    pub is_form: bool,
    /// The body as sent.
    pub bytes: Bytes,
}

impl Inputs {
    /// Gathers parameters of the path (decoded), query and form, and reads the body as far as the endpoint says.
    pub(crate) async fn gather(
        endpoint: &Endpoint,
        path: Vec<(String, String)>,
        query: Option<&str>,
        headers: &HeaderMap,
        bytes: Bytes,
    ) -> Result<Self, Problem> {
        let mut inputs = Self { pairs: path, bytes: bytes.clone(), ..Self::default() };
        inputs.pairs.extend(pairs(query.unwrap_or_default().as_bytes()));
        let content_type =
            headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_multipart = content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data");
        match endpoint.body {
            BodyKind::Upload if is_multipart => match multipart(content_type, bytes).await {
                Ok(parts) => inputs.parts = parts,
                Err(detail) => inputs.malformed = Some(detail),
            },
            BodyKind::Upload if bytes.is_empty() => {}
            BodyKind::Fields(model) => match fields(model, content_type, is_multipart, bytes).await {
                Ok(Some(fields)) => {
                    inputs.is_form = true;
                    inputs.json = Some(Ok(fields));
                }
                // A form is as good as JSON here, and so is its type.
                Ok(None) if is_form(content_type) => inputs.json = Some(parse(endpoint.dialect, "", &inputs.bytes)),
                Ok(None) => inputs.json = Some(parse(endpoint.dialect, content_type, &inputs.bytes)),
                Err(detail) => inputs.json = Some(Err(Unreadable::Malformed(detail))),
            },
            BodyKind::Record(_) | BodyKind::Json | BodyKind::Upload => {
                inputs.json = Some(parse(endpoint.dialect, content_type, &bytes));
            }
            BodyKind::Parameters if is_multipart => {
                let fields = multipart(content_type, bytes).await.map_err(Problem::BadRequest)?;
                inputs.pairs.extend(
                    fields.into_iter().map(|part| (part.name, String::from_utf8_lossy(&part.bytes).into_owned())),
                );
            }
            BodyKind::Parameters => inputs.pairs.extend(pairs(&bytes)),
        }
        Ok(inputs)
    }

    /// The last value given under a plain name: a path parameter cannot be overridden by the query.
    pub fn scalar(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The values given as `name[]`, or as `name[0]`, `name[1]` … ordered by the text of the index.
    pub fn array(&self, name: &str) -> Vec<&str> {
        let mut indexed: BTreeMap<&str, &str> = BTreeMap::new();
        let mut values = vec![];
        for (key, value) in &self.pairs {
            let Some(index) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']')) else {
                continue;
            };
            if index.is_empty() {
                values.push(value.as_str());
            } else {
                indexed.insert(index, value);
            }
        }
        values.extend(indexed.into_values());
        values
    }

    /// A record number in the path or query, as far as it is one.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.scalar(name)?.parse().ok()
    }
}

fn pairs(encoded: &[u8]) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(encoded).map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// The fields of a form; `None` when the body is none. JSON often comes under the content type of a form.
async fn fields(model: &str, content_type: &str, is_multipart: bool, bytes: Bytes) -> Result<Option<Value>, String> {
    let field = |name: &str, text: String| (bare_name(model, name).to_owned(), Value::from(text));
    if is_multipart {
        let parts = multipart(content_type, bytes).await?;
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        return Ok(Some(parts.into_iter().map(|part| field(&part.name, text(&part.bytes))).collect()));
    }
    if !is_form(content_type) || bytes.trim_ascii_start().first().is_some_and(|byte| b"{[".contains(byte)) {
        return Ok(None);
    }
    Ok(Some(pairs(&bytes).map(|(name, text)| field(&name, text)).collect()))
}

fn is_form(content_type: &str) -> bool {
    content_type.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

async fn multipart(content_type: &str, bytes: Bytes) -> Result<Vec<Part>, String> {
    let malformed = |error: multer::Error| format!("Malformed multipart body: {error}");
    let boundary = multer::parse_boundary(content_type).map_err(malformed)?;
    let stream = futures_util::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(bytes)));
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = vec![];
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = file_name::of(field.headers());
        let content_type = field.content_type().map(ToString::to_string);
        parts.push(Part { name, file_name, content_type, bytes: field.bytes().await.map_err(malformed)? });
    }
    Ok(parts)
}
