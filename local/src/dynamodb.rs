//! HTTP in front of the embedded DynamoDB, on loopback, for the SDK of this process or of the function binaries.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use tokio::sync::watch;

use crate::durability::Durability;
use crate::operations::{Operations, is_write};

/// DynamoDB's own limit for a request.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// The service behind the loopback port. Cheap to clone.
#[derive(Clone)]
pub(crate) struct DynamoDb {
    operations: Arc<Operations>,
    written: watch::Sender<u64>,
    durability: Durability,
}

impl DynamoDb {
    /// `written` counts the writes, for whoever waits for the next.
    pub(crate) fn new(operations: Operations, written: watch::Sender<u64>, durability: Durability) -> Self {
        Self { operations: Arc::new(operations), written, durability }
    }

    /// Answers one request.
    pub(crate) async fn respond(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let (head, body) = request.into_parts();
        let Some(operation) = operation(&head.headers).map(str::to_owned) else {
            return Ok(refuse("UnknownOperationException"));
        };
        let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
            return Ok(refuse("SerializationException"));
        };
        let body = body.to_bytes();
        let Some(answer) = self.operations.call(&operation, &body) else {
            return Ok(refuse("UnknownOperationException"));
        };
        Ok(match answer {
            Ok(json) => {
                if is_write(&operation) {
                    if !self.durability.flush().await {
                        return Ok(fail());
                    }
                    self.written.send_modify(|count| *count += 1);
                }
                respond_json(StatusCode::OK, json.into())
            }
            Err(error) => {
                let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::BAD_REQUEST);
                if status.is_server_error() {
                    tracing::error!(operation, error = %error, "embedded table");
                }
                respond_json(status, error.to_json().into())
            }
        })
    }
}

/// A page in a browser cannot send this header to another origin without asking first, and nobody here answers that.
fn operation(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-amz-target")?.to_str().ok()?.strip_prefix("DynamoDB_20120810.")
}

fn refuse(kind: &str) -> Response<Full<Bytes>> {
    respond_json(StatusCode::BAD_REQUEST, format!(r#"{{"__type":"com.amazon.coral.service#{kind}"}}"#).into())
}

/// The write may be there or not, which is what this error means to the SDK.
fn fail() -> Response<Full<Bytes>> {
    respond_json(
        StatusCode::INTERNAL_SERVER_ERROR,
        Bytes::from_static(br#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}"#),
    )
}

fn respond_json(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/x-amz-json-1.0"));
    response
}
