//! Long operations: work on many records that survives the end of the process that does it.
//!
//! An [`Operation`] is a state and a step. [`perform()`] begins one inside a request: small work is done at once, in one
//! transaction; for all other work a *journal* and a *job* are written first, and then steps are taken until the work is done or
//! the request has waited long enough. What is left goes on in the background ([`run_open`]), after a crash as well: a journal
//! that nobody works on is taken up by whoever looks next.
//!
//! Adding one: a file here that implements [`Operation`], and its line in [`kinds::KINDS`]. It lives in this crate, not in the
//! function that begins it, because the function that goes on with it is another one.

pub mod asked;
mod background;
pub mod cascade;
pub mod component_transfer;
pub mod deletion;
mod desk;
pub mod duplicate;
pub mod job;
pub mod kinds;
pub mod merge;
mod operation;
mod perform;
mod replanting;
pub mod task;
pub mod transfer;
pub mod unattended;
mod walk;
mod work;

pub use api::Problem;
pub use background::{release_all, resume, run_open, run_tasks};
pub use desk::{Acting, Desk};
pub use operation::{Operation, Size, Step};
pub use perform::{Outcome, perform};
