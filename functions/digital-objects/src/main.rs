//! The Lambda function `digital-objects`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(digital_objects::endpoints())
}
