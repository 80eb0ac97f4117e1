//! What a body says about a part: single properties, each with what it may be. Everything else in a body is dropped.

use api::{Call, Problem};
use arcs::entity::parse_id;
use arcs::text::is_blank;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Characters that a long text may have: comments, transcripts.
pub(crate) const LONG: usize = 65_535;

/// The properties in a body.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a>(&'a Map<String, Value>);

impl<'a> Given<'a> {
    /// Those of a request: an object that says something.
    pub(crate) fn of(call: &'a Call) -> Result<Self, Problem> {
        let object = call.json()?.as_object().filter(|object| !object.is_empty());
        object.map(Self).ok_or_else(|| Problem::bad_request("a JSON object with properties is needed"))
    }

    /// A text that says something, if it is given.
    pub(crate) fn text(self, name: &str, longest: usize) -> Result<Option<String>, Problem> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if is_blank(text) => Err(Problem::bad_request(format!("{name} is empty"))),
            Some(Value::String(text)) if text.chars().count() > longest => {
                Err(Problem::bad_request(format!("{name} is longer than {longest} characters")))
            }
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Problem::bad_request(format!("{name} must be a string"))),
        }
    }

    /// A text that must be given.
    pub(crate) fn needed_text(self, name: &str, longest: usize) -> Result<String, Problem> {
        self.text(name, longest)?.ok_or_else(|| needed(name))
    }

    /// A text that may be taken back, by `null` or a blank one: the inner `None`.
    #[expect(clippy::option_option, reason = "not given, and given as nothing, are two things")]
    pub(crate) fn text_or_nothing(self, name: &str, longest: usize) -> Result<Option<Option<String>>, Problem> {
        match self.0.get(name) {
            Some(Value::Null) => Ok(Some(None)),
            Some(Value::String(text)) if is_blank(text) => Ok(Some(None)),
            _ => Ok(self.text(name, longest)?.map(Some)),
        }
    }

    /// A text that says something, if it is given: `null` is not.
    pub(crate) fn text_or_null(self, name: &str, longest: usize) -> Result<Option<String>, Problem> {
        if self.0.get(name).is_some_and(Value::is_null) { Ok(None) } else { self.text(name, longest) }
    }

    /// A part of a whole, 0 to 1, if it is given.
    pub(crate) fn fraction(self, name: &str) -> Result<Option<f64>, Problem> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let fraction = value.as_f64().filter(|fraction| (0.0..=1.0).contains(fraction));
        fraction.map(Some).ok_or_else(|| Problem::bad_request(format!("{name} must be a number from 0 to 1")))
    }

    /// True or false, if it is given.
    pub(crate) fn boolean(self, name: &str) -> Result<Option<bool>, Problem> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(Problem::bad_request(format!("{name} must be true or false"))),
        }
    }

    /// A property as it is.
    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// The resource that a new part names; the inner `None` when the text is no id.
    pub(super) fn resource(self) -> Result<Option<Uuid>, Problem> {
        match self.0.get("resource_id") {
            Some(Value::String(text)) if is_blank(text) => Err(Problem::bad_request("resource_id is empty")),
            Some(Value::String(text)) => Ok(parse_id(text)),
            Some(_) => Err(Problem::bad_request("resource_id must be a string")),
            None => Err(needed("resource_id")),
        }
    }
}

/// The 400 for a property that is not there.
pub(crate) fn needed(name: &str) -> Problem {
    Problem::bad_request(format!("{name} is needed"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_property_is_of_its_kind() {
        let body = json!({ "text": "x", "blank": " ", "unseen": "\u{200b}", "null": null, "number": 1, "half": 0.5, "text_half": "0.5", "far": 1.01 });
        let given = Given(body.as_object().unwrap());
        assert_eq!(given.text("text", 1).unwrap().as_deref(), Some("x"));
        assert_eq!(given.text("missing", 1).unwrap(), None);
        for wrong in ["blank", "unseen", "null", "number"] {
            assert!(given.text(wrong, 9).is_err(), "{wrong}");
        }
        assert!(given.text("text", 0).is_err());
        assert_eq!((given.text_or_null("null", 9).unwrap(), given.boolean("null").unwrap()), (None, None));
        assert!(given.text_or_null("number", 9).is_err() && given.boolean("number").is_err());
        assert_eq!(given.text_or_nothing("null", 9).unwrap(), Some(None));
        assert_eq!(given.text_or_nothing("blank", 9).unwrap(), Some(None));
        assert!(given.text_or_nothing("number", 9).is_err());
        assert_eq!(given.fraction("half").unwrap(), Some(0.5));
        assert_eq!(given.fraction("number").unwrap(), Some(1.0));
        for wrong in ["text_half", "far", "null"] {
            assert!(given.fraction(wrong).is_err(), "{wrong}");
        }
    }
}
