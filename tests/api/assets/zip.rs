//! `POST /resources/zipped`, and the writing of archives that no request has time for.

use std::collections::BTreeMap;

use arcs::Entity;
use arcs::entity::parse_id;
use arcs::kinds::Resource;
use bytes::Bytes;
use rawzip::ZipArchive;
use serde_json::{Value, json};
use tests::{Caller, Response};
use tokio::time::Instant;
use zipped::{Progress, Selection, advance, exists};

use super::{scan, upload};
use crate::harness::Fonds;

/// Asks for an archive.
async fn zip(caller: &Caller, resources: &[&Value]) -> Response {
    let ids: Vec<&Value> = resources.iter().map(|resource| &resource["id"]).collect();
    caller.post("/api/resources/zipped", &json!({ "resources": ids })).await
}

/// Fetches an archive that was made, as anybody may who has its address.
async fn fetch(fonds: &Fonds, answer: &Response) -> Response {
    let fetched = fonds.anonymous().get(answer.ok()["url"].as_str().unwrap()).await;
    assert_eq!((fetched.status, fetched.header("content-type")), (200, "application/zip"));
    fetched
}

/// The files of an archive by their paths; its checksums are checked.
fn files(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let opened = ZipArchive::from_slice(archive).unwrap();
    let mut entries = opened.entries();
    let mut files = BTreeMap::new();
    while let Some(entry) = entries.next_entry().unwrap() {
        let path = String::from_utf8(entry.file_path().as_bytes().to_vec()).unwrap();
        let file = opened.get_entry(entry.wayfinder()).unwrap();
        assert_eq!(rawzip::crc32(file.data()), entry.crc32(), "{path}");
        assert!(files.insert(path.clone(), file.data().to_vec()).is_none(), "{path} is there twice");
    }
    files
}

#[tokio::test]
async fn files_come_in_one_folder() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let wall = upload(&admin, "North wall", true, "wall.png", &scan()).await;
    let same_name = upload(&admin, "South wall", true, "Wall.png", b"\x89PNG\r\n\x1a\nother").await;
    let named = upload(&admin, "East", true, "ø 東京.png", b"\x89PNG\r\n\x1a\n").await;
    for prefix in ["", "/api"] {
        let ids = json!({ "resources": [wall["id"], same_name["id"], named["id"], wall["id"]] });
        let answer = fonds.anonymous().post(&format!("{prefix}/resources/zipped"), &ids).await;
        let archive = fetch(&fonds, &answer).await;
        let disposition = archive.header("content-disposition");
        assert_eq!(disposition, "attachment; filename=\"North-wall-and-2-others.zip\"");
        let found = files(&archive.body);
        let expected = [
            ("North-wall-and-2-others/wall.png", scan()),
            ("North-wall-and-2-others/Wall-2.png", b"\x89PNG\r\n\x1a\nother".to_vec()),
            ("North-wall-and-2-others/ø 東京.png", b"\x89PNG\r\n\x1a\n".to_vec()),
        ];
        assert_eq!(found, expected.map(|(name, bytes)| (name.to_owned(), bytes)).into());
    }
    let one = fetch(&fonds, &zip(&admin, &[&wall]).await).await;
    assert_eq!(files(&one.body).into_keys().collect::<Vec<_>>(), ["North-wall/wall.png"]);
    let two = fetch(&fonds, &zip(&admin, &[&wall, &named]).await).await;
    assert!(files(&two.body).contains_key("North-wall-and-1-other/wall.png"));
}

#[tokio::test]
async fn the_same_selection_is_written_once() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let wall = upload(&admin, "North wall", true, "wall.png", &scan()).await;
    let first = zip(&admin, &[&wall]).await;
    let second = zip(&admin, &[&wall]).await;
    first.ok();
    // One look whether it is there; the file, and the archive.
    assert_eq!((first.usage().s3, second.usage().s3), (3, 1));
    assert_eq!((first.usage().dynamodb, second.usage().dynamodb), (1, 1));
    assert_eq!(files(&fetch(&fonds, &second).await.body).len(), 1);
    admin
        .post(&format!("/api/resources/{}", wall["id"].as_str().unwrap()), &json!({ "title": "West wall" }))
        .await
        .ok();
    let renamed = fetch(&fonds, &zip(&admin, &[&wall]).await).await;
    assert!(files(&renamed.body).contains_key("West-wall/wall.png"));
}

#[tokio::test]
async fn hostile_names_lead_nowhere() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut made = vec![];
    for name in ["../../etc/passwd", "..", "C:\\x\\y.png", "CON.png", "a:b?.png", "x. ", ".profile"] {
        made.push(upload(&admin, "../../../tmp/x", true, name, &scan()).await);
    }
    let answer = zip(&admin, &made.iter().collect::<Vec<_>>()).await;
    let found = files(&fetch(&fonds, &answer).await.body);
    assert_eq!(found.len(), made.len());
    for path in found.keys() {
        let (folder, name) = path.split_once('/').unwrap();
        for step in [folder, name] {
            let is_plain =
                !step.contains(['/', '\\', ':', '?']) && !step.starts_with('.') && !step.ends_with(['.', ' ']);
            assert!(is_plain && !step.is_empty() && !step.to_lowercase().starts_with("con."), "{path}");
        }
    }
}

#[tokio::test]
async fn every_file_must_be_for_who_asks() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let open = upload(&admin, "open", true, "a.png", &scan()).await;
    let secret = upload(&admin, "secret", false, "b.png", b"\x89PNG\r\n\x1a\nsecret").await;
    zip(&fonds.anonymous(), &[&open, &secret]).await.expect(401);
    let answer = zip(&fonds.reader().await, &[&open, &secret]).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(files(&fetch(&fonds, &answer).await.body).len(), 2);
    // Nobody comes by it without having asked, though it has been made.
    zip(&fonds.anonymous(), &[&open, &secret]).await.expect(401);
    let url = answer.ok()["url"].as_str().unwrap().to_owned();
    let bare = url.split_once('?').unwrap().0;
    assert!(matches!(fonds.anonymous().get(bare).await.status, 401 | 403), "{bare}");
}

#[tokio::test]
async fn selections_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = upload(&admin, "x", true, "a.png", &scan()).await;
    let id = &made["id"];
    let many: Vec<&Value> = (0..1001).map(|_| id).collect();
    for (body, status) in [
        (json!(null), 400),
        (json!({}), 400),
        (json!([id]), 400),
        (json!({ "resources": [] }), 400),
        (json!({ "resources": id }), 400),
        (json!({ "resources": [id, 7] }), 400),
        (json!({ "resources": many }), 400),
        (json!({ "resources": [id, "x"] }), 404),
        (json!({ "resources": [id, "../users/1"] }), 404),
        (json!({ "resources": [id, "240c43e9-6e3c-449c-9f30-e17d44216658"] }), 404),
    ] {
        let answer = admin.post("/api/resources/zipped", &body).await;
        assert_eq!(answer.status, status, "{:.100}: {}", body.to_string(), answer.text());
    }
}

#[tokio::test]
async fn a_large_archive_is_the_same_however_often_its_writing_was_interrupted() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut expected = BTreeMap::new();
    let mut ids = vec![];
    for number in 0..9_u8 {
        // Large ones, and small ones in between.
        let length = if number % 3 == 2 { 100 } else { 5_800_000 };
        let bytes: Vec<u8> = (0..length).map(|place: u32| place.to_be_bytes()[3].wrapping_mul(number + 3)).collect();
        let made = upload(&admin, "Large", true, &format!("{number}.bin"), &bytes).await;
        ids.push(parse_id(made["id"].as_str().unwrap()).unwrap());
        expected.insert(format!("Large-and-8-others/{number}.bin"), bytes);
    }
    let mut resources = vec![];
    for id in &ids {
        resources.push(Entity::<Resource>::get(&fonds.store, *id).await.unwrap().unwrap());
    }
    let selection = Selection::of(&resources);
    let object = selection.object(fonds.clock.now());
    let mut progress = Progress::default();
    let mut steps = 0;
    loop {
        steps += 1;
        // What a job keeps between two steps, and one step that was taken and then forgotten.
        let kept = serde_json::to_string(&progress).unwrap();
        let mut forgotten: Progress = serde_json::from_str(&kept).unwrap();
        if steps == 2 {
            assert!(!advance(&fonds.store, &object, &selection, &mut forgotten, Instant::now()).await.unwrap());
        }
        progress = serde_json::from_str(&kept).unwrap();
        if advance(&fonds.store, &object, &selection, &mut progress, Instant::now()).await.unwrap() {
            break;
        }
        assert!(!exists(&fonds.store, &object).await.unwrap());
    }
    assert!(steps > 2, "{steps}");
    let url = fonds.store.presign_get(&object, "application/zip", "attachment", 60).await.unwrap();
    let archive: Bytes = fonds.anonymous().get(&url).await.body;
    assert!(files(&archive) == expected);
    // Who asks then is sent there.
    let ids = json!({ "resources": ids });
    let answer = fonds.anonymous().post("/api/resources/zipped", &ids).await;
    assert_eq!(answer.usage().s3, 1);
    assert!(fetch(&fonds, &answer).await.body == archive);
}

#[tokio::test]
async fn what_takes_longer_than_a_request_is_a_job() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut ids = vec![];
    for number in 0..201 {
        let made = super::upload(&admin, "page", true, "page.png", format!("page {number}").as_bytes()).await;
        ids.push(made["id"].clone());
    }
    let many = json!({ "resources": ids });
    fonds.anonymous().post("/api/resources/zipped", &many).await.expect(401);
    let answer = admin.post("/api/resources/zipped", &many).await;
    let job = answer.expect(202)["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("/api/jobs/{job}"));
    let mut again = admin.post("/api/resources/zipped", &many).await;
    let began = std::time::Instant::now();
    while again.status == 202 {
        assert_eq!(again.json()["id"], job.as_str(), "asked again, it is the same job");
        assert!(began.elapsed().as_secs() < 60, "{}", again.text());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        again = admin.post("/api/resources/zipped", &many).await;
    }
    let archive = fetch(&fonds, &again).await.body;
    assert_eq!(files(&archive).len(), 201);
    let done = admin.get(&format!("/api/jobs/{job}")).await.ok();
    assert_eq!((&done["status"], &done["error"]), (&json!(0), &json!(null)), "{done}");
}

#[tokio::test]
async fn a_job_that_failed_is_not_the_last_word() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    // Resources whose files are lost.
    let ids = super::collections::resources(&fonds, 201, true).await;
    let many = json!({ "resources": ids });
    let job = admin.post("/api/resources/zipped", &many).await.expect(202);
    let path = format!("/api/jobs/{}", job["id"].as_str().unwrap());
    let began = std::time::Instant::now();
    let failed = loop {
        let seen = admin.get(&path).await.ok();
        if seen["status"] == 3 {
            break seen;
        }
        assert!(began.elapsed().as_secs() < 60, "{}", seen["status"]);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!(failed["error"], "a selected file is gone: ask again");
    let again = admin.post("/api/resources/zipped", &many).await.expect(202);
    assert_ne!(again["id"], job["id"], "who asks again gets another try");
}
