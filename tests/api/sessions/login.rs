//! `POST /users/{username}/login`.

use serde_json::json;

use crate::harness::Fonds;

#[tokio::test]
async fn a_token_is_64_hex_digits_and_the_user_comes_with_permissions() {
    let fonds = Fonds::empty().await;
    let answer = fonds.anonymous().form("/users/admin/login", &[("password", "admin")]).await.ok();
    let token = answer["session"].as_str().unwrap();
    assert_eq!(token.len(), 64);
    assert!(token.bytes().all(|byte| b"0123456789abcdef".contains(&byte)), "not lower-case hex");
    let user = &answer["user"];
    assert_eq!(user["username"], "admin");
    assert_eq!(user["is_admin"], true);
    assert!(user["permissions"]["_archivesspace"].as_array().unwrap().contains(&json!("create_repository")));
    assert!(answer.get("expire_after_seconds").is_none());
    // No key, no hash: nothing of the credential is told.
    assert!(!answer.to_string().contains("argon2"));
    let me = fonds.anonymous().with_token(token).get("/users/current-user").await.ok();
    assert_eq!(me["username"], "admin");
    assert_eq!(me["permissions"], user["permissions"]);
}

#[tokio::test]
async fn the_username_is_trimmed_and_its_case_ignored() {
    let fonds = Fonds::empty().await;
    let answer = fonds.anonymous().form("/users/%20ADMIN%20/login?password=admin", &[]).await.ok();
    assert_eq!(answer["user"]["username"], "admin");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_are_told_alike() {
    let fonds = Fonds::empty().await;
    let caller = fonds.anonymous();
    let wrong = caller.form("/users/admin/login", &[("password", "nimda")]).await;
    let unknown = caller.form("/users/nobody/login", &[("password", "nimda")]).await;
    assert_eq!(wrong.error(403), "Login failed");
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(unknown.status, 403);
}

#[tokio::test]
async fn a_login_needs_a_password_and_a_username_that_can_be_one() {
    let fonds = Fonds::empty().await;
    let caller = fonds.anonymous();
    let missing = caller.form("/users/admin/login", &[]).await.error(400);
    assert_eq!(missing, json!({ "password": ["Parameter required but no value provided"] }));
    let invalid = caller.form("/users/a%2Bb/login", &[("password", "x")]).await;
    assert_eq!(invalid.error(400), "Invalid username");
    let flag = caller.form("/users/admin/login", &[("password", "admin"), ("expiring", "perhaps")]).await.error(400);
    assert_eq!(flag, json!({ "expiring": ["Wanted type RESTHelpers::BooleanParam but got 'perhaps'"] }));
}

#[tokio::test]
async fn a_login_that_does_not_expire_says_how_long_it_lasts() {
    let fonds = Fonds::empty().await;
    let fields = [("password", "admin"), ("expiring", "false")];
    let answer = fonds.anonymous().form("/users/admin/login", &fields).await.ok();
    assert_eq!(answer["expire_after_seconds"], 604_800);
    let caller = fonds.anonymous().with_token(answer["session"].as_str().unwrap());
    fonds.clock.advance(7200);
    caller.get("/users/current-user").await.ok();
}

#[tokio::test]
async fn a_login_raises_the_users_lock_version() {
    let fonds = Fonds::empty().await;
    let caller = fonds.anonymous();
    let first = caller.form("/users/admin/login", &[("password", "admin")]).await.ok();
    let second = caller.form("/users/admin/login", &[("password", "admin")]).await.ok();
    let version = |answer: &serde_json::Value| answer["user"]["lock_version"].as_u64().unwrap();
    assert_eq!(version(&second), version(&first) + 1);
    assert_ne!(first["session"], second["session"]);
}
