//! From endpoints to an axum router.
//!
//! Routes whose paths differ only in the names of their parameters share one entry, because the router tells paths apart by shape;
//! each endpoint then reads the values under its own names.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::caller::speaks_arcs;
use crate::endpoint::{BodyKind, Dialect, Endpoint, path_parameters};
use crate::inputs::Inputs;
use crate::log::{self, Outcome};
use crate::pipeline::{self, Edge, Matched};
use crate::problem::Problem;
use crate::{cross_origin, cross_site};

/// Bytes that a request body may have: a function takes 6 MB.
pub const LARGEST_BODY: usize = 6 * 1024 * 1024;

/// Bytes of a body that is too large which are still read, so that the client gets to see the answer.
const DRAINED: usize = 256 * 1024 * 1024;

/// Answers shorter than this are not compressed: it would cost more than it saves.
const COMPRESS_ABOVE: u64 = 1024;

/// A router over all these endpoints.
pub fn router(edge: &Arc<Edge>, endpoints: Vec<Endpoint>) -> Router {
    let mut by_shape: BTreeMap<String, BTreeMap<String, Shared>> = BTreeMap::new();
    for endpoint in endpoints {
        let methods = by_shape.entry(shape(&endpoint.path)).or_default();
        let endpoint = Arc::new(endpoint);
        let shared = methods.entry(endpoint.method.to_string());
        shared
            .and_modify(|shared| shared.other = Some(Arc::clone(&endpoint)))
            .or_insert_with(|| Shared { one: Arc::clone(&endpoint), other: None });
    }
    let unrouted = |known: Option<Vec<Dialect>>, problem: fn() -> Problem| {
        let edge = Arc::clone(edge);
        move |request: Request| {
            let edge = Arc::clone(&edge);
            let dialect = match known.as_deref() {
                Some([one]) => *one,
                Some(_) if speaks_arcs(request.headers()) => Dialect::Arcs,
                Some(_) => Dialect::ArchivesSpace,
                None => dialect_of(request.uri().path()),
            };
            async move { refuse(&edge, dialect, request, problem()).await }
        }
    };
    let mut router = Router::new();
    for (shape, methods) in by_shape {
        let mut dialects: Vec<Dialect> = vec![];
        let mut route = MethodRouter::new();
        for shared in methods.into_values() {
            let Ok(filter) = MethodFilter::try_from(shared.one.method.clone()) else { continue };
            dialects.extend(shared.other.iter().chain([&shared.one]).map(|endpoint| endpoint.dialect));
            let edge = Arc::clone(edge);
            route = route.on(filter, move |request: Request| {
                let (edge, endpoint) = (Arc::clone(&edge), shared.meant(request.headers()));
                async move { answer(&edge, &endpoint, request).await }
            });
        }
        dialects.sort_unstable();
        dialects.dedup();
        router = router.route(&shape, route.fallback(unrouted(Some(dialects), || Problem::MethodNotAllowed)));
    }
    router.fallback(unrouted(None, || Problem::NoRoute)).layer(
        CompressionLayer::new()
            .gzip(true)
            .quality(CompressionLevel::Fastest)
            .compress_when(SizeAbove::new(COMPRESS_ABOVE).and(is_worth_it)),
    )
}

/// What a path means for one method: some paths mean one thing in each API.
#[derive(Clone)]
struct Shared {
    one: Arc<Endpoint>,
    other: Option<Arc<Endpoint>>,
}

impl Shared {
    /// The endpoint that a request means: the way in which it says who asks tells the APIs apart.
    fn meant(&self, headers: &HeaderMap) -> Arc<Endpoint> {
        let wanted = if speaks_arcs(headers) { Dialect::Arcs } else { Dialect::ArchivesSpace };
        let other = self.other.as_ref().filter(|other| other.dialect == wanted);
        Arc::clone(other.unwrap_or(&self.one))
    }
}

/// Files go out as they are: their ranges and their entity tags are those of the stored bytes. Pictures are compressed already, and
/// what has no body has none to compress.
fn is_worth_it(status: StatusCode, _: http::Version, headers: &HeaderMap, _: &http::Extensions) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_picture = media_type.starts_with("image/") && !media_type.contains("xml");
    status != StatusCode::NOT_MODIFIED && !headers.contains_key(header::ACCEPT_RANGES) && !is_picture
}

/// A path with numbered parameters.
fn shape(path: &str) -> String {
    let segments = path.split('/').enumerate().map(|(place, segment)| {
        if segment.starts_with("{*") {
            format!("{{*p{place}}}")
        } else if segment.starts_with('{') {
            format!("{{p{place}}}")
        } else {
            segment.to_owned()
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

async fn answer(edge: &Edge, endpoint: &Endpoint, request: Request) -> Response {
    let started = std::time::Instant::now();
    let request_id = request_id(request.headers());
    let path = request.uri().path().to_owned();
    let (result, usage) = store::meter::measure(Box::pin(run(edge, endpoint, request))).await;
    let outcome = Outcome { request_id: &request_id, route: &endpoint.path, method: &endpoint.method, started, usage };
    log::finish(endpoint.dialect, &path, &outcome, result)
}

async fn run(edge: &Edge, endpoint: &Endpoint, request: Request) -> Result<crate::Reply, Problem> {
    let (mut parts, body) = request.into_parts();
    let values = RawPathParams::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| Problem::bad_request("the path is not valid UTF-8"))?;
    let names = path_parameters(&endpoint.path).map(|name| name.trim_start_matches('*').to_owned());
    let pairs = names.zip(values.iter().map(|(_, value)| value.to_owned())).collect();
    let bytes = read(body, &parts.headers).await.map_err(|problem| point_to_bucket(problem, endpoint.body))?;
    let origin = origin(&parts.headers);
    cross_site::check(endpoint, &parts.method, &parts.headers, &origin)?;
    let inputs = Inputs::gather(endpoint, pairs, parts.uri.query(), &parts.headers, bytes).await?;
    let matched = Matched {
        origin,
        address: address(&parts),
        path: parts.uri.path().to_owned(),
        headers: parts.headers,
        method: parts.method,
        inputs,
    };
    pipeline::run(edge, endpoint, matched).await
}

/// A request that has no route: its session counts all the same.
async fn refuse(edge: &Edge, dialect: Dialect, request: Request, problem: Problem) -> Response {
    let started = std::time::Instant::now();
    let request_id = request_id(request.headers());
    let (parts, body) = request.into_parts();
    let check = async {
        read(body, &parts.headers).await?;
        // Browsers ask without a session, also about requests that will have one.
        if let Some(leave) = cross_origin::preflight(&parts.method, parts.uri.path(), &parts.headers) {
            return Ok(leave);
        }
        edge.check_session(dialect, &parts.headers).await.and(Err(problem))
    };
    let (checked, usage) = store::meter::measure(Box::pin(check)).await;
    let outcome = Outcome { request_id: &request_id, route: "-", method: &parts.method, started, usage };
    log::finish(dialect, parts.uri.path(), &outcome, checked)
}

/// The dialect of a path that no route claims.
fn dialect_of(path: &str) -> Dialect {
    let is_arcs = ["/api", "/arcs-data", "/login"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    if is_arcs { Dialect::Arcs } else { Dialect::ArchivesSpace }
}

/// Reads a body up to the limit. A larger one is drained, because most clients read the answer only when all is sent.
async fn read(body: Body, headers: &HeaderMap) -> Result<Bytes, Problem> {
    let too_large =
        || Problem::TooLarge(format!("The request body is too large: at most {LARGEST_BODY} bytes are accepted"));
    let declared: Option<usize> =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length| length > LARGEST_BODY) {
        drain(body).await;
        return Err(too_large());
    }
    let collected = Limited::new(body, LARGEST_BODY).collect().await;
    collected.map(http_body_util::Collected::to_bytes).map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            too_large()
        } else {
            Problem::bad_request("the request body broke off")
        }
    })
}

/// Tells who brings a file that is too large how larger ones come in.
fn point_to_bucket(problem: Problem, body: BodyKind) -> Problem {
    match problem {
        Problem::TooLarge(text) if body == BodyKind::Upload => {
            Problem::TooLarge(format!("{text}. Larger files go straight to the bucket: POST /api/uploads begins that"))
        }
        problem => problem,
    }
}

async fn drain(body: Body) {
    let mut body = Limited::new(body, DRAINED);
    while let Some(Ok(_)) = body.frame().await {}
}

/// The id that an upstream gave, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = ["x-amzn-requestid", "x-request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok());
    let is_plain = |id: &&str| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    given.filter(is_plain).map_or_else(|| uuid::Uuid::new_v4().to_string(), ToOwned::to_owned)
}

/// Scheme and host under which the client found the archive.
fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or("localhost");
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{host}")
}

/// The client's address: what the gateway saw, else what the socket says.
fn address(parts: &http::request::Parts) -> String {
    if let Some(lambda_http::request::RequestContext::ApiGatewayV2(context)) = parts.extensions.get() {
        return context.http.source_ip.clone().unwrap_or_default();
    }
    parts
        .extensions
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
        .map(|info| info.0.ip().to_string())
        .unwrap_or_default()
}
