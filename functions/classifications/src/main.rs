//! The Lambda function `classifications`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(classifications::endpoints())
}
