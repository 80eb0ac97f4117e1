//! From what a client sent to what may be stored, or the list of everything that is wrong with it.
//!
//! In this order, which clients can see: the type is overwritten with the endpoint's; empty values are dropped
//! (`null`, `""`, `{}`); unknown and read-only properties are dropped; the rest is held against the schema and against
//! the rules that schemas cannot say (`rules`); defaults are filled in, last, so that a default never satisfies a
//! rule. Unknown properties are no error: a client may send back what it was shown.
//!
//! Every step is linear in the size of the body and none recurses deeper than [`DEEPEST`].

mod clean;
mod complete;
mod depth;
mod listed;
mod rules;
mod shape;
mod words;

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::enumerations::Lists;
use crate::invalid::Problems;
use crate::{Body, Invalid, dates, schema};

/// How deeply objects and arrays may be nested.
pub const DEEPEST: usize = 128;

/// A body that passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What is left of it, with defaults, `[]` for missing arrays, and dates in their stored form.
    pub body: Body,
    /// What the client should know though it does not refuse the record.
    pub warnings: Problems,
}

/// Checks a body as a record of this type. Words such as `May` are read as dates of the current year.
pub fn check(record_type: &str, body: Value, lists: &Lists) -> Result<Checked, Invalid> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    check_at(record_type, body, lists, i64::try_from(now).unwrap_or_default())
}

/// The same at a given moment, in seconds since 1970 (UTC).
pub fn check_at(record_type: &str, body: Value, lists: &Lists, now: i64) -> Result<Checked, Invalid> {
    let Some(schema) = schema::find(record_type) else {
        depth::dismantle(body);
        return Err(Invalid::one("jsonmodel_type", format!("There is no record type '{record_type}'")));
    };
    if depth::exceeds(&body, DEEPEST) {
        depth::dismantle(body);
        return Err(Invalid::one("body", format!("Must not be nested deeper than {DEEPEST} levels")));
    }
    let Value::Object(mut body) = body else {
        let class = words::class(&body);
        return Err(Invalid::one("body", format!("Must be a {record_type} object (you provided a {class})")));
    };
    body.insert("jsonmodel_type".to_owned(), Value::String(record_type.to_owned()));
    let mut body = clean::clean(body, schema)?;
    let today = dates::day_of(now);
    let warnings = shape::check(schema, &body, lists, today)?;
    complete::complete(schema, &mut body, today);
    Ok(Checked { body, warnings })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn accession(body: Value) -> Result<Checked, Invalid> {
        check_at("accession", body, &Lists::seeded(), 0)
    }

    #[test]
    fn a_body_that_is_no_object_is_refused() {
        for body in [json!([]), json!("x"), json!(1), json!(null), json!(true)] {
            assert!(!accession(body).unwrap_err().is_empty());
        }
        assert!(check_at("nonsense", json!({}), &Lists::seeded(), 0).is_err());
    }

    #[test]
    fn a_bottomless_body_is_refused() {
        let mut arrays = json!([]);
        let mut objects = json!({});
        for _ in 0..100_000 {
            arrays = Value::Array(vec![arrays]);
            objects = Value::Object(Body::from_iter([("user_defined".to_owned(), objects)]));
        }
        assert!(accession(objects).is_err());
        assert!(accession(arrays).is_err());
    }

    #[test]
    fn a_body_full_of_mistakes_is_answered_in_bounds() {
        let material = json!({ "language_and_script": { "language": "x" } });
        let body = json!({ "id_0": "A", "lang_materials": vec![material; 20_000] });
        let invalid = accession(body).unwrap_err();
        assert!(invalid.errors.len() <= 500);
    }

    #[test]
    fn dates_come_back_in_their_stored_form() {
        let body = json!({ "id_0": "A", "accession_date": "15/01/2020", "metadata_rights_declarations": [
            { "last_verified_date": "1999-02-30" },
        ] });
        let checked = accession(body).unwrap();
        assert_eq!(checked.body["accession_date"], "2020-01-15");
        let declaration = &checked.body["metadata_rights_declarations"][0];
        assert_eq!(declaration["last_verified_date"], "1999-03-02 00:00:00 UTC");
    }

    #[test]
    fn what_a_client_was_shown_can_be_sent_back() {
        let body = json!({ "id_0": "A", "lock_version": 3, "created_by": "admin", "extents": [{ "lock_version": 0,
            "created_by": "admin", "portion": "whole", "number": "1", "extent_type": "reels",
            "jsonmodel_type": "extent" }] });
        let checked = accession(body).unwrap();
        assert_eq!(checked.body["lock_version"], 3);
        assert!(!checked.body.contains_key("created_by"));
        assert_eq!(checked.body["extents"][0]["jsonmodel_type"], "extent");
    }
}
