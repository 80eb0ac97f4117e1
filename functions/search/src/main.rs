//! The Lambda function `search`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve_with(search::endpoints(), passwords::Basic::start()?)
}
