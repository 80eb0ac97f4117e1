//! The gallery, and the addresses of the original that lead there.

use tests::encode;

use crate::harness::Fonds;

#[tokio::test]
async fn old_links_lead_into_the_gallery() {
    let fonds = Fonds::start().await;
    for (words, place) in [
        ("trench", "trench"),
        ("north wall", "north%20wall"),
        ("keyword:\"East/Field\"", "keyword%3A%22East%2FField%22"),
        ("Grüße#?&", "Gr%C3%BC%C3%9Fe%23%3F%26"),
        ("repositories.pdf", "repositories%2Epdf"),
    ] {
        for caller in [fonds.anonymous(), fonds.admin().await.bearing()] {
            let found = caller.get(&format!("/search/{}", encode(words))).await;
            assert_eq!((found.status, found.header("location")), (302, format!("/gallery#/search/{place}").as_str()));
            assert_eq!(found.usage().dynamodb, 0);
        }
    }
    let id = "240c43e9-6e3c-449c-9f30-e17d44216658";
    let found = fonds.anonymous().get(&format!("/resource/{id}")).await;
    assert_eq!((found.status, found.header("location")), (302, format!("/gallery#/resource/{id}").as_str()));
}

#[tokio::test]
async fn the_searches_of_the_other_api_stay_where_they_are() {
    let fonds = Fonds::start().await;
    fonds.index_everything().await;
    let admin = fonds.admin().await;
    for path in ["/search?page=1", "/search/repositories?page=1", "/search/location_profile?page=1"] {
        assert!(admin.get(path).await.ok()["results"].is_array(), "{path}");
    }
    admin.get("/search/records?uri[]=/repositories/2").await.ok();
    admin.get("/search/record_types_by_repository?record_types[]=accession").await;
    // Its clients are told that there is nothing, not sent to a page.
    admin.get("/search/nothing").await.expect(404);
}
