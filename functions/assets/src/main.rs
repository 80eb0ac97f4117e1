//! The Lambda function `assets`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(assets::endpoints())
}
