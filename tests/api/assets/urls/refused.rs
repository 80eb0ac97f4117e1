//! Files that do not arrive: the job says why, in words that tell nothing of the inside.

use serde_json::json;

use super::site::{Piece, Site, answer, head, redirect};
use super::{ask, wait_for};
use crate::harness::{Fonds, SHORT};

#[tokio::test]
async fn a_job_tells_why_it_failed() {
    let most = SHORT.most.to_string();
    let more = (SHORT.most + 1).to_string();
    let site = Site::start(move |path, _| match path {
        "/gone" => answer("404 Not Found", &[], b""),
        "/empty" => answer("204 No Content", &[], b""),
        "/part" => answer("206 Partial Content", &[], b"x"),
        "/packed" => answer("200 OK", &[("Content-Encoding", "gzip")], b"\x1f\x8b"),
        "/said-huge" => vec![head("200 OK", &[("Content-Length", &more)]), Piece::Silence],
        "/endless" => vec![head("200 OK", &[]), Piece::Endless],
        "/chunks" => {
            let size = b"fffffff\r\n".to_vec();
            vec![head("200 OK", &[("Transfer-Encoding", "chunked")]), Piece::Bytes(size), Piece::Endless]
        }
        "/circle" => redirect("/circle"),
        "/nowhere" => answer("302 Found", &[], b""),
        "/odd" => redirect("http://["),
        "/ftp" => redirect("ftp://example.org/x"),
        "/inside" => redirect("http://169.254.169.254/latest/meta-data/"),
        "/secret" => redirect("http://user:secret@example.org/"),
        _ => answer("418 I'm a teapot", &[], b""),
    })
    .await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let too_large = format!("larger than {most} bytes");
    let inner = "a place that this archive does not fetch from";
    let cases = [
        ("/gone", "status 404"),
        ("/empty", "status 204"),
        ("/part", "status 206"),
        ("/packed", "packed"),
        ("/said-huge", too_large.as_str()),
        ("/endless", too_large.as_str()),
        ("/chunks", too_large.as_str()),
        ("/circle", "too often"),
        ("/nowhere", "no address"),
        ("/odd", "not a web address"),
        ("/ftp", "http:// or https://"),
        ("/inside", inner),
        ("/secret", "no password"),
        ("/tea", "status 418"),
    ];
    let mut jobs = vec![];
    for (path, reason) in cases {
        jobs.push((ask(&admin, &site.url(path), true).await, reason, path));
    }
    for (job, reason, path) in jobs {
        let failed = wait_for(&admin, &job, &[0, 3]).await;
        let error = failed["error"].as_str().unwrap_or_default();
        assert_eq!((&failed["status"], &failed["attempts"]), (&json!(3), &json!(1)), "{path}: {failed}");
        assert!(error.contains(reason), "{path}: {error}");
        assert!(failed["failed_at"].is_string() && failed["result"].is_null(), "{failed}");
        // What the client asked for is its own.
        let told = json!({ "error": failed["error"], "result": failed["result"], "name": failed["name"] }).to_string();
        assert!(!told.contains("secret") && !told.contains("hyper") && !told.contains("os error"), "{told}");
    }
}

#[tokio::test]
async fn a_slow_server_is_tried_again_later() {
    let site = Site::start(|path, number| match (path, number) {
        ("/mute", 0..3) => vec![Piece::Silence],
        _ => answer("200 OK", &[], b"at last"),
    })
    .await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let job = ask(&admin, &site.url("/mute"), true).await;
    let failing = wait_for(&admin, &job, &[2, 0, 3]).await;
    assert_eq!((&failing["status"], &failing["attempts"]), (&json!(2), &json!(1)), "{failing}");
    assert_eq!(failing["error"], "the server took too long");
    assert!(failing["failed_at"].is_string() && failing["locked_at"].is_null(), "{failing}");
    // It would be tried again after a while; an administrator does not want to wait.
    let retried = admin.post(&job, &json!({ "status": 1, "failed_at": null, "error": null })).await.ok();
    assert_eq!((&retried["status"], &retried["error"]), (&json!(1), &json!(null)), "{retried}");
    let done = wait_for(&admin, &job, &[0, 3]).await;
    assert_eq!((&done["status"], site.visits()), (&json!(0), 4), "{done}");
}

#[tokio::test]
async fn nothing_is_left_of_what_failed() {
    let site = Site::start(|_, _| vec![head("200 OK", &[]), Piece::Endless]).await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let job = ask(&admin, &site.url("/x"), true).await;
    let failed = wait_for(&admin, &job, &[0, 3]).await;
    assert_eq!(failed["status"], 3);
    let place = store::quarantine::Place { job: failed["id"].as_str().unwrap().parse().unwrap(), attempt: 1 };
    assert!(fonds.store.read_report(place).await.unwrap().is_none());
    assert!(matches!(fonds.store.read_quarantined(place, |_| ()).await, Err(store::Error::Missing(_))));
    // Tried again, it is sent for again, and fails again.
    admin.post(&job, &json!({ "status": 1 })).await.ok();
    let failed = wait_for(&admin, &job, &[0, 3]).await;
    assert_eq!((&failed["status"], site.visits()), (&json!(3), 2), "{failed}");
}
