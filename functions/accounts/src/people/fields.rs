//! What clients say about a user, read once and checked.

use api::arcs::{ADMINISTRATOR, RESEARCHER};
use api::{Call, Problem};
use serde_json::{Map, Value};

use crate::account::{is_username, normalise};

/// Characters that a name or an address may have, as in the record.
const LONGEST: usize = 255;

/// Bytes that a password may have. More would be hashed in vain.
const LONGEST_PASSWORD: usize = 1024;

/// The properties of a body.
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// Those of a request, whose body must be an object.
    pub(super) fn of(call: &'a Call) -> Result<Self, Problem> {
        let body = call.json()?.as_object().filter(|body| !body.is_empty());
        body.map(Self).ok_or_else(|| Problem::bad_request("a JSON object is needed"))
    }

    /// The username, in the form that is stored.
    pub(super) fn username(&self) -> Result<Option<String>, Problem> {
        let Some(username) = self.text("username")? else { return Ok(None) };
        if is_username(&username) {
            return Ok(Some(normalise(&username)));
        }
        Err(Problem::bad_request("username may hold letters, digits, - _ . @ and single blanks"))
    }

    /// The name that is shown.
    pub(super) fn name(&self) -> Result<Option<String>, Problem> {
        self.text("name")
    }

    /// The e-mail address. Users who have none are shown with `null`, so that says nothing.
    pub(super) fn email(&self) -> Result<Option<String>, Problem> {
        if self.0.get("email").is_some_and(Value::is_null) {
            return Ok(None);
        }
        let Some(email) = self.text("email")? else { return Ok(None) };
        let parts = email.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
        let is_address = parts.is_some_and(|(_, host)| !host.contains('@'))
            && !email.contains(|character: char| character.is_whitespace() || character.is_control());
        if is_address { Ok(Some(email)) } else { Err(Problem::bad_request("email is not an e-mail address")) }
    }

    /// The password, as it is: blanks count.
    pub(super) fn password(&self) -> Result<Option<&'a str>, Problem> {
        match self.0.get("password") {
            None => Ok(None),
            Some(Value::String(password)) if (1..=LONGEST_PASSWORD).contains(&password.len()) => Ok(Some(password)),
            Some(_) => Err(Problem::bad_request(format!("password must be a text of 1 to {LONGEST_PASSWORD} bytes"))),
        }
    }

    /// The role: 0, 1 or 2.
    pub(super) fn role(&self) -> Result<Option<u8>, Problem> {
        let Some(value) = self.0.get("role") else { return Ok(None) };
        let role = value.as_u64().and_then(|role| u8::try_from(role).ok());
        let role = role.filter(|role| (ADMINISTRATOR..=RESEARCHER).contains(role));
        role.map(Some).ok_or_else(|| {
            Problem::bad_request("role must be 0 (administrator), 1 (senior researcher) or 2 (researcher)")
        })
    }

    /// Whether the user may log in.
    pub(super) fn active(&self) -> Result<Option<bool>, Problem> {
        match self.0.get("active") {
            None => Ok(None),
            Some(Value::Bool(active)) => Ok(Some(*active)),
            Some(_) => Err(Problem::bad_request("active must be true or false")),
        }
    }

    /// A text without the blanks around it.
    fn text(&self, property: &str) -> Result<Option<String>, Problem> {
        let text = match self.0.get(property) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim(),
            Some(_) => return Err(Problem::bad_request(format!("{property} must be a text"))),
        };
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(Problem::bad_request(format!("{property} must have 1 to {LONGEST} characters")));
        }
        Ok(Some(text.to_owned()))
    }
}

/// The 400 for something that has to be there.
pub(super) fn needed<T>(value: Option<T>, property: &str) -> Result<T, Problem> {
    value.ok_or_else(|| Problem::bad_request(format!("{property} is needed")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        let email = |text: &str| {
            let body = json!({ "email": text });
            Fields(body.as_object().unwrap()).email().map_err(|problem| problem.status())
        };
        assert_eq!(email(" mara@example.org "), Ok(Some("mara@example.org".to_owned())));
        for text in ["", "mara", "@example.org", "mara@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d"] {
            assert_eq!(email(text), Err(400), "{text:?}");
        }
    }

    #[test]
    fn roles_are_three() {
        let role = |value: Value| {
            let body = json!({ "role": value });
            Fields(body.as_object().unwrap()).role().map_err(|problem| problem.status())
        };
        assert_eq!((role(json!(0)), role(json!(2))), (Ok(Some(0)), Ok(Some(2))));
        for value in [json!(null), json!(3), json!(-1), json!(1.5), json!("1"), json!(256), json!([])] {
            assert_eq!(role(value.clone()), Err(400), "{value}");
        }
    }
}
