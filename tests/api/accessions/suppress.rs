//! `POST /repositories/{repo_id}/accessions/{id}/suppressed`.

use serde_json::json;

use crate::harness::bodies::{accession, event, person};
use crate::harness::{ACCESSIONS, Fonds, REPO};

const STALE: &str = "The record you tried to update has been modified since you fetched it.";

#[tokio::test]
async fn a_suppressed_accession_is_hidden_and_cannot_be_changed() {
    let fonds = Fonds::start().await;
    let (admin, archivist, indexer) = (fonds.admin().await, fonds.archivist().await, fonds.indexer().await);
    let uri = archivist.create(ACCESSIONS, &accession("a")).await;
    archivist.create(ACCESSIONS, &accession("b")).await;
    let action = format!("{uri}/suppressed");
    assert_eq!(archivist.form(&action, &[("suppressed", "true")]).await.error(403), "Access denied");
    let answer = admin.form(&action, &[("suppressed", "true")]).await.ok();
    assert_eq!(answer, json!({ "status": "Suppressed", "id": 1, "suppressed_state": true }));
    assert_eq!(archivist.get(&uri).await.error(404), "Accession not found");
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([2]));
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?page=1")).await.ok()["total"], 1);
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?id_set=1,2")).await.ok().as_array().unwrap().len(), 1);
    // Those who index see it, and that it is suppressed.
    let shown = indexer.get(&uri).await.ok();
    assert_eq!(shown["suppressed"], true);
    assert_eq!(indexer.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([1, 2]));
    assert_eq!(admin.post(&uri, &shown).await.error(409), "Can't update an object that has been suppressed");
    admin.form(&action, &[("suppressed", "false")]).await.ok();
    let shown = archivist.get(&uri).await.ok();
    assert_eq!((&shown["suppressed"], &shown["title"]), (&json!(false), &json!("Papers a")));
    archivist.post(&uri, &shown).await.ok();
}

/// Nobody's copy has to follow: who fetched the record before it was hidden for a while can still save it.
#[tokio::test]
async fn hiding_does_not_outdate_copies() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let uri = archivist.create(ACCESSIONS, &accession("a")).await;
    let copy = archivist.get(&uri).await.ok();
    for suppressed in ["true", "false", "true", "false"] {
        admin.form(&format!("{uri}/suppressed"), &[("suppressed", suppressed)]).await.ok();
    }
    assert_eq!(archivist.get(&uri).await.ok()["lock_version"], 0);
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([1]));
    assert_eq!(archivist.post(&uri, &copy).await.ok()["lock_version"], 1);
    assert_eq!(archivist.post(&uri, &copy).await.expect(409)["error"], STALE);
}

/// An event about nothing but hidden records is hidden with them, and comes back with the first of them.
#[tokio::test]
async fn events_follow_their_records() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let agent = archivist.create("/agents/people", &person("Ada")).await;
    let one = archivist.create(ACCESSIONS, &accession("1")).await;
    let two = archivist.create(ACCESSIONS, &accession("2")).await;
    let events = format!("{REPO}/events");
    let mut about_both = event(&agent, &one);
    about_both["linked_records"].as_array_mut().unwrap().push(json!({ "ref": two, "role": "source" }));
    let both = archivist.create(&events, &about_both).await;
    let alone = archivist.create(&events, &event(&agent, &one)).await;
    let suppress = async |uri: &str, suppressed: &str| {
        admin.form(&format!("{uri}/suppressed"), &[("suppressed", suppressed)]).await.ok();
    };
    suppress(&one, "true").await;
    archivist.get(&alone).await.error(404);
    archivist.get(&both).await.ok();
    suppress(&two, "true").await;
    archivist.get(&both).await.error(404);
    suppress(&one, "false").await;
    assert_eq!(archivist.get(&both).await.ok()["suppressed"], false);
    assert_eq!(archivist.get(&format!("{events}?all_ids=true")).await.ok(), json!([1, 2]));
}

/// More events than one transaction takes.
#[tokio::test]
async fn many_events_follow() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let agent = archivist.create("/agents/people", &person("Ada")).await;
    let record = archivist.create(ACCESSIONS, &accession("1")).await;
    let events = format!("{REPO}/events");
    for _ in 0..70 {
        archivist.create(&events, &event(&agent, &record)).await;
    }
    admin.form(&format!("{record}/suppressed"), &[("suppressed", "true")]).await.ok();
    assert_eq!(archivist.get(&format!("{events}?all_ids=true")).await.ok(), json!([]));
    admin.form(&format!("{record}/suppressed"), &[("suppressed", "false")]).await.ok();
    assert_eq!(archivist.get(&format!("{events}?all_ids=true")).await.ok().as_array().unwrap().len(), 70);
}

/// A link tells that there is something, and where.
#[tokio::test]
async fn links_to_hidden_records_are_hidden_too() {
    let fonds = Fonds::start().await;
    let (admin, archivist, indexer) = (fonds.admin().await, fonds.archivist().await, fonds.indexer().await);
    let agent = archivist.create("/agents/people", &person("Ada")).await;
    let secret = archivist.create(ACCESSIONS, &accession("secret")).await;
    let scan = json!({ "digital_object_id": "scan", "title": "Scan" });
    let scan = archivist.create(&format!("{REPO}/digital_objects"), &scan).await;
    let mut body = accession("open");
    let part = json!({ "jsonmodel_type": "accession_parts_relationship", "relator": "forms_part_of", "relator_type": "part",
        "ref": secret });
    body["related_accessions"] = json!([part]);
    body["instances"] = json!([{ "instance_type": "digital_object", "digital_object": { "ref": scan } }]);
    let open = archivist.create(ACCESSIONS, &body).await;
    let mut group = json!({ "identifier": "1", "title": "Group" });
    group["linked_records"] = json!([{ "ref": secret }, { "ref": open }]);
    let group = admin.create(&format!("{REPO}/classifications"), &group).await;
    let mut about = event(&agent, &secret);
    about["linked_records"].as_array_mut().unwrap().push(json!({ "ref": open, "role": "source" }));
    let about = archivist.create(&format!("{REPO}/events"), &about).await;
    let count = async |caller: &tests::Caller, uri: &str, property: &str| {
        caller.get(uri).await.ok()[property].as_array().unwrap().len()
    };
    let links = [
        (&open, "related_accessions", 1),
        (&open, "instances", 1),
        (&group, "linked_records", 2),
        (&about, "linked_records", 2),
    ];
    let suppress = async |suppressed: &str| {
        for uri in [&secret, &scan] {
            admin.form(&format!("{uri}/suppressed"), &[("suppressed", suppressed)]).await.ok();
        }
    };
    suppress("true").await;
    for (uri, property, all) in links {
        assert_eq!(count(&archivist, uri, property).await, all - 1, "{property} of {uri}");
        assert_eq!(count(&indexer, uri, property).await, all, "{property} of {uri}");
    }
    // Also a link that is made to what is hidden already.
    body["id_0"] = json!("late");
    let late = admin.create(ACCESSIONS, &body).await;
    assert_eq!(count(&archivist, &late, "related_accessions").await, 0);
    assert_eq!(count(&indexer, &late, "related_accessions").await, 1);
    // Who may see what is suppressed, and wants to, sees the links.
    let manager = fonds.manager().await;
    assert_eq!(count(&manager, &open, "related_accessions").await, 0);
    let wish = json!({ "jsonmodel_type": "preference", "defaults": { "show_suppressed": true } });
    manager.create(&format!("{REPO}/preferences"), &wish).await;
    assert_eq!(count(&manager, &open, "related_accessions").await, 1);
    suppress("false").await;
    for (uri, property, all) in links.into_iter().chain([(&late, "related_accessions", 1)]) {
        assert_eq!(count(&archivist, uri, property).await, all, "{property} of {uri}");
    }
    assert_eq!(count(&archivist, &secret, "related_accessions").await, 2);
}
