//! Searches that make no sense, or ask for too much.

use http::Method;
use serde_json::json;

use super::{assert_refused, ids, keep, path, plain};
use crate::harness::Fonds;

async fn fonds() -> Fonds {
    let fonds = Fonds::start().await;
    keep(&fonds, plain("Sherd"), 1_772_439_330).await;
    fonds.index_everything().await;
    fonds
}

#[tokio::test]
async fn queries_that_make_no_sense_are_refused() {
    let fonds = fonds().await;
    let anybody = fonds.anonymous();
    for query in ["\"", "a \"b", "'x", "type:", "type: title:x", "created:31-31-2026", "modified:soon", "uploaded:\"\""]
    {
        assert_refused(&anybody.get(&path(query)).await, 400);
        assert_refused(&anybody.get(&format!("/api/search?q={}", tests::encode(query))).await, 400);
    }
    for paging in ["n=0", "n=x", "n=-1", "n=", "page=0", "page=x", "offset=-1", "offset=1.5"] {
        for route in ["/api/search/sherd", "/api/search", "/api/resources", "/resources/search"] {
            assert_refused(&anybody.get(&format!("{route}?{paging}")).await, 400);
        }
    }
    assert_refused(&anybody.get("/api/search/%FF%FE").await, 400);
    assert_refused(&anybody.get("/api/search?facets=nonsense").await, 400);
    assert_refused(&anybody.send(Method::DELETE, "/api/search", &[], "").await, 405);
    assert_refused(&anybody.send(Method::PUT, "/api/search/x", &[], "").await, 405);
}

#[tokio::test]
async fn lists_that_are_none_are_refused() {
    let fonds = fonds().await;
    let anybody = fonds.anonymous();
    for body in [
        json!({}),
        json!("x"),
        json!(null),
        json!([1]),
        json!([[]]),
        json!([{ "category": "user" }]),
        json!([{ "value": "user" }]),
        json!([{ "category": 1, "value": "x" }]),
        json!([{ "category": "title", "value": null }]),
        json!([{ "category": "title", "value": ["x"] }]),
        json!([{ "category": "created", "value": "soon" }]),
    ] {
        assert_refused(&anybody.post("/api/search", &body).await, 400);
    }
    let json = [("content-type", "application/json")];
    for body in ["", "[", "{\"a\":", "[{\"category\":\"title\",\"value\":\"x\"},]"] {
        assert_refused(&anybody.send(Method::POST, "/api/search", &json, body).await, 400);
    }
    assert_refused(&anybody.send(Method::POST, "/api/search", &json, b"[\"\xff\"]".to_vec()).await, 400);
}

#[tokio::test]
async fn too_much_is_refused_and_quickly() {
    let fonds = fonds().await;
    let anybody = fonds.anonymous();
    let started = std::time::Instant::now();
    let facet = |category: &str, value: String| json!({ "category": category, "value": value });
    let many = |count: usize, category: &str| (0..count).map(|n| facet(category, format!("x{n}"))).collect::<Vec<_>>();
    assert_refused(&anybody.post("/api/search", &json!(many(1000, "title"))).await, 400);
    assert_refused(&anybody.post("/api/search", &json!(many(1000, "text"))).await, 400);
    assert_refused(&anybody.post("/api/search", &json!(vec![facet("title", "Sherd".to_owned()); 1000])).await, 400);
    assert_refused(&anybody.post("/api/search", &json!([facet("text", "x ".repeat(50_000))])).await, 400);
    assert_refused(&anybody.post("/api/search", &json!([facet(&"c".repeat(100_000), "x".to_owned())])).await, 400);
    assert_refused(&anybody.get(&path(&"a b ".repeat(5_000))).await, 400);
    assert_refused(&anybody.get(&path(&"x ".repeat(2_000))).await, 400);
    // What is large, and allowed, finds nothing.
    for query in ["x".repeat(10_000), "*".repeat(1_000), "(".repeat(1_000), "a*".repeat(500), "\\".repeat(1_000)] {
        assert_eq!(ids(&anybody.get(&path(&query)).await), Vec::<String>::new());
    }
    assert_eq!(ids(&anybody.get(&path("sherd OR nothing")).await), Vec::<String>::new());
    assert_eq!(ids(&anybody.get(&path("Sherd")).await).len(), 1);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[tokio::test]
async fn queries_are_decoded_once() {
    let fonds = fonds().await;
    let anybody = fonds.anonymous();
    keep(&fonds, plain("100%41 sure"), 1_772_439_331).await;
    fonds.index_everything().await;
    assert_eq!(ids(&anybody.get(&path("title:\"100%41 sure\"")).await).len(), 1);
    assert_eq!(ids(&anybody.get("/api/search/title:%22100%2541%20sure%22").await).len(), 1);
    assert_eq!(ids(&anybody.get("/api/search/title:%22100%41%20sure%22").await).len(), 0);
    assert_eq!(ids(&anybody.get("/api/search/filetype:image/png").await).len(), 2);
    assert_eq!(ids(&anybody.get("/api/search/filetype:image%2Fpng?q=nonsense&query=nonsense").await).len(), 2);
    assert_eq!(ids(&anybody.get("/api/search/scan.png").await).len(), 2);
    assert_eq!(ids(&anybody.get("/api/search/a/b/c.pdf").await).len(), 0);
}
