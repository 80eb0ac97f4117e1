//! `/api/jobs`: who sees which, and how administrators steer them.

use serde_json::{Value, json};

use super::urls::site::{Piece, Site, answer};
use super::urls::wait_for;
use crate::harness::Fonds;

fn path(job: &Value) -> String {
    format!("/api/jobs/{}", job["id"].as_str().unwrap())
}

#[tokio::test]
async fn administrators_ask_for_work_by_name() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = admin.post("/api/jobs", &json!({ "name": "solr_delete", "data": "{\"resource_id\": \"x\"}" })).await;
    assert_eq!(made.usage().dynamodb, 2);
    let made = made.expect(201);
    assert_eq!((&made["name"], &made["status"], &made["attempts"]), (&json!("solr_delete"), &json!(1), &json!(0)));
    assert_eq!(made["data"], json!({ "resource_id": "x" }));
    for property in ["id", "progress", "locked_at", "locked_by", "failed_at", "error", "created", "result"] {
        assert!(made.get(property).is_some(), "{property}");
    }
    let done = wait_for(&admin, &path(&made), &[0, 3]).await;
    assert_eq!((&done["status"], &done["progress"]), (&json!(0), &json!(100)), "{done}");
    let read = admin.get(&path(&made)).await;
    assert_eq!(read.usage().dynamodb, 1);
    // The same under the path without the prefix.
    assert_eq!(admin.get(path(&made).strip_prefix("/api").unwrap()).await.ok(), done);
    let failed = admin.post("/jobs", &json!({ "name": "email" })).await.expect(201);
    let failed = wait_for(&admin, &path(&failed), &[0, 3]).await;
    assert_eq!((&failed["status"], &failed["error"]), (&json!(3), &json!("this archive sends no mail")));
    let misunderstood = json!({ "name": "solr_index", "data": { "resource_id": 7 } });
    let misunderstood = admin.post("/api/jobs", &misunderstood).await.expect(201);
    let misunderstood = wait_for(&admin, &path(&misunderstood), &[0, 3]).await;
    assert!(misunderstood["error"].as_str().unwrap().contains("not understood"), "{misunderstood}");
    let unknown = json!({ "name": "solr_index", "data": { "resource_id": "240c43e9-6e3c-449c-9f30-e17d44216658" } });
    let unknown = admin.post("/api/jobs", &unknown).await.expect(201);
    assert_eq!(wait_for(&admin, &path(&unknown), &[0, 3]).await["error"], "no such resource");
}

#[tokio::test]
async fn the_newest_come_first_in_pages() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut ids = vec![];
    for _ in 0..5 {
        ids.push(admin.post("/api/jobs", &json!({ "name": "solr_delete" })).await.expect(201)["id"].clone());
    }
    ids.reverse();
    let listed = |jobs: Value| jobs.as_array().unwrap().iter().map(|job| job["id"].clone()).collect::<Vec<_>>();
    assert_eq!(listed(admin.get("/api/jobs").await.ok()), ids);
    let first = admin.get("/api/jobs?n=2").await;
    assert_eq!(first.header("link"), "</api/jobs?n=2&offset=2>; rel=\"next\"");
    assert_eq!(listed(first.ok()), ids[..2]);
    assert_eq!(listed(admin.get("/jobs?n=2&page=3").await.ok()), ids[4..]);
    assert_eq!(listed(admin.get("/jobs?n=2&offset=3").await.ok()), ids[3..]);
    for wrong in ["n=0", "n=x", "page=0", "offset=-1"] {
        admin.get(&format!("/api/jobs?{wrong}")).await.expect(400);
    }
}

#[tokio::test]
async fn everybody_sees_their_own() {
    let site = Site::start(|_, _| vec![Piece::Silence]).await;
    let fonds = Fonds::reaching([site.address]).await;
    let (admin, maker, other) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    let job = path(&maker.post("/api/resources", &json!({ "url": site.url("/x") })).await.expect(202));
    assert_eq!(maker.get(&job).await.ok()["name"], "download_file");
    admin.get(&job).await.ok();
    other.get(&job).await.expect(403);
    fonds.anonymous().get(&job).await.expect(401);
    let unknown = "/api/jobs/240c43e9-6e3c-449c-9f30-e17d44216658";
    maker.get(unknown).await.expect(404);
    maker.get("/api/jobs/1").await.expect(404);
    for path in [job.as_str(), unknown] {
        let status = if path == unknown { 404 } else { 403 };
        maker.post(path, &json!({ "status": 1 })).await.expect(status);
        maker.delete(path).await.expect(status);
        fonds.anonymous().delete(path).await.expect(401);
    }
    maker.get("/api/jobs").await.expect(403);
    maker.post("/api/jobs", &json!({ "name": "email" })).await.expect(403);
    fonds.anonymous().get("/api/jobs").await.expect(401);
    fonds.anonymous().post("/api/jobs", &json!({ "name": "email" })).await.expect(401);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for wrong in [
        json!({}),
        json!([]),
        json!({ "name": "format_disk" }),
        json!({ "name": 7 }),
        json!({ "data": {} }),
        json!({ "name": "email", "data": "[" }),
        json!({ "name": "email", "data": 7 }),
        json!({ "name": "email", "data": "x".repeat(70_000) }),
        json!({ "name": "download_file" }),
        json!({ "name": "download_file", "data": { "url": "file:///etc/passwd" } }),
    ] {
        admin.post("/api/jobs", &wrong).await.expect(400);
    }
    let job = path(&admin.post("/api/jobs", &json!({ "name": "email" })).await.expect(201));
    let failed = wait_for(&admin, &job, &[3]).await;
    for wrong in [json!({}), json!([]), json!({ "status": 9 }), json!({ "status": "1" }), json!({ "error": 7 })] {
        admin.post(&job, &wrong).await.expect(400);
    }
    // As it was read, it may be sent back.
    assert_eq!(admin.post(&job, &failed).await.ok(), failed);
}

#[tokio::test]
async fn administrators_steer() {
    let site =
        Site::start(|_, number| if number == 0 { vec![Piece::Silence] } else { answer("200 OK", &[], b"x") }).await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.admin().await;
    let job = path(&admin.post("/api/resources", &json!({ "url": site.url("/x") })).await.expect(202));
    let stopped = admin.post(&job, &json!({ "status": 4 })).await.ok();
    assert_eq!((&stopped["status"], &stopped["locked_at"]), (&json!(4), &json!(null)), "{stopped}");
    assert_eq!(admin.get(&job).await.ok(), stopped);
    // What arrives for a stopped job is not taken.
    let retried = admin.post(&job, &json!({ "status": 1 })).await.ok();
    assert_eq!(retried["status"], 1);
    let done = wait_for(&admin, &job, &[0, 3]).await;
    assert_eq!(done["status"], 0, "{done}");
    admin.post(&job, &json!({ "status": 1 })).await.expect(409);
    let failed = path(&admin.post("/api/jobs", &json!({ "name": "email" })).await.expect(201));
    wait_for(&admin, &failed, &[3]).await;
    let forgiven = admin.post(&failed, &json!({ "error": null, "failed_at": null })).await.ok();
    assert_eq!(
        (&forgiven["status"], &forgiven["error"], &forgiven["failed_at"]),
        (&json!(3), &json!(null), &json!(null))
    );
    for job in [&job, &failed] {
        assert_eq!(admin.delete(job).await.status, 204);
        admin.get(job).await.expect(404);
    }
    assert_eq!(admin.get("/api/jobs").await.ok(), json!([]));
}

#[tokio::test]
async fn a_resource_is_indexed_again() {
    let fonds = Fonds::start().await;
    let (admin, other) = (fonds.admin().await, fonds.archivist().await);
    let made = super::upload(&admin, "North wall", true, "wall.png", &super::scan()).await;
    let again = format!("/api/resources/solr/{}", made["id"].as_str().unwrap());
    other.post(&again, &json!({})).await.expect(403);
    fonds.anonymous().post(&again, &json!({})).await.expect(401);
    let answer = admin.post(&again, &json!({})).await;
    let job = answer.header("location").to_owned();
    assert_eq!(answer.expect(202)["data"]["resource_id"], made["id"]);
    let done = wait_for(&admin, &job, &[0, 3]).await;
    assert_eq!((&done["status"], &done["result"]["resource_id"]), (&json!(0), &made["id"]), "{done}");
    // Nobody has changed it.
    let shown = admin.get(&format!("/api/resources/{}", made["id"].as_str().unwrap())).await.ok();
    assert_eq!(shown["modified"], made["modified"]);
    admin.post("/api/resources/solr/240c43e9-6e3c-449c-9f30-e17d44216658", &json!({})).await.expect(404);
}
