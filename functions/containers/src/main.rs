//! The Lambda function `containers`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(containers::endpoints())
}
