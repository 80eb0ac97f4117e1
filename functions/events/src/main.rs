//! The Lambda function `events`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(events::endpoints())
}
