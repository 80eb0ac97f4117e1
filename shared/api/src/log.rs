//! The end of every request: the answer in its dialect, and one line of JSON about it.
//!
//! The line names the route, not the path, and no parameter: passwords and tokens travel in both.

use std::convert::Infallible;
use std::time::Instant;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use store::meter::Usage;

use crate::cross_origin;
use crate::endpoint::Dialect;
use crate::problem::Problem;
use crate::reply::Reply;

/// What is told about a request.
pub(crate) struct Outcome<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) route: &'a str,
    pub(crate) method: &'a Method,
    pub(crate) started: Instant,
    pub(crate) usage: Usage,
}

/// Makes the response, and logs.
pub(crate) fn finish(dialect: Dialect, path: &str, outcome: &Outcome<'_>, result: Result<Reply, Problem>) -> Response {
    let cause = result.as_ref().err().and_then(Problem::cause).map(ToOwned::to_owned);
    let reply = result.unwrap_or_else(|problem| refusal(dialect, path, &problem));
    log(outcome, reply.status.as_u16(), cause.as_deref());
    let body = if reply.status == StatusCode::NOT_MODIFIED { without_length() } else { Body::from(reply.body) };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, must-revalidate, max-age=0"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    cross_origin::open(path, headers);
    let mut told = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    told("x-request-id", outcome.request_id.to_owned());
    // What the request cost, for whoever watches the bill.
    let usage = outcome.usage;
    told(
        "x-fonds-usage",
        format!(
            "dynamodb={}; s3={}; s3-bytes={}; read-units={}; write-units={}",
            usage.dynamodb_calls, usage.s3_calls, usage.s3_bytes, usage.read_units, usage.write_units
        ),
    );
    response
}

/// A body of which the router knows no length: it would say `Content-Length: 0`, where only the length of the whole might stand (RFC
/// 9110, 8.6).
fn without_length() -> Body {
    Body::from_stream(futures_util::stream::empty::<Result<Bytes, Infallible>>())
}

fn refusal(dialect: Dialect, path: &str, problem: &Problem) -> Reply {
    let status = StatusCode::from_u16(problem.status_in(dialect)).unwrap_or(StatusCode::BAD_REQUEST);
    let reply = Reply::json(&problem.body(dialect, path)).status(status);
    match problem {
        Problem::TooMany(seconds) => reply.with(header::RETRY_AFTER, &seconds.to_string()),
        Problem::NotReady(_) | Problem::Unavailable(_) => reply.with(header::RETRY_AFTER, "1"),
        Problem::RangeNotSatisfiable(length) => reply.with(header::CONTENT_RANGE, &format!("bytes */{length}")),
        _ if status == StatusCode::UNAUTHORIZED => reply.with(header::WWW_AUTHENTICATE, "Bearer realm=\"ARCS\""),
        _ => reply,
    }
}

fn log(outcome: &Outcome<'_>, status: u16, cause: Option<&str>) {
    let milliseconds = outcome.started.elapsed().as_secs_f64() * 1000.0;
    let Usage { dynamodb_calls, s3_calls, s3_bytes, read_units, write_units } = outcome.usage;
    let (request_id, route, method) = (outcome.request_id, outcome.route, outcome.method.as_str());
    if let Some(cause) = cause {
        tracing::error!(
            request_id,
            method,
            route,
            status,
            milliseconds,
            dynamodb_calls,
            s3_calls,
            s3_bytes,
            read_units,
            write_units,
            cause
        );
    } else {
        tracing::info!(
            request_id,
            method,
            route,
            status,
            milliseconds,
            dynamodb_calls,
            s3_calls,
            s3_bytes,
            read_units,
            write_units
        );
    }
}

/// Sends log lines to standard error as JSON; `least` is the lowest level that is written.
pub fn start(least: tracing::Level) {
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(least)
        .with_writer(std::io::stderr)
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false);
    // A second start, in a process that runs several archives, changes nothing.
    let _ = subscriber.try_init();
}
