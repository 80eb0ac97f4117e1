//! `POST /logout`.

use crate::harness::Fonds;

#[tokio::test]
async fn after_logout_the_token_is_gone() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    assert_eq!(admin.form("/logout", &[]).await.ok()["status"], "session_logged_out");
    let gone = admin.get("/users/current-user").await.expect(412);
    assert_eq!(gone["code"], "SESSION_GONE");
    // The same for logging out again: the header is looked at first.
    assert_eq!(admin.form("/logout", &[]).await.expect(412)["code"], "SESSION_GONE");
}

#[tokio::test]
async fn one_logout_ends_one_session() {
    let fonds = Fonds::empty().await;
    let (one, other) = (fonds.admin().await, fonds.admin().await);
    one.form("/logout", &[]).await.ok();
    other.get("/users/current-user").await.ok();
}

#[tokio::test]
async fn without_a_session_there_is_nothing_to_end() {
    let fonds = Fonds::empty().await;
    let anonymous = fonds.anonymous();
    assert_eq!(anonymous.form("/logout", &[]).await.ok()["status"], "no_active_session");
    assert_eq!(anonymous.get("/users/current-user").await.error(404), "NotFoundException");
}
