//! Agents that become one, of one type or of several.

use serde_json::{Value, json};

use super::merge;
use crate::harness::bodies::{accession, event, person};
use crate::harness::{ACCESSIONS, Fonds, REPO};

fn family(name: &str) -> Value {
    json!({ "jsonmodel_type": "agent_family", "names": [{ "family_name": name, "source": "local",
        "sort_name": name, "sort_name_auto_generate": true }] })
}

fn software(name: &str) -> Value {
    json!({ "jsonmodel_type": "agent_software", "names": [{ "software_name": name, "source": "local",
        "sort_name": name, "sort_name_auto_generate": true }] })
}

fn relative(target: &str) -> Value {
    json!([{ "jsonmodel_type": "agent_relationship_associative", "relator": "is_associative_with", "ref": target }])
}

#[tokio::test]
async fn every_kind_of_link_follows() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/agents/people", &person("Hamsun")).await;
    let gone = admin.create("/agents/people", &person("Pedersen")).await;
    let other = admin.create("/agents/people", &person("Ibsen")).await;
    let mut body = accession("a");
    body["linked_agents"] = json!([
        { "ref": gone, "role": "creator", "is_primary": true },
        { "ref": kept, "role": "creator" },
        { "ref": gone, "role": "subject", "terms": [
            { "term": "Novels", "term_type": "topical", "vocabulary": "/vocabularies/1" }] },
    ]);
    body["rights_statements"] = json!([{ "rights_type": "copyright", "status": "copyrighted", "jurisdiction": "NO",
        "start_date": "1990-01-01", "linked_agents": [{ "ref": gone, "role": "rights_holder" }] }]);
    let papers = admin.create(ACCESSIONS, &body).await;
    let happened = admin.create(&format!("{REPO}/events"), &event(&gone, &papers)).await;
    let about = admin.create(&format!("{REPO}/events"), &event(&other, &gone)).await;
    let mut body = person("Undset");
    body["related_agents"] = relative(&gone);
    let related = admin.create("/agents/people", &body).await;
    let terms = format!("{REPO}/classifications");
    let group = json!({ "title": "Writers", "identifier": "W", "creator": { "ref": gone } });
    let classified = admin.create(&terms, &group).await;
    let assessed = json!({ "records": [{ "ref": papers }], "surveyed_by": [{ "ref": gone }],
        "reviewer": [{ "ref": gone }], "survey_begin": "2020-01-01" });
    let assessment = admin.create(&format!("{REPO}/assessments"), &assessed).await;

    merge(&admin, "agent", &kept, &[&gone]).await.ok();
    assert_eq!(admin.get(&gone).await.error(404), "AgentPerson not found");
    let shown = admin.get(&papers).await.ok();
    let agents = shown["linked_agents"].as_array().unwrap();
    assert_eq!(agents.len(), 2, "{agents:?}");
    assert_eq!(
        (&agents[0]["ref"], &agents[0]["role"], &agents[0]["is_primary"]),
        (&json!(kept), &json!("creator"), &json!(true))
    );
    assert_eq!((&agents[1]["ref"], &agents[1]["role"]), (&json!(kept), &json!("subject")));
    assert_eq!(agents[1]["terms"][0]["term"], "Novels");
    assert_eq!(shown["rights_statements"][0]["linked_agents"][0]["ref"], kept.as_str());
    assert_eq!(admin.get(&happened).await.ok()["linked_agents"][0]["ref"], kept.as_str());
    assert_eq!(admin.get(&about).await.ok()["linked_records"], json!([{ "ref": kept, "role": "source" }]));
    assert_eq!(admin.get(&related).await.ok()["related_agents"][0]["ref"], kept.as_str());
    assert_eq!(admin.get(&classified).await.ok()["creator"], json!({ "ref": kept }));
    let shown = admin.get(&assessment).await.ok();
    assert_eq!((&shown["surveyed_by"], &shown["reviewer"]), (&json!([{ "ref": kept }]), &json!([{ "ref": kept }])));
    let shown = admin.get(&kept).await.ok();
    assert_eq!(shown["linked_agent_roles"], json!(["creator", "subject"]));
    assert_eq!(shown["related_agents"][0]["ref"], related.as_str());
    assert!(fonds.store.links(&gone, "", 100).await.unwrap().is_empty());
    // Who surveyed something may not go, under whatever name.
    assert_eq!(admin.delete(&kept).await.error(409), "linked_to_assessment");
}

#[tokio::test]
async fn its_own_relatives_go_over() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let other = admin.create("/agents/people", &person("Ibsen")).await;
    let kept = admin.create("/agents/people", &person("Hamsun")).await;
    let mut body = person("Pedersen");
    body["related_agents"] = relative(&other);
    let gone = admin.create("/agents/people", &body).await;
    merge(&admin, "agent", &kept, &[&gone]).await.ok();
    assert_eq!(admin.get(&kept).await.ok()["related_agents"][0]["ref"], other.as_str());
    let seen_from_there = admin.get(&other).await.ok();
    let relatives: Vec<&Value> =
        seen_from_there["related_agents"].as_array().unwrap().iter().map(|item| &item["ref"]).collect();
    assert_eq!(relatives, [&json!(kept)]);
}

#[tokio::test]
async fn a_person_becomes_a_family() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/agents/families", &family("Hamsun")).await;
    let person = admin.create("/agents/people", &person("Hamsun")).await;
    let also = admin.create("/agents/families", &family("Pedersen")).await;
    let mut body = accession("a");
    body["linked_agents"] = json!([{ "ref": person, "role": "creator" }, { "ref": also, "role": "source" }]);
    let papers = admin.create(ACCESSIONS, &body).await;
    let answer = merge(&admin, "agent", &kept, &[&person, &also]).await.ok();
    assert_eq!(answer["deleted_uris"], json!([person, also]));
    let shown = admin.get(&papers).await.ok();
    let refs: Vec<&Value> = shown["linked_agents"].as_array().unwrap().iter().map(|item| &item["ref"]).collect();
    assert_eq!(refs, [&json!(kept), &json!(kept)]);
}

#[tokio::test]
async fn what_the_other_type_cannot_have_stands_in_the_way() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let program = admin.create("/agents/software", &software("Fonds")).await;
    let other = admin.create("/agents/people", &person("Ibsen")).await;
    let mut body = person("Hamsun");
    body["related_agents"] = relative(&other);
    let related = admin.create("/agents/people", &body).await;
    // The one holds the relationship, the other one shows it.
    for candidate in [&related, &other] {
        let refused = merge(&admin, "agent", &program, &[candidate]).await.error(400);
        assert!(refused.as_str().unwrap().contains("related_agents"), "{refused}");
        admin.get(candidate).await.ok();
    }
    let circular = merge(&admin, "agent", &other, &[&related]).await.error(400);
    assert_eq!(circular, "Transfer would create a circular relationship!");
    merge(&admin, "agent", &related, &[&other]).await.expect(400);
    assert_eq!(admin.get(&related).await.ok()["related_agents"][0]["ref"], other.as_str());
}

#[tokio::test]
async fn users_and_repositories_follow_their_agent() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let user = json!({ "username": "knut", "name": "Knut" });
    let user = admin.create("/users?password=secret-and-long", &user).await;
    let agent = admin.get(&user).await.ok()["agent_record"]["ref"].as_str().unwrap().to_owned();
    let kept = admin.create("/agents/people", &person("Hamsun")).await;
    merge(&admin, "agent", &kept, &[&agent]).await.ok();
    assert_eq!(admin.get(&user).await.ok()["agent_record"], json!({ "ref": kept }));
    assert_eq!(admin.get(&kept).await.ok()["is_user"], "knut");
    // Two users do not share an agent.
    let second = json!({ "username": "marie", "name": "Marie" });
    let second = admin.create("/users?password=secret-and-long", &second).await;
    let hers = admin.get(&second).await.ok()["agent_record"]["ref"].as_str().unwrap().to_owned();
    assert_eq!(merge(&admin, "agent", &kept, &[&hers]).await.error(409), "linked_to_user");
    let represented = admin.get(REPO).await.ok()["agent_representation"]["ref"].as_str().unwrap().to_owned();
    let refused = merge(&admin, "agent", &kept, &[&represented]).await.error(400);
    assert!(refused.as_str().unwrap().contains("agent_representation"), "{refused}");
}
