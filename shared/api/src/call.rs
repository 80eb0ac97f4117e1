//! What a handler gets: everything about the request that was read and checked before it.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};
use records::Body;
use records::enumerations::Lists;
use records::permissions::Permission;
use remote::Reach;
use serde_json::Value;
use store::{Fetched, Store};

use crate::caller::{Caller, User};
use crate::params::Params;
use crate::problem::Problem;

pub use crate::inputs::{Inputs, Part};

/// A request on its way to a handler.
pub struct Call {
    /// The stores.
    pub store: Store,
    /// Who is asking.
    pub caller: Caller,
    /// The declared parameters.
    pub params: Params,
    /// The validated body of a route that declares a record.
    pub body: Body,
    /// Warnings about the body, by path.
    pub warnings: Value,
    /// What was read together with the session.
    pub fetched: Fetched,
    /// The controlled value lists, as they are now.
    pub lists: Arc<Lists>,
    /// The request's headers.
    pub headers: HeaderMap,
    /// The method: HEAD comes to the routes of GET.
    pub method: Method,
    /// The path as sent.
    pub path: String,
    /// Where the client found the archive: scheme and host, without a slash at the end.
    pub origin: String,
    /// The client's address, for counting failed logins.
    pub address: String,
    /// How long a request may be kept waiting for work that can go on without it.
    pub patience: Duration,
    /// Which addresses outside the archive it goes to for clients.
    pub reach: Reach,
    pub(crate) inputs: Inputs,
}

impl Call {
    /// The repository that the path names.
    pub fn repository(&self) -> Option<u64> {
        self.params.integer("repo_id").and_then(|number| u64::try_from(number).ok())
    }

    /// Whether the caller may do this here.
    pub fn may(&self, permission: Permission) -> bool {
        self.caller.may(permission, self.repository())
    }

    /// The logged-in user, or the 401 of ARCS.
    pub fn user(&self) -> Result<&User, Problem> {
        self.caller.user.as_ref().ok_or_else(|| Problem::Unauthorized("log in first".to_owned()))
    }

    /// The JSON body of a route that takes any; what it has to be is the handler's to check.
    pub fn json(&self) -> Result<&Value, Problem> {
        match &self.inputs.json {
            Some(Ok(value)) => Ok(value),
            Some(Err(unreadable)) => Err(unreadable.problem()),
            None => Err(Problem::bad_request("a JSON body is needed")),
        }
    }

    /// The parts of a multipart upload; none when JSON was sent.
    pub fn parts(&self) -> Result<&[Part], Problem> {
        match &self.inputs.malformed {
            None => Ok(&self.inputs.parts),
            Some(detail) => Err(Problem::bad_request(detail)),
        }
    }

    /// The parameters as sent, for routes that read them in their own way.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }
}
