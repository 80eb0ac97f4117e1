//! Words in other forms and spellings, and what can be counted.

use serde_json::{Value, json};

use super::{in_repository, until_found};
use crate::harness::bodies::{accession, resource};
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// A finding aid in a language.
fn written_in(language: &str, identifier: &str, title: &str) -> Value {
    let mut body = resource(identifier);
    body["title"] = json!(title);
    body["finding_aid_language"] = json!(language);
    body["lang_materials"] = json!([{ "language_and_script": { "language": language } }]);
    body
}

fn titles(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn words_are_found_in_other_forms_behind_the_very_word() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let aids = [
        ("eng", "Letters of the pilots of the harbour"),
        ("eng", "A letter"),
        ("eng", "Lettered stones"),
        ("fre", "Étude sur les chevaux de Čapek"),
        ("ger", "Die Häuser der Familie Ørsted"),
    ];
    for (number, (language, title)) in aids.into_iter().enumerate() {
        admin.create(&format!("{REPO}/resources"), &written_in(language, &format!("R{number}"), title)).await;
    }
    until_found(&admin, &in_repository("type[]=resource"), 5).await;
    let found = async |query: &str| admin.get(&in_repository(&format!("type[]=resource&q={query}"))).await.ok();
    assert_eq!(titles(&found("letter").await)[0], "A letter");
    assert_eq!(titles(&found("letters").await)[0], "Letters of the pilots of the harbour");
    assert_eq!(found("letters").await["total_hits"], 3);
    for query in ["cheval", "chevaux", "%C3%A9tude", "etude", "capek"] {
        assert_eq!(titles(&found(query).await), ["Étude sur les chevaux de Čapek"], "{query}");
    }
    for query in ["haus", "orsted", "H%C3%84USER", "familie"] {
        assert_eq!(titles(&found(query).await), ["Die Häuser der Familie Ørsted"], "{query}");
    }
    for (query, meant) in [("harbor", "harbour"), ("leters%20pilotts", "letters pilots"), ("orstedd", "orsted")] {
        let page = found(query).await;
        assert_eq!((&page["total_hits"], &page["suggestion"]), (&json!(0), &json!(meant)), "{query}");
    }
    for query in ["zz", "qqqqqqqqqqqq", "letter", "title:harbor"] {
        assert!(found(query).await.get("suggestion").is_none(), "{query}");
    }
}

#[tokio::test]
async fn the_values_of_any_stored_field_are_counted() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..3 {
        let mut body = accession(&format!("f{number}"));
        body["accession_date"] = json!(format!("20{}0-01-02", number / 2));
        admin.create(ACCESSIONS, &body).await;
    }
    until_found(&admin, &in_repository("type[]=accession"), 3).await;
    let expected = [
        ("accession_date", json!(["2000-01-02", 2, "2010-01-02", 1])),
        ("accession_date_year", json!(["2000", 2, "2010", 1])),
        ("identifier", json!(["f0", 1, "f1", 1, "f2", 1])),
        ("title", json!(["Papers f0", 1, "Papers f1", 1, "Papers f2", 1])),
        ("publish", json!(["false", 3])),
        ("created_by", json!(["admin", 3])),
        ("title_ws", json!(["Papers f0", 1, "Papers f1", 1, "Papers f2", 1])),
        ("identifier_ws", json!(["f0", 1, "f1", 1, "f2", 1])),
        ("title_sort", json!([])),
    ];
    let asked: Vec<String> = expected.iter().map(|(field, _)| format!("facet[]={field}")).collect();
    let query = format!("type[]=accession&facet_mincount=1&{}", asked.join("&"));
    let page = admin.get(&in_repository(&query)).await.ok();
    for (field, counts) in &expected {
        assert_eq!(&page["facets"]["facet_fields"][field], counts, "{field}");
    }
}
