//! The pictures of files, from the upload to the browser; and documents that are split into pages.

use std::io::Write;
use std::time::{Duration, Instant};

use arcs::Entity;
use arcs::entity::parse_id;
use arcs::kinds::{Pictures, Resource};
use http::Method;
use records::record_type::Revision;
use serde_json::{Value, json};
use store::derivatives::Derivative;
use tests::made::{document, photograph};
use tests::{Caller, Response};

use super::path_of;
use super::urls::wait_for;
use crate::harness::Fonds;

/// A file is looked into within seconds, even on a machine that does much else.
const PATIENCE: Duration = Duration::from_mins(1);

async fn upload(caller: &Caller, public: bool, file_name: &str, kind: &str, bytes: &[u8]) -> Value {
    let public = public.to_string();
    let fields = [("title", "Notebook"), ("public", public.as_str())];
    caller.multipart("/api/resources", &fields, &[("file", file_name, kind, bytes)]).await.expect(201)
}

async fn stored(fonds: &Fonds, resource: &Value) -> Entity<Resource> {
    let id = parse_id(resource["id"].as_str().unwrap()).unwrap();
    Entity::<Resource>::get(&fonds.store, id).await.unwrap().unwrap()
}

/// What is known of a file, as soon as somebody looked into it.
async fn pictures_of(fonds: &Fonds, resource: &Value) -> Pictures {
    let begun = Instant::now();
    loop {
        if let Some(pictures) = stored(fonds, resource).await.facts.pictures {
            return pictures;
        }
        assert!(begun.elapsed() < PATIENCE, "nobody looked into {resource}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Width and height of a PNG file.
fn size(png: &Response) -> (u32, u32) {
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    assert!(png.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(png.body[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test]
async fn a_photograph_gets_its_pictures() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let resource = upload(&admin, true, "wall.jpg", "image/jpeg", &photograph(1500, 1000)).await;
    let pictures = pictures_of(&fonds, &resource).await;
    let expected = Pictures { thumbnail: true, preview: true, width: 1500, height: 1000, ..Pictures::default() };
    assert_eq!(pictures, expected);
    let shown = fonds.anonymous().get(&format!("/api/resources/{}", resource["id"].as_str().unwrap())).await.ok();
    assert_eq!(shown["modified"], resource["modified"], "a picture is no change of what people said");
    let thumbnail = fonds.anonymous().get(&path_of(&shown["thumb"])).await;
    assert_eq!(size(&thumbnail), (100, 67));
    assert_eq!(thumbnail.header("cache-control"), "public, max-age=2592000");
    assert_eq!(size(&fonds.anonymous().get(&path_of(&shown["preview"])).await), (700, 467));
    let etag = thumbnail.header("etag").to_owned();
    let known = [("if-none-match", etag.as_str())];
    let again = fonds.anonymous().send(Method::GET, &path_of(&shown["thumb"]), &known, "").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[tokio::test]
async fn small_pictures_have_no_preview_and_private_ones_stay_private() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let resource = upload(&admin, false, "find.jpg", "image/jpeg", &photograph(300, 600)).await;
    assert!(!pictures_of(&fonds, &resource).await.preview);
    let shown = admin.get(&format!("/api/resources/{}", resource["id"].as_str().unwrap())).await.ok();
    assert!(shown.get("preview").is_none());
    let signed = path_of(&shown["thumb"]);
    let bare = signed.split('?').next().unwrap();
    fonds.anonymous().get(bare).await.expect(403);
    let thumbnail = fonds.anonymous().get(&signed).await;
    assert_eq!(size(&thumbnail), (50, 100));
    assert!(thumbnail.header("cache-control").starts_with("private"));
    assert_eq!(thumbnail.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn what_cannot_be_looked_into_has_an_icon_and_says_why() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let photograph = photograph(400, 300);
    let cases: [(&str, &str, &[u8], &str); 4] = [
        ("cut.jpg", "image/jpeg", &photograph[..photograph.len() / 2], "damaged or incomplete"),
        ("list.csv", "text/csv", b"a,b\n1,2\n", "no pictures are made of files of this type"),
        ("broken.pdf", "application/pdf", b"%PDF-1.7 nothing", "damaged or incomplete"),
        ("bomb.bmp", "image/bmp", &bomb(), "too large: 60000 x 60000"),
    ];
    let mut icons = vec![];
    for (name, kind, bytes, reason) in cases {
        let resource = upload(&admin, true, name, kind, bytes).await;
        let failure = pictures_of(&fonds, &resource).await.failure.unwrap_or_default();
        assert!(failure.contains(reason), "{name}: {failure}");
        let icon = fonds.anonymous().get(&path_of(&resource["thumb"])).await;
        assert_eq!((size(&icon), icon.header("cache-control")), ((100, 100), "public, max-age=5"), "{name}");
        icons.push(icon.body);
    }
    assert!(icons[0] != icons[1] && icons[1] != icons[2] && icons[0] == icons[3]);
}

/// A picture of 60,000 by 60,000 pixels, in 60 bytes.
fn bomb() -> Vec<u8> {
    let mut bytes = b"BM\x3c\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x60\xea\0\0\x60\xea\0\0\x01\0\x18\0".to_vec();
    bytes.resize(60, 0);
    bytes
}

/// A document of some kilobytes whose page unpacks to so many megabytes, twice packed.
fn packed(megabytes: usize) -> Vec<u8> {
    // A pair of bytes stands for 128 spaces.
    let runs = [0x81, b' '].repeat(megabytes * 8192);
    let mut packer = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
    packer.write_all(&runs).unwrap();
    let stream = packer.finish().unwrap();
    let mut out = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    out.extend(b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n");
    out.extend(b"3 0 obj\n<</Type/Page/MediaBox[0 0 612 792]/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 obj\n");
    out.extend(format!("<</Length {}/Filter[/FlateDecode/RunLengthDecode]>>\nstream\n", stream.len()).bytes());
    out.extend(stream);
    out.extend(b"\nendstream\nendobj\ntrailer\n<</Size 5/Root 1 0 R>>\n%%EOF\n");
    out
}

#[tokio::test]
async fn what_unpacks_to_more_than_there_is_room_for_ends_only_its_own_process() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let harmless = upload(&admin, true, "few.pdf", "application/pdf", &packed(1)).await;
    assert_eq!(pictures_of(&fonds, &harmless).await.failure, None);
    let bomb = upload(&admin, true, "many.pdf", "application/pdf", &packed(4000)).await;
    let failure = pictures_of(&fonds, &bomb).await.failure;
    assert_eq!(failure.as_deref(), Some("the file could not be read with the time and memory that one file may take"));
    let after = upload(&admin, true, "after.jpg", "image/jpeg", &photograph(30, 30)).await;
    assert!(pictures_of(&fonds, &after).await.thumbnail);
}

#[tokio::test]
async fn one_content_is_looked_into_once_and_goes_with_its_last_resource() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = photograph(900, 300);
    let first = upload(&admin, true, "a.jpg", "image/jpeg", &bytes).await;
    let seen = pictures_of(&fonds, &first).await;
    let sha256 = stored(&fonds, &first).await.facts.sha256;
    // What is there is taken: a mark in it survives.
    fonds.store.put_derivative(&sha256, Derivative::Thumbnail, b"marked".as_slice().into()).await.unwrap();
    let second = upload(&admin, true, "b.jpg", "image/jpeg", &bytes).await;
    assert_eq!(pictures_of(&fonds, &second).await, seen);
    let thumbnail = async || fonds.store.read_derivative(&sha256, Derivative::Thumbnail).await.unwrap();
    assert_eq!(thumbnail().await.as_deref(), Some(&b"marked"[..]));
    // Unless somebody wants it made again.
    let path = format!("/api/resources/rethumb/{}", second["id"].as_str().unwrap());
    fonds.anonymous().post(&path, &json!({})).await.expect(401);
    let job = admin.post(&path, &json!({})).await;
    let location = job.header("location").to_owned();
    job.expect(202);
    assert_eq!(wait_for(&admin, &location, &[0, 3]).await["status"], 0);
    assert_ne!(thumbnail().await.as_deref(), Some(&b"marked"[..]));
    for resource in [first, second] {
        assert!(thumbnail().await.is_some());
        admin.delete(&format!("/api/resources/{}", resource["id"].as_str().unwrap())).await.expect(204);
    }
    for derivative in [Derivative::Thumbnail, Derivative::Preview, Derivative::Account] {
        assert!(fonds.store.read_derivative(&sha256, derivative).await.unwrap().is_none(), "{derivative:?}");
    }
}

#[tokio::test]
async fn a_document_is_split_into_pages() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let resource = upload(&admin, true, "T5.pdf", "application/pdf", &document(7)).await;
    let id = resource["id"].as_str().unwrap();
    let pictures = pictures_of(&fonds, &resource).await;
    assert_eq!((pictures.pages, pictures.words, pictures.preview), (7, true, true), "{pictures:?}");
    let sha256 = stored(&fonds, &resource).await.facts.sha256;
    let words = fonds.store.read_derivative(&sha256, Derivative::Words).await.unwrap().unwrap();
    let words = String::from_utf8(words.to_vec()).unwrap();
    assert_eq!(words.matches('\u{c}').count(), 7);
    assert!(words.starts_with("Page 1\nTrench 0: sherds, bones and a coin of bronze"), "{words}");
    let path = format!("/api/resources/split_pdf/{id}");
    fonds.anonymous().post(&path, &json!({})).await.expect(401);
    let job = admin.post(&path, &json!({})).await;
    let location = job.header("location").to_owned();
    let job = job.expect(202);
    assert_eq!(job["name"], "split_pdf");
    let collection = parse_id(job["data"]["collection_id"].as_str().unwrap()).unwrap();
    let done = wait_for(&admin, &location, &[0, 3]).await;
    assert_eq!((&done["status"], &done["progress"]), (&json!(0), &json!(100)), "{done}");
    assert_eq!(done["result"], json!({ "collection_id": collection, "pages": 7 }));
    let members = arcs::membership::members(&fonds.store, collection, 0, 100).await.unwrap();
    let mut titles = vec![];
    for member in &members {
        let page = admin.get(&format!("/api/resources/{}", member.id)).await.ok();
        assert_eq!((&page["mime_type"], &page["type"]), (&json!("image/jpeg"), &json!("Notebook Page")));
        assert_eq!((&page["public"], &page["context"]), (&json!(true), &json!(collection)));
        // They came with it: nobody has looked into it again.
        let page_record = stored(&fonds, &page).await;
        assert_eq!(page_record.stored.revision(), Revision::default());
        let expected = Pictures { thumbnail: true, preview: true, width: 1366, height: 1768, ..Pictures::default() };
        assert_eq!(page_record.facts.pictures, Some(expected));
        assert_eq!(size(&fonds.anonymous().get(&path_of(&page["thumb"])).await), (77, 100));
        assert_eq!(size(&fonds.anonymous().get(&path_of(&page["preview"])).await), (541, 700));
        titles.push((member.page, page["title"].clone(), page["file_name"].clone()));
    }
    let expected = |page: usize| (page, json!(format!("Notebook-p00{page}")), json!(format!("T5-p00{page}.jpeg")));
    assert_eq!(titles, (1..=7).map(expected).collect::<Vec<_>>());
}

#[tokio::test]
async fn only_documents_are_split() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let picture = upload(&admin, true, "a.jpg", "image/jpeg", &photograph(20, 20)).await;
    let path = |id: &Value| format!("/api/resources/split_pdf/{}", id.as_str().unwrap());
    let refused = admin.post(&path(&picture["id"]), &json!({})).await.expect(400);
    assert_eq!(refused["message"], "only PDF documents can be split");
    admin.post(&path(&json!("240c43e9-6e3c-449c-9f30-e17d44216658")), &json!({})).await.expect(404);
    admin.post(&path(&json!("x")), &json!({})).await.expect(404);
    // One that is not what it says, as is known already.
    let broken = upload(&admin, true, "b.pdf", "application/pdf", b"%PDF-1.7 nothing").await;
    pictures_of(&fonds, &broken).await;
    let refused = admin.post(&path(&broken["id"]), &json!({})).await.expect(400);
    assert_eq!(refused["message"], "the file is damaged or incomplete");
}

// An empty collection stayed, in front of everybody.
#[tokio::test]
async fn a_document_without_pages_leaves_no_collection() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bomb = upload(&admin, true, "many.pdf", "application/pdf", &packed(4000)).await;
    // Nobody knows yet what it is.
    let path = format!("/api/resources/split_pdf/{}", bomb["id"].as_str().unwrap());
    let job = admin.post(&path, &json!({})).await;
    let location = job.header("location").to_owned();
    let collection = format!("/api/collections/{}", job.expect(202)["data"]["collection_id"].as_str().unwrap());
    let failed = wait_for(&admin, &location, &[0, 3]).await;
    assert_eq!(failed["status"], 3, "{failed}");
    admin.get(&collection).await.expect(404);
    // What somebody else made for it is theirs.
    let own = admin.post("/api/collections", &json!({ "title": "Own", "public": true })).await.expect(201);
    let data = json!({ "resource_id": bomb["id"], "collection_id": own["id"] });
    let job = admin.post("/api/jobs", &json!({ "name": "split_pdf", "data": data })).await.expect(201);
    let failed = wait_for(&admin, &format!("/api/jobs/{}", job["id"].as_str().unwrap()), &[0, 3]).await;
    assert_eq!(failed["status"], 3, "{failed}");
    admin.get(&format!("/api/collections/{}", own["id"].as_str().unwrap())).await.ok();
}
