//! The Lambda function `iiif`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve_with(iiif::endpoints(), passwords::Basic::start()?)
}
