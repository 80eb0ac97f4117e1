//! Relationships that other records hold, shown from this end.

use std::borrow::Cow;

use serde_json::Value;

use super::reference;
use crate::Body;
use crate::links::opposite;
use crate::record_type::{Link, Mirror, RecordType};
use crate::types;

/// The body with what other records say about their relationship to this one. What the record itself holds stays
/// first, and a record related from both ends is shown once.
pub(super) fn add<'a>(record_type: &RecordType, links: &[Link], body: &'a Body) -> Cow<'a, Body> {
    let mut completed = Cow::Borrowed(body);
    for mirror in record_type.mirrors {
        for link in links.iter().filter(|link| is_from(link, mirror)) {
            let items = completed.to_mut().entry(mirror.property).or_insert_with(|| Value::Array(Vec::new()));
            let Value::Array(items) = items else { continue };
            let is_shown = items.iter().any(|item| item.get("ref").and_then(Value::as_str) == Some(&link.source));
            if !is_shown {
                items.push(turn(link, mirror));
            }
        }
    }
    completed
}

/// Whether a link is the relationship that the mirror shows: several types have properties of the same name.
fn is_from(link: &Link, mirror: &Mirror) -> bool {
    link.relation == mirror.relation
        && types::of_uri(&link.source).is_some_and(|source| mirror.sources.contains(&source.name))
}

/// A relationship as the record at its other end shows it.
fn turn(link: &Link, mirror: &Mirror) -> Value {
    let mut item = reference(&link.source);
    let Value::Object(turned) = &mut item else { return item };
    if mirror.detailed {
        for (property, value) in &link.extra {
            turned.insert(property.clone(), value.clone());
        }
    }
    let relator = turned.get("relator").and_then(Value::as_str).map(opposite).map(str::to_owned);
    if let Some(relator) = relator.filter(|_| mirror.reversed) {
        turned.insert("relator".to_owned(), relator.into());
    }
    item
}
