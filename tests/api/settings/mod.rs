//! What the archive says about itself.

mod enumerations;
mod preferences;
mod records;
mod slugs;
mod system;

use crate::harness::Fonds;

#[tokio::test]
async fn the_archive_says_what_it_speaks() {
    let fonds = Fonds::empty().await;
    let version = fonds.anonymous().get("/version").await;
    assert_eq!(version.status, 200);
    assert!(version.text().starts_with("ArchivesSpace ("), "{}", version.text());
    let about = fonds.anonymous().get("/").await;
    assert!(about.json()["archivesSpaceVersion"].is_string());
}

#[tokio::test]
async fn schemas_are_open_and_unknown_ones_not_found() {
    let fonds = Fonds::empty().await;
    let schema = fonds.anonymous().get("/schemas/accession").await.ok();
    assert!(schema["properties"]["id_0"].is_object(), "{schema}");
    assert_eq!(fonds.anonymous().get("/schemas/nothing").await.error(404), "NotFoundException");
}
