//! The Lambda function `accounts`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve_after(accounts::endpoints(), Some(passwords::Basic::start()?), |store| async move {
        match std::env::var("FONDS_ADMIN_PASSWORD") {
            Ok(password) if !password.is_empty() => Ok(accounts::bootstrap(&store, &password).await?),
            _ => {
                store.connect().await;
                Ok(())
            }
        }
    })
}
