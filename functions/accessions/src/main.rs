//! The Lambda function `accessions`.

fn main() -> Result<(), lambda_http::Error> {
    api::lambda::serve(accessions::endpoints())
}
