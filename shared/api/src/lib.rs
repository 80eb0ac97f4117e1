//! The edge: endpoints as data, and the pipeline that every request goes through.
//!
//! A function crate declares its [`Endpoint`]s; this crate makes a router of them ([`router::router`]), checks session,
//! parameters, body and permissions in the original's order ([`pipeline`]), calls the handler, and puts the answer or the
//! [`Problem`] into the dialect that the route speaks. The generic routes of a record type come from its row alone
//! ([`generic::record_endpoints`]).

pub mod actions;
pub mod arcs;
pub mod arrange;
pub mod call;
pub mod caller;
pub mod conditions;
mod cross_origin;
mod cross_site;
pub mod describe;
pub mod endpoint;
mod file_name;
pub mod form;
pub mod generic;
mod inputs;
pub mod lambda;
pub mod listing;
pub mod log;
pub mod paging;
pub mod params;
pub mod pipeline;
pub mod preferences;
pub mod problem;
pub mod repeated;
pub mod reply;
pub mod resolve;
pub mod router;
pub mod show;
mod surroundings;
pub mod tree;
pub mod unreadable;
pub mod write;

pub use call::Call;
pub use caller::Caller;
pub use endpoint::{Dialect, Endpoint, delete, get, post, put};
pub use params::Param;
pub use problem::Problem;
pub use reply::Reply;
