//! Logging out. One path serves both APIs: whoever sends the ArchivesSpace header gets that API's answer, whoever sends
//! a cookie or a bearer token the one of ARCS.

use api::caller::{SESSION_HEADER, bearer, cookie};
use api::{Call, Problem, Reply};
use serde_json::json;
use store::sessions::Token;

use crate::arcs;

/// `POST /logout`, and `GET /logout` for ARCS.
pub(crate) async fn log_out(call: Call) -> Result<Reply, Problem> {
    let header = call.headers.get(SESSION_HEADER).and_then(|token| token.to_str().ok());
    if let Some(token) = header {
        end(&call, token).await?;
        return Ok(Reply::json(&json!({ "status": "session_logged_out" })));
    }
    let Some(token) = bearer(&call.headers).or_else(|| cookie(&call.headers)) else {
        return Ok(Reply::json(&json!({ "status": "no_active_session" })));
    };
    end(&call, token).await?;
    Ok(arcs::logged_out(&call))
}

async fn end(call: &Call, token: &str) -> Result<(), Problem> {
    if let Some(token) = Token::parse(token) {
        call.store.end_session(&token).await?;
    }
    Ok(())
}
