//! The Lambda function `settings`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(settings::endpoints())
}
