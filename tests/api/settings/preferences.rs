//! `…/preferences` and `…/current_preferences`.

use serde_json::{Value, json};

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// The number that the harness gives to the archivist.
const ARCHIVIST: u32 = 901;

fn preference(user: Option<u32>, defaults: &Value) -> Value {
    let mut preference = json!({ "jsonmodel_type": "preference", "defaults": defaults });
    if let Some(user) = user {
        preference["user_id"] = user.into();
    }
    preference
}

fn collection() -> String {
    format!("{REPO}/preferences")
}

#[tokio::test]
async fn later_levels_lie_over_earlier_ones() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let current = format!("{REPO}/current_preferences");
    let shipped = archivist.get(&current).await.ok();
    assert_eq!(shipped["defaults"]["accession_sort_column"], "title");
    assert_eq!(shipped["global"]["uri"], "/repositories/1/preferences/1");
    admin.create(&collection(), &preference(None, &json!({ "locale": "fr" }))).await;
    let own = preference(Some(ARCHIVIST), &json!({ "locale": "de", "accession_sort_column": "identifier" }));
    let uri = archivist.create(&collection(), &own).await;
    assert_eq!(uri, "/repositories/2/preferences/3");
    let shown = archivist.get(&current).await.ok();
    assert_eq!(shown["defaults"]["locale"], "de");
    assert_eq!((&shown["defaults_global"]["locale"], &shown["defaults_repo"]["locale"]), (&json!("en"), &json!("fr")));
    assert_eq!(shown["user_repo"]["uri"], uri);
    assert_eq!(shown["defaults"]["resource_sort_column"], "title");
    assert_eq!(admin.get(&current).await.ok()["defaults"]["locale"], "fr");
    archivist.delete(&uri).await.error(403);
    admin.delete(&uri).await.ok();
    assert_eq!(archivist.get(&current).await.ok()["defaults"]["locale"], "fr");
    assert_eq!(fonds.anonymous().get(&current).await.ok(), json!({}));
}

#[tokio::test]
async fn a_preference_is_its_owners() {
    let fonds = Fonds::start().await;
    let (admin, archivist, reader) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    let mine = preference(Some(ARCHIVIST), &json!({ "publish": true }));
    for (caller, body) in [(&reader, &mine), (&admin, &mine), (&archivist, &preference(None, &json!({})))] {
        assert_eq!(caller.post(&collection(), body).await.error(403), "Access denied");
    }
    let uri = archivist.create(&collection(), &mine).await;
    archivist.post(&collection(), &mine).await.error(400);
    assert_eq!(reader.get(&uri).await.error(403), "Access denied");
    let mut shown = archivist.get(&uri).await.ok();
    assert_eq!(shown["defaults"]["publish"], true);
    assert_eq!(admin.post(&uri, &shown).await.error(403), "Access denied");
    shown["defaults"]["publish"] = false.into();
    archivist.post(&uri, &shown).await.ok();
    assert_eq!(archivist.post(&uri, &shown).await.status, 409);
    // Nobody but administrators decides for the whole archive.
    let global = "/repositories/1/preferences";
    fonds.anonymous().post(global, &preference(None, &json!({}))).await.error(403);
    let shipped = admin.get("/repositories/1/preferences/1").await.ok();
    archivist.post("/repositories/1/preferences/1", &shipped).await.error(403);
    admin.post("/repositories/1/preferences/1", &shipped).await.ok();
}

#[tokio::test]
async fn new_records_are_published_as_their_writer_prefers() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let mine = preference(Some(ARCHIVIST), &json!({ "publish": true }));
    let preference = archivist.create(&collection(), &mine).await;
    let created = archivist.post(ACCESSIONS, &accession("a")).await;
    assert_eq!(created.usage().dynamodb, 2);
    let uri = created.ok()["uri"].as_str().unwrap().to_owned();
    assert_eq!(archivist.get(&uri).await.ok()["publish"], true);
    let others = admin.create(ACCESSIONS, &accession("b")).await;
    assert_eq!(admin.get(&others).await.ok()["publish"], false);
    admin.delete(&preference).await.ok();
    let uri = archivist.create(ACCESSIONS, &accession("c")).await;
    assert_eq!(archivist.get(&uri).await.ok()["publish"], false);
}

#[tokio::test]
async fn suppressed_records_are_shown_to_those_who_may_and_want_to() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let manager = fonds.manager().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    admin.create(ACCESSIONS, &accession("b")).await;
    admin.form(&format!("{uri}/suppressed"), &[("suppressed", "true")]).await.ok();
    assert_eq!(manager.get(&uri).await.error(404), "Accession not found");
    // Everybody wants to, but that is not enough.
    manager.create(&collection(), &preference(None, &json!({ "show_suppressed": true }))).await;
    assert_eq!(manager.get(&uri).await.ok()["suppressed"], true);
    assert_eq!(manager.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([1, 2]));
    assert_eq!(reader.get(&uri).await.error(404), "Accession not found");
    assert_eq!(reader.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([2]));
}

/// The number and the name of a user are never given out again, but what was preferred would still be read at every request.
#[tokio::test]
async fn preferences_end_with_their_user() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let body = json!({ "jsonmodel_type": "user", "username": "ada", "name": "Ada" });
    let user = admin.create("/users?password=secret-of-ada", &body).await;
    let number: u32 = user.rsplit('/').next().unwrap().parse().unwrap();
    let ada = fonds.session_of(number).await;
    let own = ada.create(&collection(), &preference(Some(number), &json!({ "publish": true }))).await;
    let shared = admin.create(&collection(), &preference(None, &json!({ "publish": false }))).await;
    admin.delete(&user).await.ok();
    admin.get(&own).await.error(404);
    admin.get(&shared).await.ok();
    admin.delete(&shared).await.ok();
}
