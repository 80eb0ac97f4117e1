//! Browsers: a page of the archive writes to the bucket, which is another origin (another port, on one machine).
//!
//! Every origin may ask, as the bucket's rule in `template.yaml` says as well: what opens the bucket is the signature in an address,
//! and no browser adds that by itself.

use std::convert::Infallible;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use s3s::Body;
use s3s::service::S3Service;

/// What pages may do.
const METHODS: [Method; 3] = [Method::GET, Method::HEAD, Method::PUT];

/// Headers of answers that pages may read.
const EXPOSED: HeaderValue = HeaderValue::from_static("ETag, x-amz-checksum-sha256");

/// Seconds for which a browser need not ask again.
const REMEMBERED: HeaderValue = HeaderValue::from_static("3600");

/// Answers a browser's questions itself, and lets pages read the answers of the store.
pub(crate) async fn respond(store: S3Service, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if origin.is_some() && request.method() == Method::OPTIONS {
        return Ok(permit(request.headers()));
    }
    let mut answer = store.call(request.map(Body::from)).await.unwrap_or_else(|error| {
        tracing::error!(?error, "the embedded objects failed");
        with_status(StatusCode::INTERNAL_SERVER_ERROR)
    });
    if origin.is_some() {
        let headers = answer.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    Ok(answer)
}

/// The answer to "may I?".
fn permit(asked: &HeaderMap) -> Response<Body> {
    let method = asked.get(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !METHODS.iter().any(|allowed| method.is_some_and(|method| method == allowed.as_str())) {
        return with_status(StatusCode::FORBIDDEN);
    }
    let mut answer = with_status(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, PUT"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    answer
}

fn with_status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}
