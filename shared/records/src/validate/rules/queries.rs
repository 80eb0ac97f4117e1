//! Search queries, and jobs that change what they find.

use super::{has, text};
use crate::{Body, Invalid, schema};

pub(super) fn value(body: &Body, found: &mut Invalid) {
    if !has(body, "value") && text(body, "comparator") != Some("empty") {
        found.add("value", "Must specify either a value or use the 'empty' comparator");
    }
}

pub(super) fn property(body: &Body, found: &mut Invalid) {
    let (Some(record_type), Some(property)) = (text(body, "record_type"), text(body, "property")) else {
        return;
    };
    match schema::find(record_type) {
        Some(schema) if schema.properties.find(property).is_some() => {}
        Some(_) => {
            found.add("property", format!("JSONModel(:{record_type}) does not have a property named '{property}'"));
        }
        None => found.add("record_type", format!("There is no record type '{record_type}'")),
    }
}
