//! What is done to whole trees.

use serde_json::{Value, json};
use tests::{Caller, Response};

use super::counting::wait_for;
use crate::harness::bodies::{event, person, resource};
use crate::harness::{Fonds, REPO};

/// A resource with components in three levels, in all so many.
pub(super) struct Planted {
    pub(super) root: String,
    pub(super) count: usize,
    /// The component at the third level.
    pub(super) deepest: String,
}

/// Adds components below a node.
async fn grow(caller: &Caller, root: &str, below: &str, many: usize, publish: bool) {
    for start in (0..many).step_by(100) {
        let children: Vec<Value> = (start..many.min(start + 100))
            .map(|number| {
                json!({
                    "jsonmodel_type": "archival_object", "title": format!("{number}"), "level": "file",
                    "resource": { "ref": root }, "publish": publish,
                })
            })
            .collect();
        let body = json!({ "jsonmodel_type": "archival_record_children", "children": children });
        caller.post(&format!("{below}/children"), &body).await.ok();
    }
}

/// The components of the repository.
async fn components(caller: &Caller) -> Vec<String> {
    let numbers = caller.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok();
    numbers.as_array().unwrap().iter().map(|number| format!("{REPO}/archival_objects/{number}")).collect()
}

/// Plants a resource with `wide` components, of which every tenth has twelve, and one of these one more.
pub(super) async fn plant(caller: &Caller, wide: usize, publish: bool) -> Planted {
    let root = caller.create(&format!("{REPO}/resources"), &resource("TREE")).await;
    grow(caller, &root, &root, wide, publish).await;
    for parent in components(caller).await.iter().step_by(10) {
        grow(caller, &root, parent, 12, publish).await;
    }
    let middle = components(caller).await.pop().unwrap();
    grow(caller, &root, &middle, 1, publish).await;
    let mut all = components(caller).await;
    Planted { root, count: all.len(), deepest: all.pop().unwrap() }
}

async fn act(caller: &Caller, path: &str) -> Response {
    caller.form(path, &[]).await
}

/// How many components are published, by their own word, and by the cards and counts of the tree.
async fn published(caller: &Caller, root: &str, count: usize) -> (usize, usize) {
    let mut own = 0;
    for page in 1..=count.div_ceil(250) {
        let listed = caller.get(&format!("{REPO}/archival_objects?page={page}&page_size=250")).await.ok();
        own += listed["results"].as_array().unwrap().iter().filter(|record| record["publish"] == true).count();
    }
    let mut shown = 0;
    let mut parents = vec![String::new()];
    while let Some(parent) = parents.pop() {
        for offset in 0.. {
            let node = if parent.is_empty() { String::new() } else { format!("&parent_node={parent}") };
            let query = format!("offset={offset}{node}&published_only=true");
            let page = caller.get(&format!("{root}/tree/waypoint?{query}")).await.ok();
            let page = page.as_array().unwrap();
            shown += page.len();
            parents.extend(
                page.iter()
                    .filter(|entry| entry["child_count"].as_u64() > Some(0))
                    .map(|entry| entry["uri"].as_str().unwrap().to_owned()),
            );
            if page.len() < 200 {
                break;
            }
        }
    }
    (own, shown)
}

#[tokio::test]
async fn a_small_tree_is_published_in_one_transaction() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = admin.create(&format!("{REPO}/resources"), &resource("SMALL")).await;
    let below = |parent: Option<&str>| {
        let mut body =
            json!({ "jsonmodel_type": "archival_object", "title": "x", "level": "file", "resource": { "ref": root } });
        if let Some(parent) = parent {
            body["parent"] = json!({ "ref": parent });
        }
        body["notes"] = json!([{ "jsonmodel_type": "note_singlepart", "type": "abstract", "content": ["x"] }]);
        body
    };
    let one = admin.create(&format!("{REPO}/archival_objects"), &below(None)).await;
    let two = admin.create(&format!("{REPO}/archival_objects"), &below(Some(&one))).await;
    let answer = act(&admin, &format!("{root}/publish")).await;
    assert_eq!(answer.ok(), json!({ "status": "Updated", "id": 1, "lock_version": 0, "stale": null }));
    for uri in [&root, &one, &two] {
        let shown = admin.get(uri).await.ok();
        assert_eq!((&shown["publish"], &shown["lock_version"]), (&json!(true), &json!(0)), "{uri}");
    }
    assert_eq!(admin.get(&two).await.ok()["notes"][0]["publish"], true);
    assert_eq!(admin.get(&two).await.ok()["has_unpublished_ancestor"], false);
    act(&admin, &format!("{one}/unpublish")).await.ok();
    assert_eq!(admin.get(&root).await.ok()["publish"], true);
    assert_eq!(admin.get(&two).await.ok()["publish"], false);
    admin.get(&format!("{REPO}/jobs/1")).await.error(404);
    fonds.reader().await.form(&format!("{root}/publish"), &[]).await.error(403);
    act(&admin, &format!("{REPO}/resources/99/publish")).await.error(404);
}

#[tokio::test]
async fn a_large_tree_is_published_as_a_job() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let Planted { root, count, .. } = plant(&admin, 230, false).await;
    assert_eq!(published(&admin, &root, count).await, (0, 0));
    let answer = act(&admin, &format!("{root}/publish")).await.ok();
    assert_eq!((&answer["status"], &answer["lock_version"]), (&json!("Updated"), &json!(0)));
    let job = wait_for(&admin, answer["job"].as_str().unwrap(), "completed").await;
    assert_eq!(job["job_type"], "cascade_job");
    assert_eq!(admin.get(&root).await.ok()["publish"], true);
    assert_eq!(published(&admin, &root, count).await, (count, count));
    let answer = act(&admin, &format!("{root}/unpublish")).await.ok();
    wait_for(&admin, answer["job"].as_str().unwrap(), "completed").await;
    assert_eq!(published(&admin, &root, count).await, (0, 0));
}

#[tokio::test]
async fn what_is_below_a_hidden_record_is_hidden() {
    let fonds = Fonds::hasty().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let Planted { root, count, deepest: deep } = plant(&admin, 30, true).await;
    let agent = admin.create("/agents/people", &person("Reader")).await;
    let happened = admin.create(&format!("{REPO}/events"), &event(&agent, &deep)).await;
    let hide = async |wanted: &str| {
        let answer = admin.form(&format!("{root}/suppressed"), &[("suppressed", wanted)]).await.ok();
        wait_for(&admin, answer["job"].as_str().unwrap(), "completed").await;
        answer
    };
    let answer = hide("true").await;
    assert_eq!((&answer["status"], &answer["suppressed_state"]), (&json!("Suppressed"), &json!(true)));
    for uri in [&root, &deep, &happened] {
        reader.get(uri).await.error(404);
        assert_eq!(admin.get(uri).await.ok()["suppressed"], true, "{uri}");
    }
    assert_eq!(reader.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok(), json!([]));
    hide("false").await;
    for uri in [&root, &deep, &happened] {
        assert_eq!(reader.get(uri).await.ok()["suppressed"], false, "{uri}");
    }
    assert_eq!(
        reader.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok().as_array().unwrap().len(),
        count
    );
    assert_eq!(published(&admin, &root, count).await, (count, count));
}

#[tokio::test]
async fn publishing_what_has_nothing_below_costs_two_calls() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = admin.create(&format!("{REPO}/resources"), &resource("ALONE")).await;
    let answer = act(&admin, &format!("{root}/publish")).await;
    answer.ok();
    assert_eq!(answer.usage().dynamodb, 2);
}

/// The URIs of deleted records that harvesters are told.
async fn told(fonds: &Fonds) -> Vec<String> {
    let indexer = fonds.indexer().await;
    let mut told = vec![];
    for page in 1.. {
        let feed = indexer.get(&format!("/delete-feed?page={page}&page_size=250")).await.ok();
        told.extend(feed["results"].as_array().unwrap().iter().map(|uri| uri.as_str().unwrap().to_owned()));
        if feed["last_page"].as_u64() <= Some(page) {
            break;
        }
    }
    told.sort();
    told
}

#[tokio::test]
async fn a_large_tree_is_deleted_from_the_deepest_on() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let Planted { root, count, .. } = plant(&admin, 130, true).await;
    let mut expected = components(&admin).await;
    let answer = admin.delete(&root).await.ok();
    assert_eq!((&answer["status"], &answer["id"]), (&json!("Deleted"), &json!(1)));
    let job = wait_for(&admin, answer["job"].as_str().unwrap(), "completed").await;
    assert_eq!(job["result"], json!({ "status": "Deleted", "id": 1 }));
    admin.get(&root).await.error(404);
    assert_eq!(components(&admin).await, Vec::<String>::new());
    expected.push(root);
    expected.sort();
    assert_eq!((told(&fonds).await, expected.len()), (expected, count + 1));
}

#[tokio::test]
async fn a_component_in_the_depth_keeps_the_tree() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let Planted { root, count, deepest } = plant(&admin, 30, true).await;
    let surveyor = admin.create("/agents/people", &person("Surveyor")).await;
    let assessment = json!({
        "jsonmodel_type": "assessment", "records": [{ "ref": deepest }], "surveyed_by": [{ "ref": surveyor }],
        "survey_begin": "2020-01-01",
    });
    let assessment = admin.create(&format!("{REPO}/assessments"), &assessment).await;
    assert!(admin.delete(&root).await.error(409).to_string().contains("linked_to_assessment"));
    assert_eq!(components(&admin).await.len(), count);
    admin.get(&root).await.ok();
    let fields = [("record_uris[]", root.as_str())];
    admin.form("/batch_delete", &fields).await.error(409);
    assert_eq!(components(&admin).await.len(), count);
    // Together with what keeps it, it may go.
    let fields = [("record_uris[]", root.as_str()), ("record_uris[]", assessment.as_str())];
    assert_eq!(admin.form("/batch_delete", &fields).await.ok()["results"].as_array().unwrap().len(), 2);
    admin.get(&root).await.error(404);
    assert_eq!(components(&admin).await.len(), 0);
}

#[tokio::test]
async fn a_part_of_a_tree_is_deleted_and_the_rest_stays_whole() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let Planted { root, count, .. } = plant(&admin, 30, true).await;
    let all = components(&admin).await;
    // The first one with what is below it, one with nothing, and a component that goes with its parent anyhow.
    let below = admin.get(&format!("{}/children", all[0])).await.ok()[0]["uri"].as_str().unwrap().to_owned();
    let uris = [all[0].as_str(), all[1].as_str(), below.as_str()];
    let fields: Vec<(&str, &str)> = uris.iter().map(|uri| ("record_uris[]", *uri)).collect();
    admin.form("/batch_delete", &fields).await.ok();
    let left = count - 14;
    assert_eq!(components(&admin).await.len(), left);
    assert_eq!(published(&admin, &root, left).await, (left, left));
    let shown = admin.get(&format!("{root}/tree/root")).await.ok();
    assert_eq!(shown["child_count"], 28);
}

#[tokio::test]
async fn a_repository_goes_with_its_trees() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let Planted { count, .. } = plant(&admin, 60, true).await;
    let answer = admin.delete(REPO).await.ok();
    let job = answer["job"].as_str().unwrap();
    assert!(job.starts_with("/repositories/1/"), "{job}");
    wait_for(&admin, job, "completed").await;
    admin.get(REPO).await.error(404);
    assert_eq!(told(&fonds).await.len(), count + 2);
}
