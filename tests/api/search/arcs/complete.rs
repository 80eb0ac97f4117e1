//! Values that are offered while somebody types.

use serde_json::json;

use super::{assert_refused, attach, collect, keep, keyword, plain};
use crate::harness::Fonds;

/// 2026-03-02 08:15:30
const MONDAY: i64 = 1_772_439_330;

async fn filled() -> Fonds {
    let fonds = Fonds::start().await;
    let mut ids = vec![];
    for number in 0..4_i64 {
        let mut resource = plain(&format!("Find {number}"));
        resource.public = number != 3;
        resource.category = if number == 0 { String::new() } else { "Map".to_owned() };
        resource.metadata.insert("location".to_owned(), format!("Trench {}", number % 3));
        resource.metadata.insert("locations".to_owned(), "elsewhere".to_owned());
        // Two on one day.
        ids.push(keep(&fonds, resource, MONDAY + 3600 * 12 * number).await);
    }
    for (number, text) in [(0, "wall"), (1, "wall"), (3, "hoard")] {
        attach(&fonds, keyword(ids[number], text)).await;
    }
    collect(&fonds, "Open", true, &ids).await;
    collect(&fonds, "Closed", false, &ids).await;
    collect(&fonds, "Temporary", true, &ids).await;
    fonds.index_everything().await;
    fonds
}

#[tokio::test]
async fn values_are_offered_to_those_who_may_know_them() {
    let fonds = filled().await;
    let (admin, anybody) = (fonds.admin().await, fonds.anonymous());
    let table = [
        ("cat=keyword", json!(["hoard", "wall"]), json!(["wall"])),
        ("cat=keyword&q=keyword:wall", json!(["wall"]), json!(["wall"])),
        ("cat=keyword&q=trench%200", json!(["hoard", "wall"]), json!(["wall"])),
        ("cat=type", json!(["Map"]), json!(["Map"])),
        ("cat=title&q=find", json!(["Find 0", "Find 1", "Find 2", "Find 3"]), json!(["Find 0", "Find 1", "Find 2"])),
        ("cat=filetype", json!(["image/png"]), json!(["image/png"])),
        ("cat=access", json!(["private", "public"]), json!(["public"])),
        ("cat=collection", json!(["Closed", "Open"]), json!(["Open"])),
        ("cat=location", json!(["Trench 0", "Trench 1", "Trench 2"]), json!(["Trench 0", "Trench 1", "Trench 2"])),
        ("cat=LOCATION&q=title:%22find%201%22", json!(["Trench 1"]), json!(["Trench 1"])),
        ("cat=created", json!(["2026-03-02", "2026-03-03"]), json!(["2026-03-02", "2026-03-03"])),
        ("cat=nonsense", json!([]), json!([])),
        ("cat=text", json!([]), json!([])),
    ];
    for (query, all, open) in &table {
        for prefix in ["/api/resources", "/resources"] {
            let path = format!("{prefix}/complete?{query}");
            assert_eq!(admin.get(&path).await.ok(), *all, "{query}");
            assert_eq!(anybody.get(&path).await.ok(), *open, "{query}");
        }
    }
    assert_eq!(admin.get("/api/resources/complete?cat=user").await.ok().as_array().unwrap().len(), 1);
    assert_refused(&anybody.get("/api/resources/complete?cat=user").await, 401);
    assert_refused(&anybody.get("/api/search?facets=user").await, 401);
    assert_refused(&admin.get("/api/resources/complete").await, 400);
    assert_refused(&admin.get("/api/resources/complete?cat=type&q=%22").await, 400);
}

#[tokio::test]
async fn fields_are_offered_without_a_query() {
    let fonds = filled().await;
    let (admin, anybody) = (fonds.admin().await, fonds.anonymous());
    let titles = |count: usize| (0..count).map(|number| format!("Find {number}")).collect::<Vec<_>>();
    assert_eq!(admin.get("/resources/complete/title").await.ok(), json!(titles(4)));
    assert_eq!(anybody.get("/api/resources/complete/title").await.ok(), json!(titles(3)));
    // The last of each day: at 08:15 and 20:15 on the first, at 08:15 (and 20:15, in private) on the second.
    let (first, second, hidden) = ("2026-03-02 20:15:30", "2026-03-03 08:15:30", "2026-03-03 20:15:30");
    for field in ["created", "modified"] {
        assert_eq!(admin.get(&format!("/resources/complete/{field}")).await.ok(), json!([hidden, first]));
        assert_eq!(anybody.get(&format!("/resources/complete/{field}")).await.ok(), json!([second, first]));
    }
    assert_eq!(admin.get("/resources/complete/sha").await.ok(), json!([]));
}
