//! From what clients send to what is asked of the index.

use api::{Call, Problem};
use index::arcs::{Facet, How, Part, Wanted};
use index::limits::QUERY_BYTES;
use serde_json::Value;

use super::page::Page;
use super::{days, grammar};

/// The parts of a query.
pub(super) fn of_query(call: &Call, query: &str) -> Result<Vec<Part>, Problem> {
    if query.len() > QUERY_BYTES {
        return Err(Problem::bad_request(format!("A query may have {QUERY_BYTES} bytes")));
    }
    read_days(call, grammar::parse(query).map_err(Problem::BadRequest)?)
}

/// The parts of a list of facets: `[{"category": …, "value": …}]`.
pub(super) fn of_facets(call: &Call) -> Result<Vec<Part>, Problem> {
    let wrong = || Problem::bad_request("a JSON array of objects with the texts category and value is needed");
    let facets = call.json()?.as_array().ok_or_else(wrong)?;
    let mut parts = Vec::with_capacity(facets.len());
    for facet in facets {
        let text = |name: &str| facet.as_object()?.get(name)?.as_str();
        let (Some(category), Some(value)) = (text("category"), text("value")) else { return Err(wrong()) };
        parts.push(part(category.trim(), value));
    }
    read_days(call, parts)
}

/// A facet as it is sent: where words are compared, quotes around the value keep them together.
fn part(category: &str, value: &str) -> Part {
    let trimmed = value.trim();
    let inside = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inside = inside.filter(|_| Facet::named(category).how == How::Words);
    let value = inside.unwrap_or(trimmed).to_owned();
    Part { facet: category.to_owned(), value, together: inside.is_some() }
}

/// Writes days in the one way that the index knows.
fn read_days(call: &Call, mut parts: Vec<Part>) -> Result<Vec<Part>, Problem> {
    let now = call.store.clock().now();
    for part in parts.iter_mut().filter(|part| Facet::named(&part.facet).how == How::Day) {
        part.value = days::read(&part.value, now).ok_or_else(|| {
            let shown: String = part.value.chars().take(100).collect();
            Problem::bad_request(format!(
                "{} takes a day such as 2026-03-02, today or yesterday, not {shown}",
                part.facet
            ))
        })?;
    }
    Ok(parts)
}

/// A page of what these parts find, for the caller.
pub(super) fn wanted(call: &Call, parts: Vec<Part>, page: Page) -> Wanted {
    Wanted {
        parts,
        public: call.caller.user.is_none(),
        order: page.order,
        descending: page.descending,
        offset: page.offset,
        limit: page.size,
        counted: vec![],
    }
}

/// `facets=keyword,type`: the facets to be counted. Words that are none are refused: attributes cannot be told from them.
pub(super) fn counted(call: &Call) -> Result<Vec<String>, Problem> {
    let mut names = vec![];
    for name in call.params.string("facets").unwrap_or_default().split(',').map(str::trim) {
        let facet = Facet::named(name);
        if name.is_empty() || names.iter().any(|known| known == facet.names[0]) {
            continue;
        }
        if matches!(facet.how, How::Attribute | How::Words) {
            let shown: String = name.chars().take(100).collect();
            return Err(Problem::bad_request(format!("facets: {shown} cannot be counted")));
        }
        check_personal(call, facet)?;
        names.push(facet.names[0].to_owned());
    }
    Ok(names)
}

/// People's names are listed only for who is logged in.
pub(super) fn check_personal(call: &Call, facet: &Facet) -> Result<(), Problem> {
    if facet.personal { call.user().map(|_| ()) } else { Ok(()) }
}

/// What a query was understood to ask for, in the form in which [`of_facets`] takes it.
pub(super) fn show_parts(parts: &[Part]) -> Value {
    parts.iter().map(|part| serde_json::json!({ "category": part.facet, "value": part.value })).collect()
}

/// Facets with their values, as an object.
pub(super) fn show_counts(counts: Vec<(String, Vec<(String, u64)>)>) -> Value {
    let row = |(value, count): (String, u64)| serde_json::json!({ "value": value, "count": count });
    counts.into_iter().map(|(name, values)| (name, values.into_iter().map(row).collect::<Value>())).collect()
}
