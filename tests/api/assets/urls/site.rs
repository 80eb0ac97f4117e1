//! A web server on this machine that answers as a test wants, and counts who comes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What an answer is made of.
pub(crate) enum Piece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing more, and the connection stays open.
    Silence,
    /// Bytes without an end.
    Endless,
}

/// What the path and the number of the request (from 0) are answered with.
type Answers = dyn Fn(&str, usize) -> Vec<Piece> + Send + Sync;

/// A server. It lives as long as its test.
pub(crate) struct Site {
    /// Where it is.
    pub(crate) address: SocketAddr,
    visits: Arc<AtomicUsize>,
}

impl Site {
    /// A server on any free port.
    pub(crate) async fn start(answers: impl Fn(&str, usize) -> Vec<Piece> + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", answers).await
    }

    /// A server at an address.
    pub(crate) async fn at(address: &str, answers: impl Fn(&str, usize) -> Vec<Piece> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let (address, visits) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let (answers, counted): (Arc<Answers>, _) = (Arc::new(answers), Arc::clone(&visits));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(socket, Arc::clone(&answers), number));
            }
        });
        Self { address, visits }
    }

    /// An address on it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections were made to it.
    pub(crate) fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

async fn serve(mut socket: TcpStream, answers: Arc<Answers>, number: usize) {
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    for piece in answers(path, number) {
        match piece {
            Piece::Bytes(bytes) => {
                if socket.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Piece::Silence => tokio::time::sleep(Duration::from_mins(5)).await,
            Piece::Endless => while socket.write_all(&[b'x'; 8 * 1024]).await.is_ok() {},
        }
    }
    let _ = socket.shutdown().await;
}

/// A whole answer.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<Piece> {
    let mut headers = headers.to_vec();
    let length = body.len().to_string();
    headers.push(("Content-Length", &length));
    vec![head(status, &headers), Piece::Bytes(body.to_vec())]
}

/// The beginning of an answer.
pub(crate) fn head(status: &str, headers: &[(&str, &str)]) -> Piece {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let lines = lines.concat();
    Piece::Bytes(format!("HTTP/1.1 {status}\r\n{lines}\r\n").into_bytes())
}

/// A redirection.
pub(crate) fn redirect(to: &str) -> Vec<Piece> {
    answer("302 Found", &[("Location", to)], b"")
}
