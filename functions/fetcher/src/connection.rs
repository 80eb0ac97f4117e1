//! One connection for one request, to an address that was judged: no pool, no proxy, no environment.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use remote::{Reach, Refusal, Target};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::failure::Failure;
use crate::limits::Limits;
use crate::network::Network;

/// Addresses of one name that are tried.
const ADDRESSES: usize = 4;

/// Bytes that the head of an answer may have.
const HEAD: usize = 64 * 1024;

/// Header lines that an answer may have.
const LINES: usize = 100;

/// Opens a connection to where a target is. Every address that its name stands for must be one that may be spoken to: a name that
/// stands for another one besides is not to be trusted.
pub(crate) async fn open<N: Network>(
    network: &N,
    tls: &TlsConnector,
    target: &Target,
    reach: &Reach,
    limits: &Limits,
) -> Result<SendRequest<Empty<Bytes>>, Failure> {
    let addresses = timeout(limits.connect, addresses(network, target)).await.map_err(|_| Failure::TooSlow)??;
    if !addresses.iter().all(|address| reach.admits(*address)) {
        return Err(Failure::Refused(Refusal::Inner));
    }
    let mut failure = Failure::UnknownServer;
    for address in addresses.into_iter().take(ADDRESSES) {
        match timeout(limits.connect, connect(network, tls, target, address)).await {
            Ok(Ok(sender)) => return Ok(sender),
            Ok(Err(other)) => failure = other,
            Err(_) => failure = Failure::TooSlow,
        }
    }
    Err(failure)
}

async fn addresses<N: Network>(network: &N, target: &Target) -> Result<Vec<SocketAddr>, Failure> {
    let found = match target.address() {
        Some(address) => vec![address],
        None => network.resolve(&target.host()).await.map_err(|_| Failure::UnknownServer)?,
    };
    Ok(found.into_iter().map(|address| SocketAddr::new(address, target.port())).collect())
}

async fn connect<N: Network>(
    network: &N,
    tls: &TlsConnector,
    target: &Target,
    address: SocketAddr,
) -> Result<SendRequest<Empty<Bytes>>, Failure> {
    let socket = network.connect(address).await.map_err(|_| Failure::Unreachable)?;
    if !target.is_secure() {
        return speak(socket).await;
    }
    let name = match target.address() {
        Some(address) => ServerName::IpAddress(IpAddr::into(address)),
        None => ServerName::try_from(target.host().trim_end_matches('.').to_owned()).map_err(|_| Failure::Untrusted)?,
    };
    speak(tls.connect(name, socket).await.map_err(|_| Failure::Untrusted)?).await
}

async fn speak<S>(stream: S) -> Result<SendRequest<Empty<Bytes>>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = http1::Builder::new().max_buf_size(HEAD).max_headers(LINES).handshake(TokioIo::new(stream)).await;
    let (sender, connection) = handshake.map_err(|_| Failure::Broken)?;
    // It ends with the sender, or with the body that it brought.
    tokio::spawn(connection);
    Ok(sender)
}

/// Encryption that trusts what browsers trust.
pub(crate) fn tls() -> Result<TlsConnector, String> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| error.to_string())?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}
