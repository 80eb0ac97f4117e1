//! The public finds nothing by what it may not see: what is shared is public as long as somebody public uses it.

use serde_json::{Value, json};
use tests::Caller;

use super::{until, until_found, uris};
use crate::harness::bodies::{accession, resource, subject, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// The number of the user as whom the public's own site asks.
const PUBLIC: u32 = 3;

/// Changes a record.
async fn change(caller: &Caller, uri: &str, property: &str, value: Value) {
    let mut body = caller.get(uri).await.ok();
    body[property] = value;
    caller.post(uri, &body).await.ok();
}

/// A body that is published, with a subject and in a container.
fn published(mut body: Value, topic: &str, container: &str) -> Value {
    body["publish"] = json!(true);
    body["subjects"] = json!([{ "ref": topic }]);
    let inside = json!({ "top_container": { "ref": container } });
    body["instances"] = json!([{ "instance_type": "mixed_materials", "sub_container": inside }]);
    body
}

fn component(root: &str, parent: Option<&str>, title: &str) -> Value {
    let mut body = json!({ "jsonmodel_type": "archival_object", "title": title, "level": "file", "publish": true });
    body["resource"] = json!({ "ref": root });
    if let Some(parent) = parent {
        body["parent"] = json!({ "ref": parent });
    }
    body
}

/// A subject and a container of which the public finds whatever it may.
struct Shared {
    topic: String,
    container: String,
}

impl Shared {
    async fn create(admin: &Caller) -> Self {
        let topic = admin.create("/subjects", &subject("Lovage")).await;
        let container = admin.create(&format!("{REPO}/top_containers"), &top_container("77")).await;
        Self { topic, container }
    }

    /// Waits until the public finds both, or neither, and they say so themselves.
    async fn are_public(&self, admin: &Caller, public: &Caller, expected: bool) {
        let hits = u64::from(expected);
        until_found(public, "/search?page=1&type[]=pui_subject&q=lovage", hits).await;
        until_found(public, "/search?page=1&type[]=pui_container&q=77", hits).await;
        for uri in [&self.topic, &self.container] {
            assert_eq!(admin.get(uri).await.ok()["is_linked_to_published_record"], expected, "{uri}");
        }
        let named = format!("/search/records?uri[]={}&uri[]={}", self.topic, self.container);
        assert_eq!(uris(&public.get(&named).await.ok()).len(), if expected { 2 } else { 0 });
    }
}

async fn begin() -> (Fonds, Caller, Caller, Shared) {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public = fonds.session_of(PUBLIC).await;
    change(&admin, REPO, "publish", json!(true)).await;
    let shared = Shared::create(&admin).await;
    (fonds, admin, public, shared)
}

#[tokio::test]
async fn what_only_hidden_records_use_is_hidden() {
    let (_fonds, admin, public, shared) = Box::pin(begin()).await;
    let papers = admin.create(ACCESSIONS, &published(accession("a"), &shared.topic, &shared.container)).await;
    shared.are_public(&admin, &public, true).await;
    change(&admin, &papers, "publish", json!(false)).await;
    shared.are_public(&admin, &public, false).await;
    change(&admin, &papers, "publish", json!(true)).await;
    shared.are_public(&admin, &public, true).await;
    admin.post(&format!("{papers}/suppressed?suppressed=true"), &Value::Null).await.ok();
    shared.are_public(&admin, &public, false).await;
    admin.post(&format!("{papers}/suppressed?suppressed=false"), &Value::Null).await.ok();
    shared.are_public(&admin, &public, true).await;
    change(&admin, REPO, "publish", json!(false)).await;
    shared.are_public(&admin, &public, false).await;
    change(&admin, REPO, "publish", json!(true)).await;
    shared.are_public(&admin, &public, true).await;
}

#[tokio::test]
async fn what_only_components_below_something_hidden_use_is_hidden() {
    let (_fonds, admin, public, shared) = Box::pin(begin()).await;
    let root = admin.create(&format!("{REPO}/resources"), &resource("herbal")).await;
    let components = format!("{REPO}/archival_objects");
    let series = admin.create(&components, &component(&root, None, "Sorrel")).await;
    let deep = admin.create(&components, &component(&root, Some(&series), "Tansy")).await;
    let file = published(component(&root, Some(&deep), "Fennel"), &shared.topic, &shared.container);
    let file = admin.create(&components, &file).await;
    // The last one tells that all of them have been taken.
    until_found(&admin, "/search?page=1&type[]=archival_object&q=fennel", 1).await;
    shared.are_public(&admin, &public, false).await;
    change(&admin, &root, "publish", json!(true)).await;
    shared.are_public(&admin, &public, true).await;
    change(&admin, &series, "publish", json!(false)).await;
    shared.are_public(&admin, &public, false).await;
    let number = root.rsplit('/').next().unwrap();
    admin.form(&format!("{file}/parent"), &[("position", "0")]).await.ok();
    shared.are_public(&admin, &public, true).await;
    admin.post(&format!("{REPO}/resources/{number}/unpublish"), &Value::Null).await.ok();
    shared.are_public(&admin, &public, false).await;
}

#[tokio::test]
async fn a_subject_of_many_hidden_records_is_hidden() {
    let (_fonds, admin, public, shared) = Box::pin(begin()).await;
    let mut last = String::new();
    for number in 0..320 {
        let mut body = accession(&format!("c{number}"));
        body["subjects"] = json!([{ "ref": shared.topic }]);
        // The last one in the order of their names.
        let uri = admin.create(ACCESSIONS, &body).await;
        last = last.max(uri);
    }
    let found = "/search?page=1&type[]=pui_subject&q=lovage";
    change(&admin, &last, "publish", json!(true)).await;
    until_found(&public, found, 1).await;
    // Somebody else who is public makes no difference to what is found out.
    change(&admin, &last, "publish", json!(false)).await;
    until_found(&public, found, 0).await;
    change(&admin, &last, "publish", json!(true)).await;
    until_found(&public, found, 1).await;
}

/// A box with something public in it is public; what else is in it is nobody's to find.
#[tokio::test]
async fn a_container_tells_the_public_nothing_of_what_is_hidden() {
    let (_fonds, admin, public, shared) = Box::pin(begin()).await;
    let mut secret = published(accession("zedoary"), &shared.topic, &shared.container);
    secret["publish"] = json!(false);
    let secret = admin.create(ACCESSIONS, &secret).await;
    let mut open = published(accession("b"), &shared.topic, &shared.container);
    open["title"] = json!("Pennyroyal");
    admin.create(ACCESSIONS, &open).await;
    let boxes = |query: &str| format!("/search?page=1&q={query}&type[]=top_container");
    let page = until_found(&public, &boxes("pennyroyal"), 1).await;
    assert_eq!(uris(&page), [shared.container.as_str()]);
    let named = format!("/search/records?uri[]={}", shared.container);
    for page in [page, public.get(&named).await.ok()] {
        assert_eq!(page["results"].as_array().unwrap().len(), 1);
        assert!(!page.to_string().contains("zedoary"), "{page}");
        assert!(page.to_string().contains("Pennyroyal"), "{page}");
    }
    assert_eq!(public.get(&boxes("zedoary")).await.ok()["total_hits"], 0);
    let page = until_found(&admin, &boxes("zedoary"), 1).await;
    assert_eq!((uris(&page), &page["results"][0]["publish"]), (vec![shared.container.clone()], &json!(true)));
    change(&admin, &secret, "publish", json!(true)).await;
    until(&public, &boxes("zedoary"), |page| uris(page) == [shared.container.clone()]).await;
    assert_eq!(uris(&admin.get(&boxes("zedoary")).await.ok()), [shared.container]);
}

/// What is said only to those who work with the archive is not shown as the summary of a record.
#[tokio::test]
async fn a_summary_is_of_what_is_published() {
    let (_fonds, admin, public, _) = Box::pin(begin()).await;
    let note = |kind: &str, text: &str, publish: bool| json!({ "jsonmodel_type": "note_singlepart", "type": kind, "content": [text], "publish": publish });
    let mut body = resource("herbal");
    body["publish"] = json!(true);
    body["notes"] = json!([note("abstract", "Wormwood", false)]);
    let root = admin.create(&format!("{REPO}/resources"), &body).await;
    let mut body = component(&root, None, "Tansy");
    body["notes"] = json!([note("abstract", "Rue", false), note("abstract", "Hyssop", true)]);
    admin.create(&format!("{REPO}/archival_objects"), &body).await;
    let page = until_found(&public, "/search?page=1&q=herbal&type[]=pui_resource", 1).await;
    assert_eq!(page["results"][0]["summary"], Value::Null);
    let page = until_found(&public, "/search?page=1&q=hyssop&type[]=pui_archival_object", 1).await;
    assert_eq!(page["results"][0]["summary"], "Hyssop");
    let page = until_found(&public, "/search?page=1&q=rue&type[]=pui_archival_object", 0).await;
    assert_eq!(page["total_hits"], 0);
}
