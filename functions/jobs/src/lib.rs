//! Jobs: work that goes on after the request that asked for it, and the batch delete, which may become one.
//!
//! Most jobs show an operation that another route began and that took longer than a request may; they are run by the function
//! `runner`. What a client asks for here by type is written down and tried like those: see [`operations::unattended`].

mod batch_delete;
mod create;
mod end;
mod files;
mod lists;
mod read;
mod types;

use api::Endpoint;
use api::endpoint::group;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let groups = [
        types::endpoints,
        batch_delete::endpoints,
        create::endpoints,
        lists::endpoints,
        read::endpoints,
        end::endpoints,
    ];
    group("jobs", groups.into_iter().flat_map(|endpoints| endpoints()).collect())
}
