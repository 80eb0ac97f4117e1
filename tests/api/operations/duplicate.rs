//! Copies of whole finding aids.

use std::time::Duration;

use operations::duplicate::ResourceDuplicate;
use operations::job::{NewJob, open};
use operations::kinds::{Kind, write_state};
use operations::{Acting, Desk, Operation, Problem, Size, Step, run_open};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Key;
use store::journals::Journal;
use tests::Caller;
use tokio::time::Instant;

use super::counting::wait_for;
use super::trees::{Planted, plant};
use crate::harness::bodies::{accession, event, person, repository, resource, subject, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};
use crate::trees::census::check;

const JOBS: &str = "/repositories/2/jobs";
const COMPONENTS: &str = "/repositories/2/archival_objects";

fn job(source: &str) -> Value {
    json!({ "job": { "jsonmodel_type": "resource_duplicate_job", "source": source } })
}

/// Lets a finding aid be copied; the URI of the copy.
async fn duplicate(caller: &Caller, source: &str) -> String {
    let answer = caller.post(JOBS, &job(source)).await.ok();
    let uri = answer["uri"].as_str().unwrap();
    let done = wait_for(caller, uri, "completed").await;
    assert_eq!(done["job_type"], "resource_duplicate_job");
    let records = caller.get(&format!("{uri}/records?page=1")).await.ok();
    assert_eq!(records["total"], 1);
    assert_eq!(caller.get(&format!("{uri}/records?all_ids=true")).await.ok(), json!([1]));
    assert_eq!(caller.get(&format!("{uri}/records?id_set=1")).await.ok(), records["results"]);
    let record = &records["results"][0]["record"];
    assert_eq!(done["result"]["created"], json!([record["ref"]]));
    record["ref"].as_str().unwrap().to_owned()
}

/// A record without what cannot be equal in two records.
fn content(mut record: Value) -> Value {
    fn strip(value: &mut Value) {
        const OWN: [&str; 10] = [
            "uri",
            "ref_id",
            "persistent_id",
            "create_time",
            "system_mtime",
            "user_mtime",
            "created_by",
            "last_modified_by",
            "lock_version",
            "has_unpublished_ancestor",
        ];
        match value {
            Value::Object(object) => {
                object.retain(|property, _| !OWN.contains(&property.as_str()));
                object.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut record);
    let named = ["title", "id_0", "publish", "tree", "ead_id", "slug", "linked_events"];
    let is_root = record["jsonmodel_type"] == "resource";
    let object = record.as_object_mut().unwrap();
    object.retain(|property, _| !["resource", "parent", "ancestors"].contains(&property.as_str()));
    object.retain(|property, _| !is_root || !named.contains(&property.as_str()));
    if let Some(managed) = object.get_mut("collection_management").and_then(Value::as_object_mut) {
        managed.shift_remove("parent");
    }
    let mut of_each = |list: &str, property: &str| {
        for item in object.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(value) = item.get_mut(property) {
                value.take();
            }
        }
    };
    of_each("rights_statements", "identifier");
    // What an index names is looked at by itself.
    of_each("notes", "items");
    record
}

/// Every record of a tree with its depth, from the top down.
async fn records(caller: &Caller, root: &str) -> Vec<(usize, Value)> {
    let tree = caller.get(&format!("{root}/tree")).await.ok();
    let mut found = vec![(0, caller.get(root).await.ok())];
    let mut nodes: Vec<(usize, Value)> = vec![(0, tree)];
    while let Some((depth, node)) = nodes.pop() {
        if depth > 0 {
            found.push((depth, caller.get(node["record_uri"].as_str().unwrap()).await.ok()));
        }
        let children = node["children"].as_array().unwrap();
        nodes.extend(children.iter().rev().map(|child| (depth + 1, child.clone())));
    }
    found
}

/// Both trees are whole, and say the same.
async fn assert_equal(fonds: &Fonds, caller: &Caller, source: &str, copy: &str) {
    assert_eq!(check(&fonds.store, source, COMPONENTS).await.len(), check(&fonds.store, copy, COMPONENTS).await.len());
    let (source, copy) = (records(caller, source).await, records(caller, copy).await);
    assert_eq!(source.len(), copy.len());
    for ((depth, source), (depth_of_copy, copy)) in source.into_iter().zip(copy) {
        assert_eq!(depth, depth_of_copy);
        assert_ne!(source["uri"], copy["uri"]);
        assert_eq!(content(source), content(copy));
    }
}

#[tokio::test]
async fn a_copy_says_what_its_source_says() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let agent = admin.create("/agents/people", &person("Reader")).await;
    let topic = admin.create("/subjects", &subject("Letters")).await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let object = json!({ "digital_object_id": "D", "title": "Scan" });
    let object = admin.create(&format!("{REPO}/digital_objects"), &object).await;
    let instances = json!([
        { "instance_type": "text", "sub_container": { "top_container": { "ref": container } } },
        { "instance_type": "digital_object", "digital_object": { "ref": object } },
    ]);
    let note = |text: &str| json!({ "jsonmodel_type": "note_singlepart", "type": "abstract", "content": [text], "publish": true });
    let mut body = resource("A");
    let more = json!({
        "ead_id": "ead", "slug": "papers", "publish": true, "notes": [note("About")], "instances": instances,
        "subjects": [{ "ref": topic }],
        "linked_agents": [{ "ref": agent, "role": "creator", "terms": [
            { "term": "Letters", "term_type": "topical", "vocabulary": "/vocabularies/1" }] }],
        "collection_management": { "processing_plan": "slowly" },
        "rights_statements": [{ "rights_type": "copyright", "identifier": "r", "status": "copyrighted",
            "jurisdiction": "NO", "start_date": "1990-01-01" }],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let source = admin.create(&format!("{REPO}/resources"), &body).await;
    let mut papers = accession("P");
    papers["related_resources"] = json!([{ "ref": source }]);
    let papers = admin.create(ACCESSIONS, &papers).await;
    admin.create(&format!("{REPO}/events"), &event(&agent, &source)).await;
    let component = |parent: Option<&str>, title: &str| {
        let mut body = json!({
            "title": title, "level": "file", "resource": { "ref": source }, "publish": true, "notes": [note(title)],
            "component_id": title, "ref_id": format!("ref-{title}"), "instances": instances,
            "subjects": [{ "ref": topic }], "linked_agents": [{ "ref": agent, "role": "subject" }],
        });
        if let Some(parent) = parent {
            body["parent"] = json!({ "ref": parent });
        }
        body
    };
    let series = admin.create(COMPONENTS, &component(None, "series")).await;
    let mut of_series = accession("S");
    of_series["component_links"] = json!([{ "ref": series }]);
    let of_series = admin.create(ACCESSIONS, &of_series).await;
    let file = admin.create(COMPONENTS, &component(Some(&series), "file")).await;
    admin.create(COMPONENTS, &component(Some(&file), "item")).await;
    let mut index = component(None, "index");
    index["notes"] = json!([{ "jsonmodel_type": "note_index", "content": [], "items": [
        { "jsonmodel_type": "note_index_item", "value": "x", "type": "name", "reference": "ref-item" }] }]);
    admin.create(COMPONENTS, &index).await;
    let hidden = admin.create(COMPONENTS, &component(Some(&series), "hidden")).await;
    admin.form(&format!("{hidden}/suppressed"), &[("suppressed", "true")]).await.ok();

    let copy = duplicate(&archivist, &source).await;
    assert_equal(&fonds, &admin, &source, &copy).await;
    let shown = admin.get(&copy).await.ok();
    assert_eq!((&shown["title"], &shown["id_0"]), (&json!("[Duplicated] Records A"), &json!("[Duplicated] A")));
    assert_eq!((&shown["publish"], &shown["created_by"]), (&json!(false), &json!("archivist")));
    assert_eq!((shown.get("ead_id"), shown.get("slug"), &shown["linked_events"]), (None, None, &json!([])));
    assert_eq!(shown["related_accessions"], json!([{ "ref": papers }]));
    let below = records(&admin, &copy).await;
    let titled = |title: &str| below.iter().find(|(_, record)| record["title"] == title).unwrap().1.clone();
    assert_eq!(titled("index")["notes"][0]["items"][0]["reference"], titled("item")["ref_id"]);
    assert_eq!(titled("hidden")["suppressed"], true);
    assert_eq!(titled("series")["accession_links"], json!([{ "ref": of_series }]));
    let seen = fonds.reader().await.get(&format!("{COMPONENTS}?all_ids=true")).await.ok();
    assert_eq!(seen.as_array().unwrap().len(), 8);

    let again = duplicate(&admin, &source).await;
    assert_eq!(admin.get(&again).await.ok()["id_0"], "[Duplicated 2] A");
    let of_copy = duplicate(&admin, &copy).await;
    assert_eq!(admin.get(&of_copy).await.ok()["id_0"], "[Duplicated] [Duplicated] A");
    assert_equal(&fonds, &admin, &source, &of_copy).await;
}

#[tokio::test]
async fn what_cannot_be_copied_is_refused() {
    let fonds = Fonds::start().await;
    let (admin, archivist, reader) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    let other = admin.create("/repositories", &repository("ELSE")).await;
    let elsewhere = admin.create(&format!("{other}/resources"), &resource("B")).await;
    let source = admin.create(&format!("{REPO}/resources"), &resource("A")).await;
    let papers = admin.create(ACCESSIONS, &accession("A")).await;
    for wrong in [&elsewhere, &papers, &format!("{REPO}/resources/99"), "nothing"] {
        let refused = archivist.post(JOBS, &job(wrong)).await.error(400);
        assert_eq!(refused["source"], json!(["Must be a resource of this repository"]), "{wrong}");
    }
    let lacking = json!({ "job": { "jsonmodel_type": "resource_duplicate_job" } });
    assert_eq!(
        archivist.post(JOBS, &lacking).await.error(400)["source"],
        json!(["Property is required but was missing"])
    );
    reader.post(JOBS, &job(&source)).await.error(403);
    admin.form(&format!("{source}/suppressed"), &[("suppressed", "true")]).await.ok();
    archivist.post(JOBS, &job(&source)).await.error(400);
    assert_eq!(admin.get(&format!("{JOBS}?all_ids=true")).await.ok(), json!([]));
}

/// A copy that the archive's own runner leaves alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct Alone(ResourceDuplicate);

impl Operation for Alone {
    const KIND: &'static str = "duplicate_alone";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        self.0.plan(desk).await
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        self.0.step(desk).await
    }

    fn targets(&self) -> Vec<String> {
        self.0.targets()
    }
}

const KINDS: &[Kind] = &[Kind::of::<Alone>()];

/// Begins a copy that only this test works on; the URI of its job.
async fn begin_alone(fonds: &Fonds, source: &str) -> String {
    let page = json!({ "below": 0, "first": 0, "sources": [] });
    let state = json!({ "source": source, "copy": null, "lists": [], "page": page, "done": 0, "ahead": 0 });
    let operation: Alone = serde_json::from_value(state).unwrap();
    let acting = Acting { username: Some("admin".to_owned()), user: Some(1), repository: Some(2) };
    let new = NewJob {
        job_type: "resource_duplicate_job".to_owned(),
        job: records::Body::new(),
        params: None,
        files: vec![],
        repository: 2,
        running: false,
    };
    let journal = Journal {
        kind: Alone::KIND.to_owned(),
        targets: operation.targets(),
        state: write_state(&operation).unwrap(),
        ..acting.journal()
    };
    let fetched = fonds.store.fetch([Key::counter("job")]).await.unwrap();
    open(&fonds.store, &fetched, &acting, new, journal, |_| ()).await.unwrap().0.uri
}

#[tokio::test]
async fn a_copy_that_dies_again_and_again_has_nothing_twice() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let Planted { root, count, .. } = plant(&admin, 130, true).await;
    let job = begin_alone(&fonds, &root).await;
    let until = Instant::now() + Duration::from_hours(1);
    let (mut deaths, mut life, mut done) = (0, Duration::from_millis(20), 0);
    loop {
        let _ = tokio::time::timeout(life, run_open(&fonds.store, KINDS, until)).await;
        let Some(journal) = fonds.store.journal(&job).await.unwrap() else { break };
        // A step whose runners never live long enough for it counts as failed.
        life = if journal.done > done { Duration::from_millis(20) } else { life * 2 };
        done = journal.done;
        deaths += 1;
        fonds.clock.advance(61);
    }
    assert!(deaths > 3, "it was over after {deaths} deaths");
    let admin = fonds.admin().await;
    let done = admin.get(&job).await.ok();
    assert_eq!(done["status"], "completed", "{}", admin.get(&format!("{job}/log")).await.text());
    let copy = done["result"]["created"][0].as_str().unwrap();
    assert_equal(&fonds, &admin, &root, copy).await;
    let all = admin.get(&format!("{COMPONENTS}?all_ids=true")).await.ok();
    assert_eq!(all.as_array().unwrap().len(), 2 * count);
    assert_eq!(admin.get(&format!("{REPO}/resources?all_ids=true")).await.ok().as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_component_is_copied_with_less_than_a_call() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let Planted { root, count, .. } = plant(&admin, 230, true).await;
    let job = begin_alone(&fonds, &root).await;
    let until = Instant::now() + Duration::from_mins(1);
    let (stretches, usage) = store::meter::measure(run_open(&fonds.store, KINDS, until)).await;
    assert_eq!(stretches.unwrap(), 1);
    assert_eq!(admin.get(&job).await.ok()["status"], "completed");
    let calls = usize::try_from(usage.dynamodb_calls).unwrap();
    assert!(calls <= count * 2 / 3, "{calls} calls for {count} components");
}
