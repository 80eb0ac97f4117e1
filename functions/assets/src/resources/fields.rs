//! The properties of a resource that clients write. Everything else in a body is dropped: what the archive itself knows
//! about a file is not theirs to say.

use api::Problem;
use arcs::download::Wanted;
use arcs::kinds::Resource;
use arcs::media_type::essence;
use serde_json::{Map, Value};

/// Characters that a text may have.
const LONGEST: usize = 65_535;

/// What a client wants changed; `None` leaves a property as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields {
    title: Option<String>,
    pub(crate) public: Option<bool>,
    exclusive: Option<bool>,
    first_req: Option<bool>,
    category: Option<String>,
    /// Empty for none.
    context: Option<String>,
    mime_type: Option<String>,
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
            context: text_or_null(object, "context")?,
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
            context: self.context.filter(|id| !id.is_empty()),
            keywords,
        }
    }

    /// The resource with these changes.
    pub(crate) fn apply(self, resource: &mut Resource) {
        if let Some(title) = self.title {
            // A resource always has something to be called by.
            resource.title = if title.trim().is_empty() { resource.file_name.clone() } else { title };
        }
        resource.public = self.public.unwrap_or(resource.public);
        resource.exclusive = self.exclusive.unwrap_or(resource.exclusive);
        resource.first_req = self.first_req.unwrap_or(resource.first_req);
        if let Some(category) = self.category {
            resource.category = category;
        }
        if let Some(context) = self.context {
            resource.context = Some(context).filter(|id| !id.is_empty());
        }
        if let Some(mime_type) = self.mime_type {
            resource.mime_type = mime_type;
        }
    }
}

fn boolean(object: &Map<String, Value>, name: &str) -> Result<Option<bool>, Problem> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(_) => Err(Problem::bad_request(format!("{name} must be true or false"))),
    }
}

fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match object.get(name) {
        None => Ok(None),
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
            json!({"public": null}),
            json!({"title": 7}),
            json!({"title": null}),
            json!({"type": []}),
            json!({"context": {}}),
            json!({"first_req": "true"}),
            json!({"mime_type": "nonsense"}),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
        assert!(read(&json!({"context": null, "type": null, "public": false})).is_ok());
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
