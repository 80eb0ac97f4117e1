//! The Lambda function `resources`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(resources::endpoints())
}
