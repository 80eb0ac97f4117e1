//! Merges of agents that keep parts of the one that goes.

use serde_json::{Value, json};
use tests::{Caller, Response};

use super::request;
use crate::harness::Fonds;
use crate::harness::bodies::{person, subject};

async fn merge_selected(caller: &Caller, query: &str, uris: [&str; 2], selections: Value) -> Response {
    let mut body = request(uris[0], &uris[1..]);
    body["selections"] = selections;
    caller.post(&format!("/merge_requests/agent_detail{query}"), &body).await
}

async fn two(admin: &Caller) -> (String, String) {
    let kept = admin.create("/agents/people", &person("Ibsen")).await;
    let mut body = person("Pedersen");
    body["names"][0]["rest_of_name"] = json!("Knud");
    body["names"][0]["authority_id"] = json!("viaf-1");
    body["dates_of_existence"] = json!([{ "date_type_structured": "single", "date_label": "existence",
        "structured_date_single": { "date_role": "begin", "date_standardized": "1859" } }]);
    let gone = admin.create("/agents/people", &body).await;
    (kept, gone)
}

#[tokio::test]
async fn parts_are_kept() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (kept, gone) = two(&admin).await;
    let selections = json!({
        "names": [{ "rest_of_name": "REPLACE", "position": "0" }, { "append": "REPLACE", "position": "0" }],
        "dates_of_existence": [{ "append": "REPLACE", "position": "0" }],
    });
    let answer = merge_selected(&admin, "", [&kept, &gone], selections).await.ok();
    assert_eq!(
        answer["selections"],
        json!({ "names.0.rest_of_name.0": "REPLACE", "names.1.append.0": "REPLACE",
            "dates_of_existence.0.append.0": "REPLACE" })
    );
    let shown = admin.get(&kept).await.ok();
    assert_eq!(answer["result"]["names"], shown["names"]);
    let names = shown["names"].as_array().unwrap();
    assert_eq!(names.len(), 2);
    assert_eq!((&names[0]["primary_name"], &names[0]["rest_of_name"]), (&json!("Ibsen"), &json!("Knud")));
    assert_eq!((&names[0]["authorized"], &names[1]["authorized"]), (&json!(true), &json!(false)));
    assert_eq!((&names[0]["is_display_name"], &names[1]["is_display_name"]), (&json!(true), &json!(false)));
    // The identifier went over with its name.
    assert_eq!(names[1]["authority_id"], "viaf-1");
    assert_eq!(shown["title"], "Ibsen, Knud (1859)");
    assert_eq!(shown["dates_of_existence"].as_array().unwrap().len(), 1);
    admin.get(&gone).await.expect(404);
    let mut body = person("Other");
    body["names"][0]["authority_id"] = json!("viaf-1");
    assert_eq!(admin.post("/agents/people", &body).await.error(400)["conflicting_record"], json!([kept]));
}

#[tokio::test]
async fn a_look_ahead_changes_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (mut body, topic) = (person("Hamsun"), admin.create("/subjects", &subject("Novels")).await);
    body["agent_topics"] = json!([{ "subjects": [{ "ref": topic }] }]);
    let (kept, gone) = (admin.create("/agents/people", &body).await, two(&admin).await.1);
    let before = (admin.get(&kept).await.ok(), admin.get(&gone).await.ok());
    let selections = json!({ "names": [{ "rest_of_name": "REPLACE", "position": 0 }] });
    let answer = merge_selected(&admin, "?dry_run=true", [&kept, &gone], selections).await.ok();
    assert_eq!(answer["result"]["agent_topics"][0]["subjects"][0]["_resolved"]["title"], "Novels");
    assert_eq!(answer["status"], "Merged");
    assert_eq!(answer["deleted_uris"], json!([gone]));
    assert_eq!(answer["result"]["names"][0]["rest_of_name"], "Knud");
    assert_eq!(answer["result"]["title"], "Hamsun");
    assert_eq!((admin.get(&kept).await.ok(), admin.get(&gone).await.ok()), before);
}

#[tokio::test]
async fn marks_that_mean_nothing_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (kept, gone) = two(&admin).await;
    for selections in [
        json!({ "names": [{ "append": "REPLACE", "position": "5" }] }),
        json!({ "names": [{ "replace": "REPLACE" }] }),
        json!({ "publish": "REPLACE" }),
        json!({ "names": [{ "primary_name": "REPLACE", "position": "x" }] }),
    ] {
        let refused = merge_selected(&admin, "", [&kept, &gone], selections.clone()).await;
        assert!(refused.error(400)["selections"].is_array(), "{selections}");
    }
    admin.get(&gone).await.ok();
    // Other words are no marks.
    let selections = json!({ "names": [{ "append": "YES", "position": "0" }] });
    assert_eq!(merge_selected(&admin, "", [&kept, &gone], selections).await.ok()["selections"], json!({}));
    assert_eq!(admin.get(&kept).await.ok()["names"].as_array().unwrap().len(), 1);
}
