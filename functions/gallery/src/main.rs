//! The Lambda function `gallery`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(gallery::endpoints())
}
