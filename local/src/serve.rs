//! HTTP/1.1 on a port: one accept loop for the API and for the two embedded stores.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::failure::Failure;

/// How long requests that are being answered may take to finish once the archive is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a port. Port 0 takes any free one.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|cause| Failure::Address { address: address.to_string(), cause })
}

/// Serves until `stop` turns true, then lets what is being answered finish.
pub(crate) fn serve<S, B>(listener: TcpListener, service: S, mut stop: watch::Receiver<bool>) -> JoinHandle<()>
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    tokio::spawn(async move {
        let connections = GracefulShutdown::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Ok((socket, peer)) = accepted else {
                // Out of file descriptors, or a connection that went away: others may do better in a moment.
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            // Answers are small and written whole; waiting to fill a packet would cost 40 ms each.
            let _ = socket.set_nodelay(true);
            let service = service.clone();
            let service = service_fn(move |mut request: Request<Incoming>| {
                // Behind a proxy on the same machine everybody has this address: it tells nobody apart.
                if !peer.ip().is_loopback() {
                    request.extensions_mut().insert(ConnectInfo(peer));
                }
                service.call(request)
            });
            let connection =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(socket), service);
            let connection = connections.watch(connection);
            tokio::spawn(async move {
                // A client that hangs up half-way is its own business.
                let _ = connection.await;
            });
        }
        drop(listener);
        let _ = tokio::time::timeout(PATIENCE, connections.shutdown()).await;
    })
}
