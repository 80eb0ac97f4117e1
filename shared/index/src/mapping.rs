//! The field table as the mapping of an `OpenSearch` index: for archives that outgrow an index in a bucket.
//!
//! Documents are the same ([`crate::documents::of`]), and query objects become text with [`crate::query::translate::to_lucene`].

use serde_json::{Map, Value, json};

use crate::fields::{self, COPIES, Field, Kind};

/// Settings and mappings, as the body of a request that creates the index.
pub fn open_search() -> Value {
    let mut properties = Map::new();
    for field in fields::all() {
        let mut mapping = of(field);
        let copies: Vec<&str> = COPIES.iter().filter(|(from, _)| *from == field.name).map(|(_, to)| *to).collect();
        if let Some(mapping) = mapping.as_object_mut().filter(|_| !copies.is_empty()) {
            mapping.insert("copy_to".to_owned(), copies.into());
        }
        properties.insert(field.name.to_owned(), mapping);
    }
    let endings: Vec<Value> = fields::endings()
        .iter()
        .map(|field| json!({ (field.name): { "match": format!("*{}", field.name), "mapping": of(*field) } }))
        .collect();
    json!({
        "settings": { "analysis": {
            "analyzer": {
                "general": { "type": "custom", "char_filter": ["html_strip"], "tokenizer": "standard",
                    "filter": ["lowercase", "asciifolding", "english_stop"] },
                "words": { "type": "custom", "tokenizer": "whitespace", "filter": ["lowercase", "asciifolding"] },
                "plain": { "type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"] },
            },
            "filter": { "english_stop": { "type": "stop", "stopwords": "_english_" } },
            "normalizer": { "folded": { "type": "custom", "filter": ["lowercase", "asciifolding"] } },
        } },
        "mappings": { "dynamic_templates": endings, "properties": properties },
    })
}

fn of(field: Field) -> Value {
    match field.kind {
        _ if field.name == "json" => json!({ "type": "keyword", "index": false, "doc_values": false }),
        Kind::Exact => json!({ "type": "keyword", "ignore_above": 4096 }),
        Kind::Words => json!({ "type": "text", "analyzer": "words" }),
        Kind::Plain => json!({ "type": "text", "analyzer": "plain" }),
        Kind::Text => json!({ "type": "text", "analyzer": "general" }),
        Kind::Collated | Kind::Folded => json!({ "type": "keyword", "normalizer": "folded", "ignore_above": 4096 }),
        Kind::Date => json!({ "type": "date" }),
        Kind::Int => json!({ "type": "long" }),
        Kind::Boolean => json!({ "type": "boolean" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_mapping() {
        let body = open_search();
        let properties = body["mappings"]["properties"].as_object().unwrap();
        assert_eq!(properties.len(), fields::all().len());
        assert_eq!(properties["title"], json!({ "type": "text", "analyzer": "general", "copy_to": ["title_ws"] }));
        assert_eq!(properties["publish"]["type"], "boolean");
        assert_eq!(body["mappings"]["dynamic_templates"].as_array().unwrap().len(), fields::endings().len());
    }
}
