//! The start of a function, from spawn to the first time that it asks its runtime for work.

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::load::median;
use crate::process::processor_time;
use crate::row;

/// Starts of each program. The middle one counts.
const STARTS: usize = 21;

/// Measures a record function against the empty one, in turns.
pub(crate) fn measure(binaries: &Path) {
    let (mut empty, mut function) = (vec![], vec![]);
    for _ in 0..STARTS {
        empty.push(start(&binaries.join("empty")));
        function.push(start(&binaries.join("accessions")));
    }
    let middle = |starts: &[(Duration, Duration)], of: fn(&(Duration, Duration)) -> Duration| {
        median(starts.iter().map(of).collect()).as_secs_f64() * 1000.0
    };
    for (what, of) in [
        ("cold start of a function, processor", (|start| start.0) as fn(&(Duration, Duration)) -> Duration),
        ("cold start of a function, wall", |start| start.1),
    ] {
        let (empty, function) = (middle(&empty, of), middle(&function, of));
        row(
            what,
            &format!("{function:.2} ms"),
            &format!("empty function {empty:.2} ms: {:.2}x (goal 1.5x)", function / empty),
        );
    }
    let size = std::fs::metadata(binaries.join("accessions")).unwrap().len();
    row("size of a function", &format!("{}.{} MB", size / 1_000_000, size / 100_000 % 10), "goal 11 MB");
}

/// Processor and wall time of one start.
fn start(program: &Path) -> (Duration, Duration) {
    let runtime = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", runtime.local_addr().unwrap().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "measured")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "nobody")
        .env("AWS_SECRET_ACCESS_KEY", "nothing")
        // TLS, so that all of it is made ready; nobody listens there.
        .env("AWS_ENDPOINT_URL_DYNAMODB", "https://127.0.0.1:9")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let (mut socket, _) = runtime.accept().unwrap();
    let mut request = [0; 256];
    let length = socket.read(&mut request).unwrap();
    let (wall, processor) = (began.elapsed(), processor_time(child.id()));
    let text = String::from_utf8_lossy(&request[..length]);
    assert!(text.starts_with("GET /2018-06-01/runtime/invocation/next"), "{text}");
    child.kill().unwrap();
    child.wait().unwrap();
    (processor, wall)
}
