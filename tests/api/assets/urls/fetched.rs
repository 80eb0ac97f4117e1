//! Files that arrive.

use serde_json::json;

use super::site::{Piece, Site, answer, head, redirect};
use super::{ask, wait_for};
use crate::assets::{path_of, scan};
use crate::harness::Fonds;

#[tokio::test]
async fn a_resource_is_made_of_an_address() {
    let site = Site::start(|path, _| match path {
        "/scans/north%20wall.png?size=full" => answer("200 OK", &[("Content-Type", "text/html")], &scan()),
        _ => answer("404 Not Found", &[], b""),
    })
    .await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let url = site.url("/scans/north%20wall.png?size=full");
    let wanted = json!({ "url": url, "title": "North wall", "public": true, "type": "Photograph" });
    let answer = admin.post("/api/resources", &wanted).await;
    assert_eq!((answer.usage().dynamodb, answer.usage().s3), (2, 0));
    let location = answer.header("location").to_owned();
    let asked = answer.expect(202);
    assert_eq!(location, format!("/api/jobs/{}", asked["id"].as_str().unwrap()));
    assert_eq!((&asked["name"], &asked["status"], &asked["progress"]), (&json!("download_file"), &json!(1), &json!(0)));
    let done = wait_for(&admin, &location, &[0, 3]).await;
    assert_eq!((&done["status"], &done["progress"], &done["error"]), (&json!(0), &json!(100), &json!(null)), "{done}");
    assert_eq!((&done["locked_at"], &done["locked_by"]), (&json!(null), &json!(null)));
    let id = done["result"]["resource_id"].as_str().unwrap();
    let made = fonds.anonymous().get(&format!("/api/resources/{id}")).await.ok();
    assert_eq!(
        (&made["title"], &made["type"], &made["public"]),
        (&json!("North wall"), &json!("Photograph"), &json!(true))
    );
    assert_eq!((&made["file_name"], &made["file_size"]), (&json!("north wall.png"), &json!(scan().len())));
    // The bytes have the say, not the server.
    assert_eq!(made["mime_type"], "image/png");
    assert_eq!(fonds.anonymous().get(&path_of(&made["url"])).await.body, scan());
    assert_eq!(site.visits(), 1);
}

#[tokio::test]
async fn a_file_may_be_named_by_its_server_and_found_elsewhere() {
    let site = Site::start(|path, _| match path {
        "/a" => redirect("/b/../c?x"),
        "/c?x" => redirect("file"),
        "/file" => answer("200 OK", &[("Content-Disposition", "attachment; filename=\"../Grave 7.txt\"")], b"bones"),
        _ => answer("404 Not Found", &[], b""),
    })
    .await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let done = wait_for(&admin, &ask(&admin, &site.url("/a"), false).await, &[0, 3]).await;
    let id = done["result"]["resource_id"].as_str().unwrap_or_else(|| panic!("{done}"));
    let made = admin.get(&format!("/api/resources/{id}")).await.ok();
    assert_eq!((&made["file_name"], &made["title"]), (&json!("Grave 7.txt"), &json!("Grave 7.txt")));
    assert_eq!((&made["mime_type"], &made["public"]), (&json!("text/plain"), &json!(false)));
    fonds.anonymous().get(&format!("/api/resources/{id}")).await.expect(401);
}

#[tokio::test]
async fn a_large_file_goes_in_parts() {
    let large: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_be_bytes).take(11_000_000).collect();
    let sent = large.clone();
    // Without a length: it ends with the connection.
    let site =
        Site::start(move |_, _| vec![head("200 OK", &[("Connection", "close")]), Piece::Bytes(sent.clone())]).await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let done = wait_for(&admin, &ask(&admin, &site.url("/large.bin"), true).await, &[0, 3]).await;
    let id = done["result"]["resource_id"].as_str().unwrap_or_else(|| panic!("{done}"));
    let made = admin.get(&format!("/api/resources/{id}")).await.ok();
    assert_eq!(made["file_size"], large.len());
    let hash: String = made["sha256"].as_str().unwrap().to_owned();
    assert!(fonds.store.read_blob(&hash, None).await.unwrap() == large);
}

#[tokio::test]
async fn trouble_that_passes_is_waited_for() {
    let site = Site::start(|_, number| match number {
        0 => answer("500 Internal Server Error", &[], b"try again"),
        // Shorter than it says.
        1 => vec![head("200 OK", &[("Content-Length", "1000")]), Piece::Bytes(b"half".to_vec())],
        _ => answer("200 OK", &[], b"whole"),
    })
    .await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let done = wait_for(&admin, &ask(&admin, &site.url("/x"), true).await, &[0, 3]).await;
    assert_eq!((&done["status"], site.visits()), (&json!(0), 3), "{done}");
}

#[tokio::test]
async fn an_address_wins_over_a_file() {
    let site = Site::start(|_, _| answer("200 OK", &[], b"from the address")).await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let url = site.url("/there.txt");
    let fields = [("url", url.as_str()), ("title", "There"), ("public", "1")];
    let files = [("file", "here.txt", "text/plain", b"from the file".as_slice())];
    let asked = admin.multipart("/api/resources", &fields, &files).await.expect(202);
    let job = format!("/api/jobs/{}", asked["id"].as_str().unwrap());
    let done = wait_for(&admin, &job, &[0, 3]).await;
    let made = admin.get(&format!("/api/resources/{}", done["result"]["resource_id"].as_str().unwrap())).await.ok();
    assert_eq!((&made["file_name"], &made["title"]), (&json!("there.txt"), &json!("There")));
}
