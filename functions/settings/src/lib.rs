//! The archive about itself: what it is, what records look like, what was deleted.

mod feed;
mod schemas;
mod system;

use api::Endpoint;
use api::endpoint::group;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = system::endpoints();
    endpoints.extend(schemas::endpoints());
    endpoints.extend(feed::endpoints());
    group("settings", endpoints)
}
