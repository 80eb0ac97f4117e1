//! Pages of what was found.

use std::collections::BTreeSet;

use store::Transaction;

use super::{ADMIN, ids, path, plain};
use crate::harness::Fonds;
use arcs::Entity;

const COUNT: usize = 1000;

/// An archive with many resources that are alike; most were made in the same second.
async fn filled() -> Fonds {
    let fonds = Fonds::start().await;
    let mut transaction = Transaction::new();
    for number in 0..COUNT {
        let title = if number < 900 { "Sherd".to_owned() } else { format!("Sherd {number}") };
        let mut resource = Entity::new(&fonds.store, ADMIN, plain(&title)).unwrap();
        let at = 1_772_439_330 + i64::try_from(number / 300).unwrap();
        (resource.stored.create_time, resource.stored.user_mtime) = (at, at);
        transaction.create(&fonds.store, &resource.stored).await.unwrap();
        if transaction.len() == 100 {
            fonds.store.commit(std::mem::take(&mut transaction)).await.unwrap();
        }
    }
    fonds.index_everything().await;
    fonds
}

#[tokio::test]
async fn a_thousand_resources_are_paged_in_a_stable_order() {
    let fonds = Box::pin(filled()).await;
    let anybody = fonds.anonymous();
    for order in ["", "&order=created&direction=asc", "&order=title", "&order=title&direction=asc"] {
        let mut pages = vec![];
        let mut next = Some(format!("{}?n=70{order}", path("sherd")));
        while let Some(page) = next {
            let answer = anybody.get(&page).await;
            assert_eq!(answer.header("x-total-count"), COUNT.to_string());
            assert!(answer.usage().dynamodb <= 2, "{:?}", answer.usage());
            pages.extend(ids(&answer));
            let mut links = answer.header("link").split(", ");
            let follow = links.find_map(|link| link.split_once("; rel=\"next\""));
            next = follow.map(|(address, _)| address.trim_matches(['<', '>']).to_owned());
        }
        assert_eq!(pages.len(), COUNT, "{order}");
        assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), COUNT, "{order}");
        let mut by_offset = vec![];
        for offset in (0..COUNT).step_by(100) {
            let page = anybody.get(&format!("{}?n=100&page=7&offset={offset}{order}", path("sherd"))).await;
            by_offset.extend(ids(&page));
        }
        assert_eq!(pages, by_offset, "{order}");
        // Ids are given out in the order of the making, so they tell ties apart.
        let ascending = order.ends_with("asc");
        let is_sorted =
            |ids: &[String]| ids.is_sorted_by(|one, other| if ascending { one < other } else { one > other });
        if !order.contains("title") {
            assert!(is_sorted(&pages), "{order}");
        }
    }
}

#[tokio::test]
async fn pages_end_where_there_is_nothing_more() {
    let fonds = Box::pin(filled()).await;
    let anybody = fonds.anonymous();
    let count = async |query: &str| ids(&anybody.get(&format!("/api/resources?{query}")).await).len();
    assert_eq!(count("").await, 30);
    assert_eq!(count("n=5").await, 5);
    assert_eq!(count("n=100000").await, 100);
    assert_eq!(count("n=100&page=11").await, 0);
    assert_eq!(count("offset=995").await, 5);
    assert_eq!(count("page=99999999999999999999").await, 0);
    assert_eq!(ids(&anybody.get("/resources?n=3").await), ids(&anybody.get("/api/resources?n=3").await));
    let far = anybody.get("/api/resources?offset=99999999").await;
    assert_eq!((ids(&far).len(), far.header("x-total-count")), (0, "1000"));
    let head = anybody.head("/api/resources?n=2").await;
    assert_eq!((head.status, head.header("x-total-count"), head.body.len()), (200, "1000", 0));
}
