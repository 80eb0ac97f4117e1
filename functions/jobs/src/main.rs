//! The Lambda function `jobs`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(jobs::endpoints())
}
