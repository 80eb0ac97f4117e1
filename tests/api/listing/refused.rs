//! What a listing refuses.

use serde_json::json;

use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn numbers_that_are_none_or_make_no_sense() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for (query, name, text) in [
        ("page=0", "page", "0"),
        ("page=-1", "page", "-1"),
        ("page=abc", "page", "abc"),
        ("page=1.0", "page", "1.0"),
        ("page=", "page", ""),
        ("page=99999999999999999999", "page", "99999999999999999999"),
        ("page=1&page_size=0", "page_size", "0"),
        ("page=1&page_size=-10", "page_size", "-10"),
        ("page=1&page_size=ten", "page_size", "ten"),
        ("page=1&modified_since=-1", "modified_since", "-1"),
        ("page=1&modified_since=yesterday", "modified_since", "yesterday"),
        ("all_ids=true&modified_since=2020-01-01", "modified_since", "2020-01-01"),
    ] {
        let refused = admin.get(&format!("{ACCESSIONS}?{query}")).await.error(400);
        assert_eq!(refused, json!({ name: [format!("Wanted type Integer but got '{text}'")] }), "{query}");
    }
    for text in ["a", "-1", "1.5", "1;2"] {
        let refused = admin.get(&format!("{ACCESSIONS}?id_set={text}")).await.error(400);
        assert_eq!(refused, json!({ "id_set": [format!("Wanted type [Integer] but got '{text}'")] }));
    }
}

#[tokio::test]
async fn absurd_but_valid_numbers_cost_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for query in [
        "page=1000000000",
        "page=9223372036854775807",
        "page=9223372036854775807&page_size=9223372036854775807",
        "page=4294967297",
        "page=1&modified_since=9223372036854775807",
        "page=1&page_size=9223372036854775807&sort_direction=desc",
        "page=9223372036854775807&sort_direction=desc&sort_field=title",
    ] {
        let answer = admin.get(&format!("{ACCESSIONS}?{query}")).await;
        assert_eq!(answer.ok()["results"], json!([]), "{query}");
        assert!(answer.usage().read_units < 10.0, "{query}: {:?}", answer.usage());
    }
}

#[tokio::test]
async fn resolve_must_be_an_array() {
    let fonds = Fonds::start().await;
    let refused = fonds.admin().await.get(&format!("{ACCESSIONS}?page=1&resolve=subjects")).await.error(400);
    let text =
        "Wanted type [String] but got 'subjects'.  Perhaps you meant to specify an array like: resolve[]=subjects";
    assert_eq!(refused, json!({ "resolve": [text] }));
}
