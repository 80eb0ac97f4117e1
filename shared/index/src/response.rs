//! Answers in the shapes of the API.

use serde_json::{Map, Value, json};

use crate::{Error, Found, SortKey, Window};

/// A page of a search. Pages are counted from 1.
pub fn page(found: &Found, this_page: usize, page_size: usize) -> Value {
    let offset = this_page.saturating_sub(1).saturating_mul(page_size);
    let last_page = found.total.div_ceil(page_size.max(1));
    let mut answer = json!({
        "page_size": page_size,
        "first_page": 1,
        "last_page": last_page,
        "this_page": this_page,
        "offset_first": offset + 1,
        "offset_last": offset + found.documents.len(),
        "total_hits": found.total,
        "results": found.documents,
        "facets": facets(found),
        "highlighting": found.highlighting,
    });
    if let Value::Object(members) = &mut answer {
        for (name, extra) in [("cursor", &found.cursor), ("suggestion", &found.suggestion)] {
            if let Some(extra) = extra {
                members.insert(name.to_owned(), extra.as_str().into());
            }
        }
    }
    answer
}

/// The answer of a search engine, as the top container search passes it on.
pub fn raw(found: &Found, start: usize) -> Value {
    let documents: Vec<Map<String, Value>> = found
        .documents
        .iter()
        .map(|document| {
            let mut document = document.clone();
            document.shift_remove("jsonmodel_type");
            document
        })
        .collect();
    json!({
        "responseHeader": { "status": 0 },
        "response": { "numFound": found.total, "start": start, "numFoundExact": true, "docs": documents },
        "facet_counts": facets(found),
        "highlighting": found.highlighting,
    })
}

/// Facets as flat lists, in which value and count alternate.
fn facets(found: &Found) -> Value {
    let mut fields = Map::new();
    for (field, counts) in &found.facets {
        let flat: Vec<Value> =
            counts.iter().flat_map(|(value, count)| [Value::from(value.as_str()), Value::from(*count)]).collect();
        fields.insert(field.clone(), flat.into());
    }
    json!({
        "facet_queries": {}, "facet_fields": fields, "facet_ranges": {}, "facet_intervals": {}, "facet_heatmaps": {},
    })
}

/// Rows of comma-separated values, one for each hit; with `header` the names of the columns come first. A cell with several values has
/// them one after the other, with commas.
pub fn csv(found: &Found, columns: &[String], header: bool) -> String {
    let mut rows = String::new();
    if header {
        row(&mut rows, columns.iter().map(String::as_str));
    }
    for document in &found.documents {
        let cells: Vec<String> =
            columns.iter().map(|column| document.get(column).map(cell).unwrap_or_default()).collect();
        row(&mut rows, cells.iter().map(String::as_str));
    }
    rows
}

fn cell(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(crate::encode::plain).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        value => crate::encode::plain(value),
    }
}

fn row<'a>(rows: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            rows.push(',');
        }
        // A cell that begins like a formula would be run by spreadsheets.
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
        let guarded = if is_formula { format!("'{cell}") } else { cell.to_owned() };
        if guarded.contains([',', '"', '\n', '\r']) {
            rows.push('"');
            rows.push_str(&guarded.replace('"', "\"\""));
            rows.push('"');
        } else {
            rows.push_str(&guarded);
        }
    }
    rows.push('\n');
}

/// The window and order of the top container search, which has no pages: everything up to what one answer may hold.
pub fn unpaged(sort: &str) -> Result<(Window, Vec<SortKey>), Error> {
    Ok((Window::Offset { offset: 0, limit: crate::limits::HITS }, SortKey::parse_all(sort)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        let document = json!({ "id": "/a/1", "title": "A \"b\", c", "subjects": ["x", "y"], "note": "=1+1" });
        Found {
            total: 25,
            documents: vec![document.as_object().cloned().unwrap_or_default()],
            facets: vec![("subjects".to_owned(), vec![("A".to_owned(), 3), ("B".to_owned(), 1)])],
            ..Found::default()
        }
    }

    #[test]
    fn pages_say_where_they_are() {
        let answer = page(&found(), 3, 10);
        assert_eq!(
            (&answer["last_page"], &answer["offset_first"], &answer["offset_last"]),
            (&json!(3), &json!(21), &json!(21))
        );
        assert_eq!(answer["facets"]["facet_fields"], json!({ "subjects": ["A", 3, "B", 1] }));
        assert!(answer.get("cursor").is_none());
        let nothing = page(&Found::default(), 1, 10);
        assert_eq!(
            (&nothing["last_page"], &nothing["offset_first"], &nothing["offset_last"]),
            (&json!(0), &json!(1), &json!(0))
        );
        assert_eq!(nothing["highlighting"], json!({}));
    }

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let columns = ["title", "subjects", "note", "none"].map(str::to_owned);
        assert_eq!(csv(&found(), &columns, true), "title,subjects,note,none\n\"A \"\"b\"\", c\",\"x,y\",'=1+1,\n");
    }
}
