//! `GET /slug`.

use serde_json::{Value, json};
use tests::Caller;

use crate::harness::bodies::{accession, person, resource, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

async fn find(caller: &Caller, slug: &str, controller: &str) -> Value {
    caller.get(&format!("/slug?slug={}&controller={controller}&action=show", tests::encode(slug))).await.ok()
}

#[tokio::test]
async fn a_slug_leads_to_its_record() {
    let fonds = Fonds::start().await;
    let (admin, anonymous) = (fonds.admin().await, fonds.anonymous());
    let with_slug = |mut body: Value, slug: &str| {
        body["slug"] = json!(slug);
        body
    };
    admin.create(ACCESSIONS, &with_slug(accession("a"), "letters")).await;
    admin.create(&format!("{REPO}/resources"), &with_slug(resource("a"), "letters")).await;
    admin.create("/agents/people", &with_slug(person("Hamsun"), "knut")).await;
    admin.create("/subjects", &with_slug(subject("Hunger"), "a b/#é")).await;
    assert_eq!(find(&anonymous, "letters", "accessions").await, json!({ "id": 1, "table": "accession", "repo_id": 2 }));
    assert_eq!(find(&anonymous, "letters", "resources").await, json!({ "id": 1, "table": "resource", "repo_id": 2 }));
    assert_eq!(find(&anonymous, "knut", "agents").await["table"], "agent_person");
    assert_eq!(find(&anonymous, "a b/#é", "subjects").await, json!({ "id": 1, "table": "subject", "repo_id": null }));
    assert_eq!(
        find(&anonymous, "main", "repositories").await,
        json!({ "id": 2, "table": "repository", "repo_id": null })
    );
    let nothing = json!({ "id": -1, "table": "resource", "repo_id": -1 });
    assert_eq!(find(&anonymous, "knut", "resources").await, nothing);
    let missing = anonymous.get("/slug?slug=x").await.error(400);
    assert_eq!(missing["controller"], json!(["Parameter required but no value provided"]));
}

#[tokio::test]
async fn a_slug_that_is_cleared_or_suppressed_leads_nowhere() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["slug"] = json!("letters");
    let uri = admin.create(ACCESSIONS, &body).await;
    admin.form(&format!("{uri}/suppressed"), &[("suppressed", "true")]).await.ok();
    assert_eq!(find(&fonds.reader().await, "letters", "accessions").await["id"], -1);
    assert_eq!(find(&fonds.indexer().await, "letters", "accessions").await["id"], 1);
    admin.form(&format!("{uri}/suppressed"), &[("suppressed", "false")]).await.ok();
    assert_eq!(find(&fonds.anonymous(), "letters", "accessions").await["id"], 1);
    // Without readable addresses every update clears the slug.
    let shown = admin.get(&uri).await.ok();
    admin.post(&uri, &shown).await.ok();
    assert_eq!(find(&fonds.anonymous(), "letters", "accessions").await["id"], -1);
}
