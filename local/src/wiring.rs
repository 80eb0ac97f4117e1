//! The functions that the archive consists of: the one place here that names them.
//!
//! NOT WIRED YET. `build` is to hand every function's endpoints to the `api` crate, over a `store::Store` made from the
//! endpoints it is given, and to create the administrator; `routes` is to print `&[api::Endpoint]`.

use axum::Router;
use local::{Endpoints, Service};

/// Builds the API on the stores.
#[expect(clippy::unused_async, reason = "creating the administrator will wait for the table")]
pub(crate) async fn build(endpoints: Endpoints, admin_password: String) -> Result<Service, String> {
    // The stores and the password are for the functions to come.
    let _ = (endpoints, admin_password);
    let router = Router::new().route("/", axum::routing::get(async || "{}"));
    Ok(Service { router, consumers: Vec::new() })
}

/// One line per route: method, path, function, permissions, separated by tabs.
pub(crate) fn routes() -> String {
    String::new()
}
