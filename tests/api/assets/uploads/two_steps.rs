//! The original's way: `POST /uploads/add_files`, then `POST /uploads/batch`; and `POST /uploads/basic`.

use serde_json::{Value, json};
use tests::Caller;
use uploads::hashing::Hashes;

use super::{bytes_at, noise};
use crate::harness::Fonds;

async fn add(caller: &Caller, path: &str, files: &[(&str, &[u8])]) -> Vec<Value> {
    let files: Vec<_> = files.iter().map(|(name, bytes)| ("files[]", *name, "image/png", *bytes)).collect();
    caller.multipart(path, &[], &files).await.expect(201).as_array().unwrap().clone()
}

#[tokio::test]
async fn files_are_brought_and_then_described() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    let (one, two) = (noise(1, 1000), b"\x89PNG\r\n\x1a\ntwo".to_vec());
    let brought = add(&reader, "/uploads/add_files", &[("../one.bin", &one), ("two.png", &two)]).await;
    assert_eq!((&brought[0]["name"], &brought[0]["error"]), (&json!("one.bin"), &json!(0)));
    assert_eq!(brought[1]["sha"], Hashes::of(&two).sha);
    assert!(brought[1]["thumb"].as_str().unwrap().contains("/thumb.png"));
    let items = json!([
        { "sha": brought[0]["sha"], "name": "one.bin", "size": 1000, "title": "First", "type": "image/png",
          "rtype": "Map", "identifier": "A.1" },
        { "sha": brought[1]["sha"], "name": "two.png", "size": two.len(), "title": null },
        { "sha": brought[1]["sha"], "name": "copy.png" },
    ]);
    let made = reader.post("/api/uploads/batch", &items).await.expect(201);
    let made = made.as_array().unwrap();
    assert_eq!(
        (&made[0]["title"], &made[0]["type"], &made[0]["public"]),
        (&json!("First"), &json!("Map"), &json!(false))
    );
    assert_eq!((&made[1]["title"], &made[1]["mime_type"]), (&json!("two.png"), &json!("image/png")));
    assert_eq!(bytes_at(&fonds, &made[0]["url"]).await, one);
    assert_eq!(bytes_at(&fonds, &made[2]["url"]).await, two);
    let said = reader.get(&format!("/api/metadata/{}", made[0]["id"].as_str().unwrap())).await.ok();
    assert_eq!(said, json!({ "identifier": "A.1" }));
    // The blob stays with the claim, and goes with it and the last resource.
    let admin = fonds.admin().await;
    for resource in made {
        admin.delete(&format!("/api/resources/{}", resource["id"].as_str().unwrap())).await.expect(204);
    }
    assert!(fonds.has_blob(&one).await && fonds.has_blob(&two).await);
    reader.post("/upload", &json!([{ "sha": brought[0]["sha"], "name": "again", "size": 1000 }])).await.expect(201);
    fonds.clock.advance(25 * 3600);
    let swept = local::wiring::sweep(&fonds.store).await.unwrap();
    assert_eq!((swept.notes, swept.orphans()), (2, 0));
    assert!(fonds.has_blob(&one).await && !fonds.has_blob(&two).await);
}

#[tokio::test]
async fn only_who_brought_a_file_may_claim_it() {
    let fonds = Fonds::start().await;
    let (reader, archivist) = (fonds.reader().await, fonds.archivist().await);
    let brought = add(&reader, "/api/uploads/add_files", &[("a.txt", b"secret")]).await;
    // Twice is once.
    add(&reader, "/uploads/add_files", &[("a.txt", b"secret")]).await;
    let item = json!({ "sha": brought[0]["sha"], "name": "a.txt", "size": 6 });
    archivist.post("/uploads/batch", &json!([item])).await.expect(404);
    fonds.anonymous().post("/uploads/batch", &json!([item])).await.expect(401);
    fonds.anonymous().multipart("/uploads/add_files", &[], &[("f", "a", "", b"a")]).await.expect(401);
    let unknown = json!({ "sha": "0".repeat(40), "name": "a.txt", "size": 6 });
    // All or nothing.
    reader.post("/uploads/batch", &json!([item, unknown])).await.expect(404);
    for wrong in [
        json!({ "name": "a" }),
        json!({ "sha": "x", "name": "a" }),
        json!({ "sha": brought[0]["sha"] }),
        json!({ "sha": brought[0]["sha"], "name": "a", "size": 7 }),
        json!({ "sha": brought[0]["sha"], "name": "a", "size": "6" }),
        json!({ "sha": brought[0]["sha"], "name": "a", "title": 5 }),
        json!({ "sha": brought[0]["sha"], "name": "a", "identifier": 5 }),
        json!(5),
    ] {
        reader.post("/uploads/batch", &json!([item, wrong])).await.expect(400);
    }
    for body in [json!([]), json!({}), json!(null), json!(vec![item.clone(); 34])] {
        reader.post("/uploads/batch", &body).await.expect(400);
    }
    assert_eq!(reader.post("/uploads/batch", &json!(vec![item; 33])).await.expect(201).as_array().unwrap().len(), 33);
    reader.multipart("/uploads/add_files", &[("title", "no file")], &[]).await.expect(400);
}

#[tokio::test]
async fn a_page_without_scripts_has_a_form() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    let fields = [
        ("data[Resource][title]", "North wall"),
        ("data[Resource][public]", "1"),
        ("data[Resource][type]", "Photograph"),
        ("data[Resource][keywords]", "wall, trench"),
    ];
    let files = [("data[Resource][file]", "a.txt", "text/plain", b"abc".as_slice())];
    let answer = reader.multipart("/uploads/basic", &fields, &files).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    let id = answer.header("location").strip_prefix("/resource/").unwrap().to_owned();
    let made = fonds.anonymous().get(&format!("/api/resources/{id}")).await.ok();
    assert_eq!((&made["title"], &made["type"]), (&json!("North wall"), &json!("Photograph")));
    let keywords = fonds.anonymous().get(&format!("/api/resources/keywords/{id}")).await.ok();
    assert_eq!(keywords.as_array().unwrap().len(), 2);
    reader.multipart("/api/uploads/basic", &fields, &[]).await.expect(400);
}

#[tokio::test]
async fn files_are_found_where_the_original_kept_them() {
    let fonds = Fonds::start().await;
    let made = super::super::upload(&fonds.admin().await, "x", true, "a.png", b"\x89PNG\r\n\x1a\nx").await;
    let path = super::super::path_of(&made["url"]).replace("/arcs-data/", "/uploads/");
    assert_eq!(fonds.anonymous().get(&path).await.body, &b"\x89PNG\r\n\x1a\nx"[..]);
    let private = super::super::upload(&fonds.admin().await, "x", false, "b.png", b"\x89PNG\r\n\x1a\ny").await;
    let path = super::super::path_of(&private["url"]).replace("/arcs-data/", "/uploads/");
    assert_eq!(fonds.anonymous().get(&path).await.status, 200);
    assert_eq!(fonds.anonymous().get(path.split_once('?').unwrap().0).await.status, 403);
}
