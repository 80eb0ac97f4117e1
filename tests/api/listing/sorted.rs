//! In another order than that of the numbers.

use serde_json::{Value, json};

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

async fn titled(fonds: &Fonds, titles: &[&str]) {
    let admin = fonds.admin().await;
    for (number, title) in titles.iter().enumerate() {
        let mut body = accession(&number.to_string());
        body["title"] = json!(title);
        admin.create(ACCESSIONS, &body).await;
    }
}

fn ids(answer: &Value) -> Vec<u64> {
    let records = answer["results"].as_array().or(answer.as_array()).unwrap();
    records.iter().map(|record| record["id_0"].as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn the_order_is_that_of_a_field() {
    let fonds = Fonds::start().await;
    titled(&fonds, &["pear", "Apple", "fig", "apple", ""]).await;
    let reader = fonds.reader().await;
    let list = async |query: &str| ids(&reader.get(&format!("{ACCESSIONS}?{query}")).await.ok());
    assert_eq!(list("page=1").await, [0, 1, 2, 3, 4]);
    assert_eq!(list("page=1&sort_direction=desc").await, [4, 3, 2, 1, 0]);
    assert_eq!(list("page=1&sort_field=id&sort_direction=asc").await, [0, 1, 2, 3, 4]);
    // Without a title first; case does not count; equal ones by number.
    assert_eq!(list("page=1&sort_field=title").await, [4, 1, 3, 2, 0]);
    assert_eq!(list("page=1&sort_field=title&sort_direction=desc").await, [0, 2, 3, 1, 4]);
    assert_eq!(list("page=2&page_size=2&sort_field=title").await, [3, 2]);
    assert_eq!(list("page=1&page_size=2&sort_direction=desc").await, [4, 3]);
    assert_eq!(list("page=3&page_size=2&sort_direction=desc").await, [0]);
    assert_eq!(list("id_set=1,2,3&sort_field=title&sort_direction=desc").await, [0, 2, 1]);
    let all = reader.get(&format!("{ACCESSIONS}?all_ids=true&sort_field=title")).await.ok();
    assert_eq!(all, json!([5, 2, 4, 3, 1]));
}

#[tokio::test]
async fn times_and_versions_are_fields_too() {
    let fonds = Fonds::start().await;
    titled(&fonds, &["a", "b", "c"]).await;
    let admin = fonds.admin().await;
    fonds.clock.advance(10);
    let uri = format!("{ACCESSIONS}/1");
    let body = admin.get(&uri).await.ok();
    admin.post(&uri, &body).await.ok();
    for field in ["system_mtime", "user_mtime", "lock_version"] {
        let answer = admin.get(&format!("{ACCESSIONS}?page=1&sort_field={field}")).await.ok();
        assert_eq!(ids(&answer).last(), Some(&0), "{field}");
    }
}

#[tokio::test]
async fn an_unknown_field_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for field in ["nonsense", "dates", "title;DROP", ""] {
        let refused = admin.get(&format!("{ACCESSIONS}?page=1&sort_field={field}")).await.error(400);
        assert!(refused["db_error"].is_array(), "{refused}");
    }
}
