//! The Lambda function `agents`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(agents::endpoints())
}
