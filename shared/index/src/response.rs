//! Answers in the shapes of the API.

use serde_json::{Map, Value, json};

use crate::Found;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        let document = json!({ "id": "/a/1" });
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
}
