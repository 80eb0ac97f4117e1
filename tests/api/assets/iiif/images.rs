//! Pictures of the Image API, and who has them already.

use http::Method;
use serde_json::json;

use super::picture;
use crate::harness::Fonds;

#[tokio::test]
async fn a_service_tells_what_else_it_has_under_the_address_asked_for() {
    let fonds = Fonds::start().await;
    let id = picture(&fonds, 1500, 1000).await;
    for prefix in ["/api", ""] {
        let base = format!("{prefix}/iiif/images/{id}");
        let led = fonds.anonymous().get(&base).await;
        assert_eq!(
            (led.status, led.header("location")),
            (303, format!("http://{}{base}/info.json", fonds.host()).as_str())
        );
        let told = fonds.anonymous().get(&format!("{base}/info.json")).await;
        assert_eq!(told.header("access-control-allow-origin"), "*", "{prefix}");
        let told = told.ok();
        assert_eq!(told["id"], format!("http://{}{base}", fonds.host()));
        assert_eq!(told["extraQualities"], json!(["color"]));
        assert_eq!(told["extraFeatures"], json!(["baseUriRedirect", "cors", "jsonldMediaType"]));
        let coloured = fonds.anonymous().get(&format!("{base}/full/max/0/color.jpg")).await;
        assert_eq!((coloured.status, coloured.header("content-type")), (200, "image/jpeg"));
        let origin = [("origin", "https://viewer.example.org"), ("access-control-request-method", "GET")];
        let leave = fonds.anonymous().send(Method::OPTIONS, &format!("{base}/info.json"), &origin, "").await;
        assert_eq!((leave.status, leave.header("access-control-allow-origin")), (204, "*"), "{prefix}");
    }
}

#[tokio::test]
async fn what_is_not_made_is_told_from_nonsense() {
    let fonds = Fonds::start().await;
    let id = picture(&fonds, 300, 200).await;
    for (rest, status) in [
        ("full/max/0/default.jpg", 200),
        ("full/100,67/0/default.png", 200),
        ("full/^max/0/default.jpg", 501),
        ("full/50,50/0/default.jpg", 501),
        ("square/max/0/default.jpg", 501),
        ("full/max/90/default.jpg", 501),
        ("full/max/0/gray.jpg", 501),
        ("full/max/0/default.webp", 501),
        ("full/full/0/default.jpg", 400),
        ("full/2000,2000/0/default.jpg", 400),
        ("300,0,1,1/max/0/default.jpg", 400),
        ("full/max/361/default.jpg", 400),
        ("full/max/0/native.jpg", 400),
    ] {
        let answer = fonds.anonymous().get(&format!("/api/iiif/images/{id}/{rest}")).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, "*"), "{rest}");
        if status != 200 {
            assert_eq!(answer.json()["status"], status, "{rest}");
        }
    }
}

#[tokio::test]
async fn a_picture_is_sent_once_and_as_it_is() {
    let fonds = Fonds::start().await;
    let id = picture(&fonds, 1500, 1000).await;
    let path = format!("/api/iiif/images/{id}/full/max/0/default");
    let mut tags = vec![];
    for format in ["jpg", "png"] {
        let path = format!("{path}.{format}");
        let packed = fonds.anonymous().send(Method::GET, &path, &[("accept-encoding", "gzip")], "").await;
        assert_eq!((packed.status, packed.header("content-encoding")), (200, ""));
        assert_eq!(packed.header("content-length"), packed.body.len().to_string());
        let tag = packed.header("etag").to_owned();
        for method in [Method::GET, Method::HEAD] {
            let headers = [("if-none-match", tag.as_str()), ("accept-encoding", "gzip")];
            let known = fonds.anonymous().send(method.clone(), &path, &headers, "").await;
            assert_eq!((known.status, known.header("etag"), known.body.len()), (304, tag.as_str(), 0), "{method}");
            // Of a length that is not the picture's (RFC 9110, 8.6), caches would make an empty one.
            assert_eq!(known.header("content-length"), "", "{method}");
            assert_eq!(known.header("content-encoding"), "", "{method}");
            assert_eq!(known.usage().s3, 0);
        }
        tags.push(tag);
    }
    assert_ne!(tags[0], tags[1]);
}
