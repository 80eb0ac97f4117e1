//! The Lambda function `assets`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve_with(assets::endpoints(), passwords::Basic::start()?)
}
