//! A session is noted as used, at most once a minute: a write for each read would double the price of reading.

use crate::harness::Fonds;

#[tokio::test]
async fn a_session_is_touched_at_most_once_a_minute() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    let writes = async || admin.get("/repositories/1").await.usage().write_units;
    assert!(writes().await.abs() < f64::EPSILON, "a fresh session needs no touch");
    fonds.clock.advance(59);
    // Whole seconds may have passed besides, so only the second of two requests is sure to be within a minute.
    writes().await;
    assert!(writes().await.abs() < f64::EPSILON);
    fonds.clock.advance(60);
    assert!(writes().await > 0.0, "a minute later it is touched");
    assert!(writes().await.abs() < f64::EPSILON, "and then left alone");
}

#[tokio::test]
async fn a_touch_does_not_revive_a_session_that_ended_meanwhile() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    fonds.clock.advance(120);
    let (logout, read) = futures_util::join!(admin.form("/logout", &[]), admin.get("/users/current-user"));
    logout.ok();
    assert!(matches!(read.status, 200 | 412));
    admin.get("/users/current-user").await.expect(412);
}
