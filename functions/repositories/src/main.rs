//! The Lambda function `repositories`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(repositories::endpoints())
}
