//! Logging out of ArchivesSpace. Who says who asks in the way of ARCS is answered by `people`.

use api::caller::SESSION_HEADER;
use api::{Call, Problem, Reply};
use serde_json::json;
use store::sessions::Token;

/// `POST /logout`.
pub(crate) async fn log_out(call: Call) -> Result<Reply, Problem> {
    let Some(header) = call.headers.get(SESSION_HEADER) else {
        return Ok(Reply::json(&json!({ "status": "no_active_session" })));
    };
    if let Some(token) = header.to_str().ok().and_then(Token::parse) {
        call.store.end_session(&token).await?;
    }
    Ok(Reply::json(&json!({ "status": "session_logged_out" })))
}
