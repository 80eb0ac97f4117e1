//! `resolve[]`.

use serde_json::{Value, json};

use crate::harness::bodies::{accession, location, person, resource, subject, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_reference_gets_the_record_it_names() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let topic = admin.create("/subjects", &subject("Letters")).await;
    let mut body = accession("a");
    body["subjects"] = json!([{ "ref": topic }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    let shown = admin.get(&format!("{uri}?resolve[]=subjects&resolve[]=nothing")).await.ok();
    // What reading it shows, but for where it is used, which only reading itself tells.
    let mut topic = admin.get(&topic).await.ok();
    topic["used_within_repositories"] = json!([]);
    assert_eq!(shown["subjects"][0]["_resolved"], topic);
    assert!(admin.get(&uri).await.ok()["subjects"][0].get("_resolved").is_none());
    // What was embedded is not stored when it is sent back.
    admin.post(&uri, &shown).await.ok();
    assert!(!admin.get(&uri).await.text().contains("_resolved"));
}

#[tokio::test]
async fn a_path_goes_on_inside_of_what_was_resolved() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let shelf = admin.create("/locations", &location("East")).await;
    let mut body = top_container("7");
    body["container_locations"] = json!([{ "ref": shelf, "status": "current", "start_date": "2020-01-01" }]);
    let container = admin.create(&format!("{REPO}/top_containers"), &body).await;
    let mut body = accession("a");
    body["instances"] =
        json!([{ "instance_type": "audio", "sub_container": { "top_container": { "ref": container } } }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    let deep = "resolve[]=top_container::container_locations";
    let shown = admin.get(&format!("{uri}?{deep}")).await.ok();
    let inside = &shown["instances"][0]["sub_container"]["top_container"]["_resolved"];
    assert_eq!(inside["indicator"], "7");
    assert_eq!(inside["container_locations"][0]["_resolved"]["building"], "East");
    // Besides another path, in a page, to any length.
    let longer = "resolve[]=repository::agent_representation&resolve[]=top_container::container_locations::owner_repo";
    let page = admin.get(&format!("{ACCESSIONS}?page=1&{longer}")).await.ok();
    let record = &page["results"][0];
    let agent = &record["repository"]["_resolved"]["agent_representation"]["_resolved"];
    assert_eq!(agent["title"], "MAIN");
    let container = &record["instances"][0]["sub_container"]["top_container"]["_resolved"];
    assert_eq!(container["container_locations"][0]["_resolved"]["building"], "East");
}

#[tokio::test]
async fn a_record_looks_the_same_wherever_it_is_embedded_at_one_depth() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = resource("A");
    body["subjects"] = json!([{ "ref": admin.create("/subjects", &subject("Letters")).await }]);
    let root = admin.create(&format!("{REPO}/resources"), &body).await;
    let file = json!({
        "jsonmodel_type": "archival_object", "title": "File", "level": "file", "resource": { "ref": root },
    });
    let file = admin.create(&format!("{REPO}/archival_objects"), &file).await;
    let shown = admin.get(&format!("{file}?resolve[]=ancestors&resolve[]=resource::subjects")).await.ok();
    let resource = &shown["resource"]["_resolved"];
    assert_eq!(resource["subjects"][0]["_resolved"]["title"], "Letters");
    assert_eq!(&shown["ancestors"][0]["_resolved"], resource);
}

#[tokio::test]
async fn a_reference_to_what_is_hidden_stays_bare() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let hidden = admin.create(ACCESSIONS, &accession("hidden")).await;
    let mut body = accession("a");
    body["related_accessions"] = json!([{
        "jsonmodel_type": "accession_sibling_relationship", "ref": hidden, "relator": "sibling_of",
        "relator_type": "bound_with",
    }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    admin.form(&format!("{hidden}/suppressed"), &[("suppressed", "true")]).await.ok();
    let path = format!("{uri}?resolve[]=related_accessions");
    assert!(archivist.get(&path).await.ok()["related_accessions"][0].get("_resolved").is_none());
    let seen = fonds.indexer().await.get(&path).await.ok();
    assert_eq!(seen["related_accessions"][0]["_resolved"]["id_0"], "hidden");
}

#[tokio::test]
async fn many_references_to_one_record_are_one_read() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let mut body = accession("a");
    let links: Vec<Value> = (0..1000).map(|_| json!({ "ref": agent, "role": "subject" })).collect();
    body["linked_agents"] = Value::Array(links);
    let uri = admin.create(ACCESSIONS, &body).await;
    let plain = admin.get(&uri).await;
    let resolved = admin.get(&format!("{uri}?resolve[]=linked_agents")).await;
    let links = resolved.ok()["linked_agents"].as_array().unwrap().clone();
    assert_eq!(links.len(), 1000);
    assert!(links.iter().all(|link| link["_resolved"]["title"] == "Hamsun"));
    assert_eq!(resolved.usage().dynamodb, plain.usage().dynamodb + 1);
}

#[tokio::test]
async fn records_that_name_each_other_are_not_embedded_without_end() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut uris = vec![];
    for number in 0..6 {
        let mut body = accession(&number.to_string());
        let sibling = |uri: &String| {
            json!({ "jsonmodel_type": "accession_sibling_relationship", "ref": uri, "relator": "sibling_of",
                "relator_type": "bound_with" })
        };
        body["related_accessions"] = uris.iter().map(sibling).collect();
        uris.push(admin.create(ACCESSIONS, &body).await);
    }
    // Each names the five others, and they as many again: four levels are 5 + 25 + 125 + 625 records, eight are 488,280.
    let path = |levels: usize| format!("{}?resolve[]={}", uris[0], ["related_accessions"].repeat(levels).join("::"));
    let four = admin.get(&path(4)).await;
    assert_eq!(four.text().matches("\"_resolved\"").count(), 780);
    assert_eq!(four.usage().dynamodb, 3);
    let refused = admin.get(&path(8)).await;
    assert_eq!(refused.error(400), "resolve[] would embed more than 25000 records");
    assert_eq!(refused.usage().dynamodb, 3);
    assert_eq!(admin.get(&path(400)).await.error(400), "resolve[] goes at most 16 levels deep");
}
