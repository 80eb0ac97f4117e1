//! Agents.

use serde_json::json;

use crate::harness::Fonds;
use crate::harness::bodies::person;

#[tokio::test]
async fn an_agent_gets_its_names_in_order() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let mut body = person("Hamsun");
    body["names"][0]["rest_of_name"] = json!("Knut");
    body["names"][0]["sort_name"] = json!("to be replaced");
    let uri = archivist.create("/agents/people", &body).await;
    assert_eq!(uri.rsplit_once('/').unwrap().0, "/agents/people");
    let shown = archivist.get(&uri).await.ok();
    assert_eq!(shown["title"], "Hamsun, Knut");
    assert_eq!(shown["display_name"]["sort_name"], "Hamsun, Knut");
    assert_eq!(shown["names"][0]["is_display_name"], true);
    assert_eq!(shown["agent_type"], "agent_person");
    assert!(shown.get("repository").is_none());
}

#[tokio::test]
async fn an_equal_agent_is_named() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create("/agents/people", &person("Hamsun")).await;
    let refused = admin.post("/agents/people", &person("Hamsun")).await.error(400);
    assert_eq!(refused["conflicting_record"], json!([uri]));
    admin.create("/agents/people", &person("Undset")).await;
}

#[tokio::test]
async fn contacts_are_for_those_who_may_see_them() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let mut body = person("Hamsun");
    body["agent_contacts"] = json!([{ "name": "Home", "address_1": "Nørholm", "telephones": [{ "number": "12" }] }]);
    let uri = archivist.create("/agents/people", &body).await;
    assert_eq!(archivist.get(&uri).await.ok()["agent_contacts"][0]["address_1"], "Nørholm");
    let hidden = fonds.anonymous().get(&uri).await;
    hidden.ok();
    assert!(!hidden.text().contains("Nørholm"));
    let listed = fonds.anonymous().get("/agents/people?page=1").await;
    listed.ok();
    assert!(!listed.text().contains("Nørholm"));
}

#[tokio::test]
async fn each_kind_has_its_own_collection() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kinds = [
        ("families", "agent_family", json!({ "family_name": "Bjørnson" })),
        ("corporate_entities", "agent_corporate_entity", json!({ "primary_name": "Gyldendal" })),
        ("software", "agent_software", json!({ "software_name": "Fonds" })),
    ];
    for (plural, record_type, mut name) in kinds {
        name["source"] = json!("local");
        name["sort_name_auto_generate"] = json!(true);
        let uri = admin.create(&format!("/agents/{plural}"), &json!({ "names": [name] })).await;
        let shown = fonds.anonymous().get(&uri).await.ok();
        assert_eq!(shown["jsonmodel_type"], record_type);
        let listed = fonds.anonymous().get(&format!("/agents/{plural}?all_ids=true")).await.ok();
        assert!(listed.as_array().unwrap().contains(&json!(uri.rsplit('/').next().unwrap().parse::<u32>().unwrap())));
    }
    assert_eq!(admin.get("/agents/families/99").await.error(404), "AgentFamily not found");
}

#[tokio::test]
async fn a_name_is_needed() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let refused = admin.post("/agents/people", &json!({ "names": [] })).await.error(400);
    assert_eq!(refused, json!({ "names": ["At least 1 item(s) is required"] }));
    let mut body = person("Hamsun");
    body["names"][0].as_object_mut().unwrap().remove("sort_name");
    body["names"][0].as_object_mut().unwrap().remove("sort_name_auto_generate");
    let refused = admin.post("/agents/people", &body).await.error(400);
    assert_eq!(refused, json!({ "names/0/sort_name": ["Property is required but was missing"] }));
}

/// A second person with the same name and the same authority is an equal one first of all.
#[tokio::test]
async fn the_first_conflict_is_told_alone() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = person("Hamsun");
    body["names"][0]["authority_id"] = json!("n79");
    let uri = admin.create("/agents/people", &body).await;
    let refused = admin.post("/agents/people", &body).await.error(400);
    assert_eq!(refused, json!({ "names": ["Agent must be unique"], "conflicting_record": [uri] }));
    body["names"][0]["primary_name"] = json!("Pedersen");
    let refused = admin.post("/agents/people", &body).await.error(400);
    assert_eq!(refused["names/0/authority_id"], json!(["Authority ID must be unique"]));
}

#[tokio::test]
async fn a_gender_says_which() {
    let fonds = Fonds::start().await;
    let mut body = person("Hamsun");
    body["agent_genders"] = json!([{ "jsonmodel_type": "agent_gender", "notes": [] }]);
    let refused = fonds.admin().await.post("/agents/people", &body).await.error(400);
    assert_eq!(refused["agent_genders/0/gender"], json!(["Property is required but was missing"]));
}

/// Publishing is no edit: who fetched the agent before can still save it.
#[tokio::test]
async fn publishing_does_not_outdate_copies() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let uri = archivist.create("/agents/people", &person("Hamsun")).await;
    let mut copy = archivist.get(&uri).await.ok();
    let answer = archivist.form(&format!("{uri}/publish"), &[]).await.ok();
    assert_eq!(answer, json!({ "status": "Updated", "id": 2, "lock_version": 0, "stale": null }));
    let shown = archivist.get(&uri).await.ok();
    assert_eq!((&shown["publish"], &shown["lock_version"]), (&json!(true), &json!(0)));
    copy["publish"] = json!(false);
    archivist.post(&uri, &copy).await.ok();
    assert_eq!(archivist.get(&uri).await.ok()["publish"], false);
}
