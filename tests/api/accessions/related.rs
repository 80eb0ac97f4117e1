//! Relationships that are written on one side and shown on both.

use serde_json::{Value, json};

use crate::harness::bodies::{accession, person, resource};
use crate::harness::{ACCESSIONS, Fonds, REPO};

fn references(uris: &[&String]) -> Value {
    uris.iter().map(|uri| json!({ "ref": uri })).collect()
}

/// Both sides show them in the order in which they were written: by the place that each has among its neighbours.
#[tokio::test]
async fn relationships_keep_their_order_on_both_sides() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let resources = format!("{REPO}/resources");
    let one = archivist.create(&resources, &resource("1")).await;
    let two = archivist.create(&resources, &resource("2")).await;
    let mut made = vec![];
    for number in 1..=12 {
        let mut body = accession(&number.to_string());
        // The first of them name the second resource first, and the first one after it.
        let related = if number <= 2 { [&two, &one] } else { [&one, &two] };
        body["related_resources"] = references(&related);
        made.push(archivist.create(ACCESSIONS, &body).await);
    }
    let last: Vec<&String> = made[2..].iter().chain(&made[..2]).collect();
    let shown = archivist.get(&one).await.ok();
    assert_eq!(shown["related_accessions"], references(&last));
    let shown = archivist.get(&two).await.ok();
    assert_eq!(shown["related_accessions"], references(&made.iter().collect::<Vec<_>>()));
    // What the resource itself names comes first among those at the same place.
    let later = archivist.create(ACCESSIONS, &accession("13")).await;
    let mut third = resource("3");
    third["related_accessions"] = references(&[&later, &made[0]]);
    let third = archivist.create(&resources, &third).await;
    let shown = archivist.get(&made[0]).await.ok();
    assert_eq!(shown["related_resources"], references(&[&two, &one, &third]));
}

#[tokio::test]
async fn terms_of_an_agent_show_their_numbers() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let agent = archivist.create("/agents/people", &person("Ada")).await;
    let mut body = accession("1");
    let term = json!({ "term": "Poetry", "term_type": "topical", "vocabulary": "/vocabularies/1" });
    body["linked_agents"] = json!([{ "ref": agent, "role": "subject", "terms": [term] }]);
    let uri = archivist.create(ACCESSIONS, &body).await;
    let mut shown = archivist.get(&uri).await.ok();
    let term = &shown["linked_agents"][0]["terms"][0];
    let numbers = ["id", "vocab_id", "term_type_id", "json_schema_version"].map(|property| &term[property]);
    assert_eq!(numbers, [1, 1, 1275, 1]);
    // They are no part of what a client says.
    shown["linked_agents"][0]["terms"][0]["id"] = json!(9);
    archivist.post(&uri, &shown).await.ok();
    assert_eq!(archivist.get(&uri).await.ok()["linked_agents"][0]["terms"][0]["id"], 1);
}
