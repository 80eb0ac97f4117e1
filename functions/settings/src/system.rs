//! What answers here.

use api::{Call, Endpoint, Problem, Reply, get};
use serde_json::json;

/// The release of the original whose API is spoken: clients read it to find out what they may ask for.
const SPOKEN: &str = "v4.2.1";

/// What the original declares for these two, although one is JSON: clients know it.
const HTML: &str = "text/html;charset=utf-8";

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![get("/").to(system), get("/version").to(version)]
}

async fn system(_: Call) -> Result<Reply, Problem> {
    let system = json!({
        "databaseProductName": "DynamoDB",
        "databaseProductVersion": "2012-08-10",
        "ruby_version": "",
        "host_os": std::env::consts::OS,
        "host_cpu": std::env::consts::ARCH,
        "build": concat!("fonds-", env!("CARGO_PKG_VERSION")),
        "java.runtime.name": "",
        "java.version": "",
        "archivesSpaceVersion": SPOKEN,
    });
    Ok(Reply::bytes(HTML, system.to_string()))
}

async fn version(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::bytes(HTML, format!("ArchivesSpace ({SPOKEN})")))
}
