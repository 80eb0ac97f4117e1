//! Relationships that other records hold, shown from this end.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::reference;
use crate::Body;
use crate::links::inline::PLACE;
use crate::links::opposite;
use crate::record_type::{Link, Mirror, RecordType};
use crate::types;

/// The body with what other records say about their relationship to this one. All stand in the order of the places that the
/// references have where they are written; at the same place, what the record itself holds comes first. A record related
/// from both ends is shown once.
pub(super) fn add<'a>(record_type: &RecordType, links: &[Link], body: &'a Body) -> Cow<'a, Body> {
    let mut completed = Cow::Borrowed(body);
    for property in properties(record_type) {
        let mut found: Vec<(Order, Value)> = vec![];
        for (number, mirror) in record_type.mirrors.iter().enumerate().filter(|(_, mirror)| mirror.property == property)
        {
            let told = links.iter().filter(|link| is_from(link, mirror));
            found.extend(told.map(|link| (order(link, number), turn(link, mirror))));
        }
        if found.is_empty() {
            continue;
        }
        let own = body.get(property).and_then(Value::as_array).cloned().unwrap_or_default();
        found.retain(|(_, item)| !own.iter().any(|known| known.get("ref") == item.get("ref")));
        found.extend(own.into_iter().zip(0..).map(|(item, place)| ((place, 0, 0), item)));
        found.sort_by_key(|(order, _)| *order);
        found.dedup_by(|(_, one), (_, other)| one.get("ref") == other.get("ref"));
        let items = found.into_iter().map(|(_, item)| item).collect();
        completed.to_mut().insert(property.to_owned(), Value::Array(items));
    }
    completed
}

/// Place; which mirror shows it, 0 for what the record itself holds; number of the source.
type Order = (u64, usize, u64);

fn order(link: &Link, mirror: usize) -> Order {
    let place = link.extra.get(PLACE).and_then(Value::as_u64).unwrap_or_default();
    let number = link.source.rsplit('/').next().and_then(|number| number.parse().ok());
    (place, mirror + 1, number.unwrap_or_default())
}

/// The properties that show relationships of others, each once.
fn properties(record_type: &RecordType) -> BTreeSet<&'static str> {
    record_type.mirrors.iter().map(|mirror| mirror.property).collect()
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
        for (property, value) in link.extra.iter().filter(|(property, _)| *property != PLACE) {
            turned.insert(property.clone(), value.clone());
        }
    }
    let relator = turned.get("relator").and_then(Value::as_str).map(opposite).map(str::to_owned);
    if let Some(relator) = relator.filter(|_| mirror.reversed) {
        turned.insert("relator".to_owned(), relator.into());
    }
    item
}
