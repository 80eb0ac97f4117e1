//! The Lambda function `subjects`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(subjects::endpoints())
}
