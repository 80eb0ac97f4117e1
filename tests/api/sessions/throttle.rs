//! Guessing passwords.

use crate::harness::Fonds;

#[tokio::test]
async fn twenty_wrong_passwords_are_enough() {
    let fonds = Fonds::empty().await;
    let caller = fonds.anonymous();
    let mut refused = None;
    for attempt in 1..=25 {
        let answer = caller.form("/users/admin/login", &[("password", "guess")]).await;
        match answer.status {
            403 => assert!(attempt <= 20, "{attempt} guesses without an end"),
            429 => {
                refused = Some(answer);
                break;
            }
            _ => panic!("{}", answer.text()),
        }
    }
    let refused = refused.unwrap();
    let seconds: i64 = refused.header("retry-after").parse().unwrap();
    assert!(seconds > 0);
    assert!(refused.error(429).is_string());
    // The right password does not help now, or it could be guessed all the same.
    caller.form("/users/admin/login", &[("password", "admin")]).await.expect(429);
    fonds.clock.advance(seconds + 1);
    caller.form("/users/admin/login", &[("password", "admin")]).await.ok();
}

#[tokio::test]
async fn sessions_go_on_while_guesses_are_refused() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    for _ in 0..21 {
        fonds.anonymous().form("/users/nobody/login", &[("password", "guess")]).await;
    }
    admin.get("/users/current-user").await.ok();
}
