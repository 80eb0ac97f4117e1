//! What DynamoDB does on its bad days, between the SDK and the embedded table: the emulator itself never fails.
//!
//! Which calls suffer is decided by a fixed sequence, so that a failing test fails again.

use std::collections::HashSet;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use tests::{HttpClient, http_client};

/// How many of a hundred calls suffer what.
#[derive(Clone, Copy, Default)]
pub(crate) struct Plan {
    /// 500, before anything was done.
    pub(crate) errors: u32,
    /// Transactions that are refused with 500, before anything was done.
    pub(crate) refused: u32,
    /// Throttled, before anything was done.
    pub(crate) throttled: u32,
    /// Done, but the connection breaks before the answer.
    pub(crate) lost: u32,
    /// Batches of which half is left out.
    pub(crate) unprocessed: u32,
    /// Transactions that met another one.
    pub(crate) conflicts: u32,
    /// Done, but the answer comes after the client gave up waiting.
    pub(crate) delayed: u32,
}

/// The misbehaviour, and how often each kind happened.
#[derive(Default)]
pub(crate) struct Faults {
    plan: Plan,
    active: AtomicBool,
    sequence: AtomicU64,
    /// Injected so far.
    pub(crate) injected: AtomicU32,
    /// Tokens of transactions that were handed on: who asks again is told how they ended, and is not in their own way.
    handed_on: Mutex<HashSet<String>>,
    /// What was asked for, while somebody watches.
    watched: Mutex<Option<Vec<Value>>>,
}

/// The SDK waits this long for one answer, and a little longer.
const TOO_LATE: Duration = Duration::from_millis(3_300);

impl Faults {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan, sequence: AtomicU64::new(0x9e37_79b9_7f4a_7c15), ..Self::default() }
    }

    /// From now on.
    pub(crate) fn begin(&self) {
        self.active.store(true, Ordering::SeqCst);
    }

    /// No more.
    pub(crate) fn end(&self) {
        self.active.store(false, Ordering::SeqCst);
    }

    /// Notes every request from now on.
    pub(crate) fn watch(&self) {
        *self.watched.lock().unwrap() = Some(vec![]);
    }

    /// The requests that were noted.
    pub(crate) fn seen(&self) -> Vec<Value> {
        self.watched.lock().unwrap().take().unwrap_or_default()
    }

    /// A number below a hundred (splitmix64).
    fn next(&self) -> u32 {
        let state = self.sequence.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % 100).unwrap()
    }

    fn decide(&self, operation: &str) -> Fault {
        if !self.active.load(Ordering::SeqCst) {
            return Fault::None;
        }
        let plan = self.plan;
        let is = |name: &str, share: u32| if operation == name { share } else { 0 };
        let shares = [
            (plan.errors, Fault::Error),
            (is("TransactWriteItems", plan.refused), Fault::Error),
            (plan.throttled, Fault::Throttled),
            (plan.lost, Fault::Lost),
            (is("BatchGetItem", plan.unprocessed), Fault::Unprocessed),
            (is("TransactWriteItems", plan.conflicts), Fault::Conflict),
            (plan.delayed, Fault::Delayed),
        ];
        let mut drawn = self.next();
        for (share, fault) in shares {
            if drawn < share {
                self.injected.fetch_add(1, Ordering::Relaxed);
                return fault;
            }
            drawn -= share;
        }
        Fault::None
    }
}

#[derive(Clone, Copy)]
enum Fault {
    None,
    Error,
    Throttled,
    Lost,
    Unprocessed,
    Conflict,
    Delayed,
}

/// Serves the embedded table with faults; the URL to use instead of its own.
pub(crate) async fn serve(faults: Arc<Faults>, behind: &str) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (http, behind) = (http_client(), behind.to_owned());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            socket.set_nodelay(true).unwrap();
            let (faults, http, behind) = (Arc::clone(&faults), http.clone(), behind.clone());
            let service = service_fn(move |request| answer(Arc::clone(&faults), http.clone(), behind.clone(), request));
            let connection =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(socket), service);
            tokio::spawn(connection);
        }
    });
    url
}

async fn answer(
    faults: Arc<Faults>,
    http: HttpClient,
    behind: String,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, std::io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    let target = head.headers["x-amz-target"].to_str().unwrap().to_owned();
    let operation = target.rsplit('.').next().unwrap();
    let forward = async |body: Bytes| {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = behind.parse().unwrap();
        request.headers_mut().insert("x-amz-target", head.headers["x-amz-target"].clone());
        let answer = http.request(request).await.unwrap();
        let (head, body) = answer.into_parts();
        Response::from_parts(head, Full::new(body.collect().await.unwrap().to_bytes()))
    };
    if let Some(seen) = faults.watched.lock().unwrap().as_mut() {
        seen.push(serde_json::from_slice(&body).unwrap());
    }
    let mut fault = faults.decide(operation);
    if operation == "TransactWriteItems" {
        let sent: Value = serde_json::from_slice(&body).unwrap();
        let token = sent["ClientRequestToken"].as_str().unwrap().to_owned();
        let mut handed_on = faults.handed_on.lock().unwrap();
        match fault {
            Fault::Conflict if handed_on.contains(&token) => fault = Fault::None,
            Fault::Conflict | Fault::Error | Fault::Throttled => {}
            Fault::None | Fault::Lost | Fault::Delayed | Fault::Unprocessed => {
                handed_on.insert(token);
            }
        }
    }
    match fault {
        Fault::None => Ok(forward(body).await),
        Fault::Error => Ok(refuse(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", &json!({}))),
        Fault::Throttled => Ok(refuse(400, "com.amazonaws.dynamodb.v20120810#ThrottlingException", &json!({}))),
        Fault::Lost => {
            forward(body).await;
            Err(std::io::Error::other("the connection breaks"))
        }
        Fault::Delayed => {
            let answer = forward(body).await;
            tokio::time::sleep(TOO_LATE).await;
            Ok(answer)
        }
        Fault::Conflict => {
            let sent: Value = serde_json::from_slice(&body).unwrap();
            let mut reasons = vec![json!({ "Code": "None" }); sent["TransactItems"].as_array().unwrap().len()];
            reasons[0] = json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" });
            let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
            Ok(refuse(400, kind, &json!({ "CancellationReasons": reasons })))
        }
        Fault::Unprocessed => {
            let (kept, left_out) = halve(serde_json::from_slice(&body).unwrap());
            let answer = forward(Bytes::from(kept.to_string())).await;
            let (head, body) = answer.into_parts();
            let mut body: Value = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
            body["UnprocessedKeys"] = left_out;
            let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
            *answer.status_mut() = head.status;
            Ok(answer)
        }
    }
}

/// Splits the keys of a batch: what is done, and what is left out. Of one key nothing is done.
fn halve(mut sent: Value) -> (Value, Value) {
    let mut left_out = sent["RequestItems"].clone();
    for (table, wanted) in sent["RequestItems"].as_object_mut().unwrap() {
        let keys = wanted["Keys"].as_array_mut().unwrap();
        let rest = keys.split_off(keys.len().div_ceil(2));
        left_out[table]["Keys"] = Value::Array(rest);
    }
    left_out
        .as_object_mut()
        .unwrap()
        .retain(|_, wanted| wanted["Keys"].as_array().is_some_and(|keys| !keys.is_empty()));
    (sent, left_out)
}

fn refuse(status: u16, kind: &str, more: &Value) -> Response<Full<Bytes>> {
    let mut body = json!({ "__type": kind, "message": "injected" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
    *answer.status_mut() = status.try_into().unwrap();
    answer
}
