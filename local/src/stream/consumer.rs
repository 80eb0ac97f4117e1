//! Who is told of the table's changes.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How a consumer answers a batch.
pub type Taken = Result<(), Refusal>;

/// Why a consumer did not take a batch.
#[derive(Debug)]
pub enum Refusal {
    /// It is not there, or not now. The batch waits for it, however long that takes.
    Unreachable(String),
    /// It failed on this batch. Tried again, halved, and in the end without the record at fault.
    Failed(String),
}

type Call = dyn Fn(String) -> Pin<Box<dyn Future<Output = Taken> + Send>> + Send + Sync;

/// A consumer of the stream.
#[derive(Clone)]
pub struct Consumer {
    name: Arc<str>,
    call: Arc<Call>,
}

impl Consumer {
    /// A consumer under a name, which its position is kept under. It is called with one Lambda event of DynamoDB
    /// (`{"Records":[…]}`, as JSON text) at a time, and may see a record more than once.
    pub fn new<F, T>(name: &str, call: F) -> Self
    where
        F: Fn(String) -> T + Send + Sync + 'static,
        T: Future<Output = Taken> + Send + 'static,
    {
        Self { name: name.into(), call: Arc::new(move |event| Box::pin(call(event))) }
    }

    /// A Lambda function behind an emulator's invoke URL, `http://host:port/2015-03-31/functions/<name>/invocations`.
    /// Its name is the function's.
    pub fn function(url: &Uri) -> Self {
        let name = url.path().rsplit('/').nth(1).unwrap_or("function").to_owned();
        let url = url.clone();
        Self::new(&name, move |event| invoke_function(url.clone(), event))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn take(&self, event: String) -> Taken {
        (self.call)(event).await
    }
}

/// An emulator compiles a function when it is first called.
const INVOCATION: Duration = Duration::from_mins(15);

/// Posts an event to an invoke URL.
async fn invoke_function(url: Uri, event: String) -> Taken {
    match tokio::time::timeout(INVOCATION, post(&url, event)).await {
        Ok(Ok(taken)) => taken,
        Ok(Err(error)) => Err(Refusal::Unreachable(error.to_string())),
        Err(elapsed) => Err(Refusal::Unreachable(elapsed.to_string())),
    }
}

async fn post(url: &Uri, event: String) -> Result<Taken, Box<dyn std::error::Error + Send + Sync>> {
    let authority = url.authority().ok_or("the URL names no host")?.as_str();
    let socket = TcpStream::connect(authority).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    tokio::spawn(connection);
    let request = Request::post(url.path())
        .header(header::HOST, authority)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(event)))?;
    let response = sender.send_request(request).await?;
    let (head, body) = response.into_parts();
    if head.status.is_success() && !head.headers.contains_key("x-amz-function-error") {
        return Ok(Ok(()));
    }
    let body = body.collect().await?.to_bytes();
    Ok(Err(Refusal::Failed(format!("{}: {}", head.status, String::from_utf8_lossy(&body)))))
}
