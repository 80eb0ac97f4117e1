//! The Lambda function `search`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(search::endpoints())
}
