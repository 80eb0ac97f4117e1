//! What answers here.

use api::{Call, Endpoint, Problem, Reply, get};
use records::permissions::Permission::AdministerSystem;
use serde_json::{Value, json};

/// The release of the original whose API is spoken: clients read it to find out what they may ask for.
const SPOKEN: &str = "v4.2.1";

/// What the original declares for these two, although one is JSON: clients know it.
const HTML: &str = "text/html;charset=utf-8";

/// For people who come to `/doc` with a browser.
const DOC: &str = "<!doctype html><title>Fonds</title><h1>Fonds</h1>\
    <p>This archive answers the <a href=\"https://archivesspace.github.io/archivesspace/api/\">ArchivesSpace API</a>. \
    What records look like: <a href=\"schemas\">schemas</a>. What answers: <a href=\"version\">version</a>.</p>";

/// What `/system/log` holds: the lines themselves are where nobody reads them without the cloud account's permission.
const LOG: &str =
    "Every request is one line of JSON in the log of the function that answered it. Nothing is kept here.\n";

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/").to(system),
        get("/doc").to(doc),
        get("/version").to(version),
        get("/system/info").needs(AdministerSystem).to(info),
        get("/system/log").needs(AdministerSystem).to(log),
        get("/system/events").needs(AdministerSystem).to(events),
    ]
}

async fn system(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::bytes(HTML, facts().to_string()))
}

async fn info(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::json(&facts()))
}

async fn doc(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::bytes(HTML, DOC))
}

async fn log(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::bytes("text/plain;charset=utf-8", LOG))
}

/// Starts and stops of a server, of which there is none.
async fn events(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::json(&json!([])))
}

/// What answers, without anything that is secret or differs between callers.
fn facts() -> Value {
    json!({
        "databaseProductName": "DynamoDB",
        "databaseProductVersion": "2012-08-10",
        "ruby_version": "",
        "host_os": std::env::consts::OS,
        "host_cpu": std::env::consts::ARCH,
        "build": concat!("fonds-", env!("CARGO_PKG_VERSION")),
        "java.runtime.name": "",
        "java.version": "",
        "archivesSpaceVersion": SPOKEN,
    })
}

async fn version(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::bytes(HTML, format!("ArchivesSpace ({SPOKEN})")))
}
