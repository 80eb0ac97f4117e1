//! Deleting a resource: nothing of it is left.

use arcs::kinds::Comment;
use arcs::{Author, Entity, Part};
use futures_util::{StreamExt, stream};
use serde_json::json;
use store::Transaction;

use super::parts::{kinds, resource};
use super::{scan, upload};
use crate::harness::Fonds;
use crate::harness::faults::Plan;

#[tokio::test]
async fn everything_goes_with_its_resource() {
    let fonds = Fonds::start().await;
    let (admin, author) = (fonds.admin().await, fonds.archivist().await);
    let other = resource(&fonds).await;
    let before = fonds.census().await;
    let gone =
        upload(&admin, "gone", true, "gone.png", b"\x89PNG\r\n\x1a\ngone").await["id"].as_str().unwrap().to_owned();
    let mut paths = vec![];
    for kind in kinds() {
        paths.push(kind.make(&author, &gone).await);
    }
    let mark = json!({ "resource_id": other, "x1": 0, "y1": 0, "x2": 1, "y2": 1, "relation": gone });
    author.post("/api/annotations", &mark).await.expect(201);
    admin.post(&format!("/api/metadata/{gone}"), &json!({ "a": "b" })).await.expect(201);
    let collection = admin.post("/api/collections", &json!({ "title": "C", "members": [gone, other] })).await;
    author.delete(&format!("/api/resources/{gone}")).await.expect(403);
    fonds.anonymous().delete(&format!("/api/resources/{gone}")).await.expect(401);
    admin.delete(&format!("/api/resources/{gone}")).await.expect(204);
    for path in paths {
        author.get(&path).await.expect(404);
    }
    assert_eq!(author.get("/api/keywords/complete").await.ok(), json!([]));
    assert_eq!(author.get("/api/bookmarks").await.ok(), json!([]));
    assert_eq!(admin.get("/api/flags").await.ok(), json!([]));
    assert_eq!(author.get(&format!("/api/resources/annotations/{other}")).await.ok()["annotations"], json!([]));
    if collection.status == 201 {
        let path = format!("/api/collections/{}", collection.json()["id"].as_str().unwrap());
        admin.delete(&path).await.expect(204);
    }
    let gone_path = format!("/api/resources/{gone}");
    admin.get(&gone_path).await.expect(404);
    admin.delete(&gone_path).await.expect(404);
    let left = fonds.left_since(&before).await;
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn nothing_comes_to_a_resource_that_goes() {
    let fonds = Fonds::start().await;
    let (admin, author) = (fonds.admin().await, fonds.archivist().await);
    let before = fonds.census().await;
    let (mut came, mut refused) = (0, 0);
    for _ in 0..5 {
        let id = upload(&admin, "x", true, "x.png", &scan()).await["id"].as_str().unwrap().to_owned();
        let all = kinds();
        let writers = stream::iter(0..60).map(|number| {
            let kind = &all[number % all.len()];
            let mut body = kind.new.clone();
            body["resource_id"] = json!(id);
            if kind.path == "keywords" {
                body["keyword"] = json!(format!("word {number}"));
            }
            let (author, path) = (author.clone(), format!("/api/{}", kind.path));
            async move { author.post(&path, &body).await.status }
        });
        let writers = writers.buffer_unordered(6).collect::<Vec<u16>>();
        let delete = async {
            // Some are there by then.
            author.get("/api/bookmarks").await.ok();
            admin.delete(&format!("/api/resources/{id}")).await.status
        };
        let (statuses, deleted) = tokio::join!(writers, delete);
        assert_eq!(deleted, 204);
        assert!(statuses.iter().all(|status| [200, 201, 404].contains(status)), "{statuses:?}");
        came += statuses.iter().filter(|status| **status != 404).count();
        refused += statuses.iter().filter(|status| **status == 404).count();
        let left = fonds.left_since(&before).await;
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(came > 0 && refused > 0, "{came} came and {refused} were refused: they did not meet");
}

#[tokio::test]
async fn what_was_interrupted_is_gone_on_with() {
    let (fonds, faults) =
        Fonds::faulty(Plan { errors: 40, throttled: 10, lost: 10, conflicts: 20, ..Plan::default() }).await;
    faults.end();
    let (admin, author) = (fonds.admin().await, fonds.archivist().await);
    let before = fonds.census().await;
    let mut interrupted = 0;
    for round in 0..4_u8 {
        // Another content each time: bytes that somebody failed to delete cannot be used again at once.
        let file = [scan(), vec![round]].concat();
        let id = upload(&admin, "x", true, "x.png", &file).await["id"].as_str().unwrap().to_owned();
        for kind in kinds() {
            kind.make(&author, &id).await;
        }
        let path = format!("/api/resources/{id}");
        faults.begin();
        let gone = async {
            loop {
                match admin.delete(&path).await.status {
                    // The answer to one that was made may have been lost.
                    204 | 404 => break,
                    503 => interrupted += 1,
                    status => panic!("{status}"),
                }
            }
        };
        let in_time = tokio::time::timeout(std::time::Duration::from_mins(1), gone).await;
        faults.end();
        in_time.expect("deleted within a minute");
        admin.get(&path).await.expect(404);
        // Words whose last use was counted down, but that were not removed any more, go when somebody meets them.
        for caller in [&admin, &fonds.anonymous()] {
            assert_eq!(caller.get("/api/keywords/complete").await.ok(), json!([]));
        }
        let mut left = fonds.left_since(&before).await;
        // That a file may be left in the bucket: who sweeps there is told so.
        left.retain(|(pk, _)| pk != "uploads");
        assert!(left.is_empty(), "round {round}: {left:?}");
    }
    assert!(interrupted > 0, "nothing was interrupted");
}

#[tokio::test]
async fn five_thousand_parts_go_with_it() {
    let fonds = Fonds::start().await;
    let (admin, author) = (fonds.admin().await, fonds.archivist().await);
    let before = fonds.census().await;
    let id = upload(&admin, "x", true, "x.png", &scan()).await["id"].as_str().unwrap().to_owned();
    let keywords = stream::iter(0..200).map(|number| {
        let body = json!({ "resource_id": id, "keyword": format!("word {number}") });
        let author = author.clone();
        async move { author.post("/api/keywords", &body).await.status }
    });
    let statuses: Vec<u16> = keywords.buffer_unordered(4).collect().await;
    assert!(statuses.iter().all(|status| *status == 201));
    // As the route writes them, only faster.
    let writer = Author { uri: "/users/901", username: "archivist" };
    let resource = id.parse().unwrap();
    for _ in 0..100 {
        let mut transaction = Transaction::new();
        for _ in 0..48 {
            let facts = Comment { user: writer.uri.to_owned(), resource, content: "x".to_owned() };
            let comment = Entity::new(&fonds.store, writer, facts).unwrap();
            transaction.create(&fonds.store, &comment.stored).await.unwrap();
            transaction.link(&format!("/api/resources/{id}"), Comment::RELATION, &comment.stored.uri, "");
        }
        fonds.store.commit(transaction).await.unwrap();
    }
    let listed = author.get(&format!("/api/resources/comments/{id}")).await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 4800);
    let page = author.get(&format!("/api/resources/comments/{id}?n=100&offset=4700")).await;
    assert_eq!(
        (page.ok().as_array().unwrap(), page.header("link")),
        (&listed.as_array().unwrap()[4700..].to_vec(), "")
    );
    let deleted = admin.delete(&format!("/api/resources/{id}")).await;
    deleted.expect(204);
    // The gateway waits for half a minute, and a call takes some ten milliseconds.
    assert!(deleted.usage().dynamodb <= 400, "{} calls", deleted.usage().dynamodb);
    let left = fonds.left_since(&before).await;
    assert!(left.is_empty(), "{} left, {:?}", left.len(), left.first());
}
