//! The deployment, held to the code: what `template.yaml` says of functions, routes, table and environment is what the
//! code declares, and what runs on one machine is what runs on AWS.
//!
//! The routes in the template are written by `make template`; here a gateway is played to see where requests would end up.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod environment;
mod functions;
mod routes;
mod table;
mod template;
