//! A Lambda function that does nothing but answer: what the start of any function costs at least.

use lambda_http::{Body, Error, Request, Response, service_fn};

fn main() -> Result<(), Error> {
    let answer = service_fn(async |_: Request| Ok::<_, Error>(Response::new(Body::Empty)));
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(lambda_http::run(answer))
}
