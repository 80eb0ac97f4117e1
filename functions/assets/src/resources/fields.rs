//! The properties of a resource that clients write. Everything else in a body is dropped: what the archive itself knows
//! about a file is not theirs to say.

use api::arcs::requested::missing;
use api::call::Inputs;
use api::form::bare_name;
use api::{Call, Problem};
use arcs::Entity;
use arcs::download::Wanted;
use arcs::entity::{key, parse_id};
use arcs::kinds::{Collection, Resource};
use arcs::media_type::essence;
use arcs::text::is_blank;
use serde_json::{Map, Value};
use store::Key;
use uuid::Uuid;

/// Characters that a text may have.
const LONGEST: usize = 65_535;

/// What a client wants changed; `None` leaves a property as it is.
#[expect(clippy::option_option, reason = "not given, and given as nothing, are two things")]
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields {
    title: Option<String>,
    pub(crate) public: Option<bool>,
    exclusive: Option<bool>,
    first_req: Option<bool>,
    category: Option<String>,
    /// The inner `None` for no collection any more.
    context: Option<Option<Uuid>>,
    /// An opinion about the file: the bytes have the say.
    pub(super) mime_type: Option<String>,
}

impl Fields {
    /// Reads a JSON object.
    pub(crate) fn read(object: &Map<String, Value>) -> Result<Self, Problem> {
        Ok(Self {
            title: text(object, "title")?,
            public: boolean(object, "public")?,
            exclusive: boolean(object, "exclusive")?,
            first_req: boolean(object, "first_req")?,
            category: text_or_null(object, "type")?,
            context: context(object)?,
            mime_type: media_type(object)?,
        })
    }

    /// Reads the fields of an upload. Forms hold nothing but texts, so there a text may stand for a boolean; and what
    /// the file is has been found out already.
    pub(crate) fn read_upload(fields: &Map<String, Value>) -> Result<Self, Problem> {
        let mut fields = fields.clone();
        fields.remove("mime_type");
        for name in ["public", "exclusive", "first_req"] {
            let Some(Value::String(text)) = fields.get(name) else { continue };
            let value = match text.trim().to_ascii_lowercase().as_str() {
                "1" | "true" => true,
                "0" | "false" | "" => false,
                _ => return Err(Problem::bad_request(format!("{name} must be true or false"))),
            };
            fields.insert(name.to_owned(), Value::Bool(value));
        }
        Self::read(&fields)
    }

    /// What is wanted of a file that is still to be fetched from an address.
    pub(crate) fn wanted(self, url: String, keywords: Vec<String>) -> Wanted {
        Wanted {
            url,
            title: self.title,
            public: self.public.unwrap_or_default(),
            exclusive: self.exclusive.unwrap_or_default(),
            category: self.category.unwrap_or_default(),
            context: self.context.flatten().map(|id| id.to_string()),
            keywords,
        }
    }

    /// Refuses a collection that is not there, for a resource that is in `now`. No read when the collection was read with the session
    /// ([`keys`]), or stays.
    pub(crate) async fn check_context(&self, call: &Call, now: Option<&str>) -> Result<(), Problem> {
        let wanted = self.context.flatten().filter(|id| now != Some(&id.to_string()));
        let Some(id) = wanted else { return Ok(()) };
        let collection = key::<Collection>(id);
        let is_there = if call.fetched.asked(&collection) {
            Entity::<Collection>::find(&call.store, &call.fetched, id).await?
        } else {
            Entity::<Collection>::get(&call.store, id).await?
        };
        is_there.map(|_| ()).ok_or_else(missing::<Collection>)
    }

    /// The resource with these changes, but for what the file is.
    pub(crate) fn apply(self, resource: &mut Resource) {
        if let Some(title) = self.title {
            // A resource always has something to be called by.
            resource.title = if is_blank(&title) { resource.file_name.clone() } else { title };
        }
        resource.public = self.public.unwrap_or(resource.public);
        resource.exclusive = self.exclusive.unwrap_or(resource.exclusive);
        resource.first_req = self.first_req.unwrap_or(resource.first_req);
        if let Some(category) = self.category {
            resource.category = category;
        }
        if let Some(context) = self.context {
            resource.context = context.map(|id| id.to_string());
        }
    }
}

/// The key of the collection that a body names as the context.
pub(crate) fn keys(inputs: &Inputs) -> Option<Key> {
    let json = inputs.json.as_ref().and_then(|body| body.as_ref().ok()?.get("context")?.as_str());
    let part =
        || inputs.parts.iter().find(|part| part.file_name.is_none() && bare_name("Resource", &part.name) == "context");
    let text = json.or_else(|| std::str::from_utf8(&part()?.bytes).ok())?;
    parse_id(text.trim()).map(key::<Collection>)
}

#[expect(clippy::option_option, reason = "not given, and given as nothing, are two things")]
fn context(object: &Map<String, Value>) -> Result<Option<Option<Uuid>>, Problem> {
    let Some(text) = text_or_null(object, "context")? else { return Ok(None) };
    match text.trim() {
        "" => Ok(Some(None)),
        text => {
            let id = parse_id(text).ok_or_else(|| Problem::bad_request("context must be the id of a collection"))?;
            Ok(Some(Some(id)))
        }
    }
}

fn boolean(object: &Map<String, Value>, name: &str) -> Result<Option<bool>, Problem> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(_) => Err(Problem::bad_request(format!("{name} must be true or false"))),
    }
}

fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= LONGEST => Ok(Some(text.clone())),
        Some(Value::String(_)) => Err(Problem::bad_request(format!("{name} is longer than {LONGEST} characters"))),
        Some(_) => Err(Problem::bad_request(format!("{name} must be a string"))),
    }
}

/// A text that may be taken back, by `null` or by an empty one.
fn text_or_null(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match object.get(name) {
        Some(Value::Null) => Ok(Some(String::new())),
        _ => text(object, name),
    }
}

fn media_type(object: &Map<String, Value>) -> Result<Option<String>, Problem> {
    let Some(given) = text(object, "mime_type")? else { return Ok(None) };
    essence(&given).map(Some).ok_or_else(|| Problem::bad_request("mime_type must be a media type such as image/png"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Result<Fields, Problem> {
        Fields::read(body.as_object().unwrap())
    }

    #[test]
    fn types_are_checked() {
        for wrong in [
            json!({"public": "yes"}),
            json!({"public": 1}),
            json!({"title": 7}),
            json!({"type": []}),
            json!({"context": {}}),
            json!({"context": "7"}),
            json!({"context": "not a collection"}),
            json!({"first_req": "true"}),
            json!({"mime_type": "nonsense"}),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
        assert!(read(&json!({"context": null, "type": null, "public": false})).is_ok());
        let nothing = json!({"title": null, "public": null, "exclusive": null, "first_req": null, "mime_type": null});
        assert_eq!(read(&nothing).unwrap(), Fields::default());
    }

    #[test]
    fn what_the_archive_knows_is_not_written() {
        let hostile = json!({"sha": "x", "sha256": "x", "user_id": "x", "user": "x", "file_name": "x", "file_size": 1,
            "id": "x", "created": "x", "url": "x"});
        assert_eq!(read(&hostile).unwrap(), Fields::default());
    }

    #[test]
    fn forms_spell_booleans() {
        let upload = |text: &str| Fields::read_upload(json!({ "public": text }).as_object().unwrap());
        assert_eq!(upload("1").unwrap().public, Some(true));
        assert_eq!(upload("True").unwrap().public, Some(true));
        assert_eq!(upload("0").unwrap().public, Some(false));
        assert!(upload("maybe").is_err());
    }
}
