//! Searches that cannot be answered.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{in_repository, until_found};
use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

/// Recorded from the original (feeds, step 695).
#[tokio::test]
async fn a_page_must_be_named() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let error = admin.get("/search?q=*").await.error(400);
    assert_eq!(error, json!({ "page": ["Parameter required but no value provided"] }));
}

#[tokio::test]
async fn bad_input_is_told_or_finds_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create(ACCESSIONS, &accession("hyssop")).await;
    until_found(&admin, &in_repository("q=hyssop"), 1).await;
    let long = "x".repeat(100_000);
    let told = [
        "page=0",
        "page=-1",
        "page=x",
        "page=1&page_size=0",
        "page=1&facet_mincount=x",
        "page=1&facet[]=nofield",
        "page=1&aq=nonsense",
        "page=1&aq=[]",
        "page=1&filter={",
        "page=1&filter_term[]=x",
        "page=1&hl=perhaps",
        "page=1&sort=title%20sideways",
        "page=1&sort=title_sort",
        "page=1&cursor=&sort=score%20desc",
        "page=1&filter_query[]=title:/a.*/",
    ];
    for query in told {
        let answer = admin.get(&format!("/search?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
        assert!(!answer.json()["error"].is_null(), "{query}");
    }
    let harmless =
        ["%22unbalanced", "((((", "a%20AND%20", "*a*b*c*", "nofield:x", "title:%5Bb%20TO%20a%5D", "~~~", "%5C"];
    for query in harmless {
        let answer = admin.get(&format!("/search?page=1&q={query}")).await;
        assert!([200, 400].contains(&answer.status), "{query}: {} {}", answer.status, answer.text());
    }
    // A page beyond the last is empty, however far, and costs no walk.
    let beyond = admin.get("/search?page=1000000000&page_size=250").await.ok();
    assert_eq!(beyond["results"], json!([]));
    let answer = admin.form("/search", &[("page", "1"), ("q", &long)]).await;
    assert!([200, 400].contains(&answer.status), "{}", answer.status);
}

/// Each is answered, or refused in words, and at once: patterns that would take for ever are no exception.
#[tokio::test]
async fn hostile_queries_take_no_time() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..20 {
        admin.create(ACCESSIONS, &accession(&format!("aaaaaaaaaaaaaaaaaaaaaaaa{number}"))).await;
    }
    until_found(&admin, &in_repository("type[]=accession"), 20).await;
    let nested = "(".repeat(500) + "a";
    let patterns = ["*a*"; 40].join(" ");
    let (words, clauses) = ("letters ".repeat(12_500), "(a OR *b* ) ".repeat(8_500));
    let (bare, long) = ("x".repeat(100_000), "x".repeat(140_000));
    let (fuzzy, pattern) = (format!("{bare}~"), "?x*".repeat(30_000));
    let list = format!("id:({})", vec!["\"/repositories/2/accessions/1\""; 1_025].join(" OR "));
    let mut object = json!({ "jsonmodel_type": "field_query", "field": "title", "value": "a" });
    for _ in 0..60 {
        object = json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [object] });
    }
    let object = json!({ "query": object }).to_string();
    let refused = [
        ("q", nested.as_str(), "A query may nest 32 deep"),
        ("q", &patterns, "The query has too many patterns"),
        ("q", &words, "A query may have 1024 clauses"),
        ("q", &clauses, "A query may have 1024 clauses"),
        ("q", &long, "A query may have 131072 bytes"),
        ("q", &fuzzy, "A pattern of the query is too long"),
        ("q", &pattern, "A pattern of the query is too long"),
        ("filter_query[]", &list, "A query may have 1024 clauses"),
        ("filter_query[]", "nofield:x", "undefined field nofield"),
        ("filter_query[]", "\"unbalanced", "Cannot parse '\"unbalanced': a quotation is not closed"),
        ("sort", "nofield asc", "sort param field can't be found: nofield"),
        ("sort", "subjects asc", "can not sort on multivalued field: subjects"),
        ("facet[]", "nofield", "undefined field nofield"),
    ];
    let ask = async |name: &str, value: &str| {
        let began = Instant::now();
        let answer = admin.form("/repositories/2/search", &[("page", "1"), (name, value)]).await;
        assert!(began.elapsed() < Duration::from_secs(5), "{name}={:.60} took {:?}", value, began.elapsed());
        answer
    };
    for (name, value, told) in refused {
        assert_eq!(ask(name, value).await.error(400), told, "{name}={value:.60}");
    }
    assert_eq!(ask("aq", &object).await.status, 400);
    let stars = "*".repeat(50_000) + "x";
    let list_of_words = (0..1_024).map(|number| format!("ab{number}")).collect::<Vec<_>>().join(" OR ");
    let nothing = [
        "/(a+)+$/",
        "/(.*)*(.*)*(.*)*x/",
        "*a*a*a*a*a*a*a*a*a*a*b",
        "????????????????????????x",
        "nofield:a",
        "+title:papers -title:papers",
        "create_time:[NOW TO 2000-01-01T00:00:00Z]",
        "create_time:[soon TO later]",
        "AND OR NOT",
        "\\",
        "::::",
        "title:[a TO",
        "zzzzzzzz~2",
        "title:(papers",
        &bare,
        &stars,
        &list_of_words,
    ];
    for query in nothing {
        assert_eq!(ask("q", query).await.ok()["total_hits"], 0, "{query:.60}");
    }
    for query in ["\"papers", "(papers", "*apers", "?apers", "papers^0.1", "papres~9", "papers\0"] {
        assert_eq!(ask("q", query).await.ok()["total_hits"], 20, "{query}");
    }
    let contradiction = "/repositories/2/search?page=1&filter_query[]=publish:true&filter_query[]=publish:false";
    assert_eq!(admin.get(contradiction).await.ok()["total_hits"], 0);
}

/// Each mistake at its place, in the words in which a record with it would be refused.
#[tokio::test]
async fn query_objects_are_held_against_their_schema() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let whole =
        |parts: Value| json!({ "query": { "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": parts } });
    let valueless = json!({ "jsonmodel_type": "field_query", "field": "title" });
    let refused = [
        (whole(json!([])), "query/subqueries", "At least 1 item(s) is required"),
        (
            whole(json!([valueless])),
            "query/subqueries/0/value",
            "Must specify either a value or use the 'empty' comparator",
        ),
        (
            json!({ "query": { "jsonmodel_type": "field_query", "value": "x" } }),
            "query/field",
            "Property is required but was missing",
        ),
        (valueless, "value", "Must specify either a value or use the 'empty' comparator"),
    ];
    for (object, path, told) in &refused {
        for name in ["aq", "filter"] {
            let answer = admin.form("/search", &[("page", "1"), (name, &object.to_string())]).await;
            assert_eq!(answer.error(400), json!({ (*path): [told] }), "{object}");
            assert!(answer.json()["invalid_object"].as_str().unwrap().starts_with("#<JSONModel(:"));
        }
    }
    for unknown in [json!({ "jsonmodel_type": "nonsense" }), json!({ "field": "title", "value": "x" }), json!("x")] {
        let object = json!({ "query": unknown }).to_string();
        let answer = admin.form("/search", &[("page", "1"), ("aq", &object)]).await;
        assert_eq!(answer.status, 400, "{object}");
        assert!(answer.json()["invalid_object"].is_string(), "{object}: {}", answer.text());
    }
    admin.create(ACCESSIONS, &accession("savory")).await;
    until_found(&admin, &in_repository("q=savory"), 1).await;
    let present = json!({ "jsonmodel_type": "field_query", "field": "title", "comparator": "empty", "negated": true });
    let answer = admin.form("/search", &[("page", "1"), ("aq", &whole(json!([present])).to_string())]).await;
    assert_ne!(answer.ok()["total_hits"], 0);
}

#[tokio::test]
async fn parameters_are_read_as_they_are_declared() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let told = admin.get("/search?page=1&facet_mincount=x").await.error(400);
    assert_eq!(told, json!({ "facet_mincount": ["Wanted type Integer but got 'x'"] }));
    let told = admin.get(&in_repository("csv_export_use_solr_writer=maybe")).await.error(400);
    let wanted = "Wanted type RESTHelpers::BooleanParam but got 'maybe'";
    assert_eq!(told, json!({ "csv_export_use_solr_writer": [wanted] }));
    admin.create(ACCESSIONS, &accession("savory")).await;
    until_found(&admin, &in_repository("q=savory&filter_query[]=&filter_query[]=%20"), 1).await;
    assert_eq!(admin.get("/search?page=1&facet_mincount=-1&facet[]=level").await.status, 200);
    assert_eq!(admin.get(&in_repository("csv_export_use_solr_writer=true&dt=csv")).await.status, 200);
}
