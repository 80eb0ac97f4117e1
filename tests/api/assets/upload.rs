//! `POST /api/resources`, and what it refuses in the words of its dialect.

use http::Method;
use serde_json::json;

use super::{scan, upload};
use crate::harness::Fonds;

#[tokio::test]
async fn an_uploaded_file_is_described() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let made = upload(&admin, "North wall", true, "north wall.png", &scan()).await;
    assert_eq!(made["title"], "North wall");
    assert_eq!(made["public"], true);
    assert_eq!(made["file_name"], "north wall.png");
    assert_eq!(made["mime_type"], "image/png");
    assert_eq!(made["sha"].as_str().unwrap().len(), 40);
    let shown = fonds.anonymous().get(&format!("/api/resources/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(shown.ok(), made);
    assert_eq!(shown.usage().dynamodb, 1);
    // The same under the path without the prefix.
    fonds.anonymous().get(&format!("/resources/{}", made["id"].as_str().unwrap())).await.ok();
}

#[tokio::test]
async fn refusals_have_the_shape_of_the_dialect() {
    let fonds = Fonds::start().await;
    let anonymous = fonds.anonymous();
    let unknown = "/api/resources/240c43e9-6e3c-449c-9f30-e17d44216658";
    for (answer, status, name) in [
        (anonymous.get(unknown).await, 404, "Not Found"),
        (anonymous.get("/api/resources/no-uuid").await, 404, "Not Found"),
        (anonymous.get("/api/resources/..%2f..%2fusers%2f1").await, 404, "Not Found"),
        (anonymous.get("/api/nothing").await, 404, "Not Found"),
        (anonymous.post("/api/resources", &json!({ "title": "x" })).await, 401, "Unauthorized"),
        (anonymous.send(Method::PATCH, unknown, &[], "").await, 405, "Method Not Allowed"),
        (anonymous.post("/login", &json!({ "username": "admin", "password": "guess" })).await, 401, "Unauthorized"),
        (anonymous.with_token(&"ab".repeat(32)).delete(unknown).await, 401, "Unauthorized"),
    ] {
        let refused = answer.expect(status);
        assert_eq!((&refused["status"], &refused["name"]), (&json!(status), &json!(name)), "{refused}");
        assert!(refused["message"].is_string() && refused["url"].is_string(), "{refused}");
    }
}

#[tokio::test]
async fn uploads_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let path = "/api/resources";
    for body in ["", "{", "[]", "1", "null", "{}", "{\"title\":5}", "{\"title\":\"x\"}", "{\"title\":\"x\",\"url\":5}"]
    {
        let answer = admin.send(Method::POST, path, &[("content-type", "application/json")], body).await;
        assert!(!answer.expect(400)["message"].is_null(), "{body}");
    }
    for url in
        ["http://169.254.169.254/", "file:///etc/hosts", "http://127.0.0.1:1/", "http://[::1]/", "gopher://x/", "x"]
    {
        let answer = admin.post(path, &json!({ "title": "x", "url": url })).await;
        assert!((400..500).contains(&answer.status), "{url}: {} {}", answer.status, answer.text());
    }
    let form = [("content-type", "multipart/form-data; boundary=x")];
    for body in
        ["", "--x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nno end", "nonsense"]
    {
        admin.send(Method::POST, path, &form, body).await.expect(400);
    }
    let large = vec![0; 7 * 1024 * 1024];
    let files = [("file", "a.bin", "application/octet-stream", large.as_slice())];
    assert_eq!(admin.multipart(path, &[("title", "x")], &files).await.expect(413)["status"], 413);
}

#[tokio::test]
async fn names_of_files_are_only_names() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    for name in ["../../etc/passwd", "a/b\\c", "..", "%2e%2e%2fx", "a\u{202e}gnp.exe", "ø 東京.png", "x.html"] {
        let made = upload(&admin, "x", true, name, &scan()).await;
        let kept = made["file_name"].as_str().unwrap();
        assert!(!kept.contains('/') && !kept.contains('\\') && kept != "..", "{name} became {kept}");
        let answer = admin.get(&super::path_of(&made["url"])).await;
        assert_eq!(answer.body, scan(), "{name}");
    }
}
