//! The operations that there are, by the name that journals know them under.

use std::pin::Pin;

use api::Problem;
use records::Body;
use serde_json::Value;

use crate::cascade::Cascade;
use crate::deletion::{Deletion, RepositoryDeletion};
use crate::desk::Desk;
use crate::operation::{Operation, Step};
use crate::unattended::Unattended;

/// Every kind. A journal of a kind that is not here is left for a newer version of the program.
pub const KINDS: &[Kind] = &[
    Kind::of::<crate::merge::Merge>(),
    Kind::of::<crate::transfer::Transfer>(),
    Kind::of::<crate::component_transfer::ComponentTransfer>(),
    Kind::of::<crate::duplicate::ResourceDuplicate>(),
    Kind::of::<Unattended>(),
    Kind::of::<Deletion>(),
    Kind::of::<Cascade>(),
    Kind::of::<RepositoryDeletion>(),
];

/// One kind of operation.
#[derive(Clone, Copy)]
pub struct Kind {
    /// [`Operation::KIND`].
    pub name: &'static str,
    read: fn(&Body) -> Result<Box<dyn Running>, Problem>,
}

impl Kind {
    /// The kind of an operation.
    pub const fn of<O: Operation>() -> Self {
        Self { name: O::KIND, read: |state| Ok(Box::new(read_state::<O>(state)?)) }
    }

    /// The operation from its written state.
    pub(crate) fn read(&self, state: &Body) -> Result<Box<dyn Running>, Problem> {
        (self.read)(state)
    }
}

/// An operation whose type is known only by its name.
pub(crate) trait Running: Send + Sync {
    /// [`Operation::step`].
    fn step<'a>(&'a mut self, desk: &'a Desk<'_>) -> Pin<Box<dyn Future<Output = Result<Step, Problem>> + Send + 'a>>;

    /// The state as journals hold it.
    fn write(&self) -> Result<Body, Problem>;
}

impl<O: Operation> Running for O {
    fn step<'a>(&'a mut self, desk: &'a Desk<'_>) -> Pin<Box<dyn Future<Output = Result<Step, Problem>> + Send + 'a>> {
        Box::pin(Operation::step(self, desk))
    }

    fn write(&self) -> Result<Body, Problem> {
        write_state(self)
    }
}

/// A state as journals hold it.
pub fn write_state<O: Operation>(operation: &O) -> Result<Body, Problem> {
    match serde_json::to_value(operation) {
        Ok(Value::Object(state)) => Ok(state),
        Ok(other) => Err(Problem::Unavailable(format!("the state of {} is no object: {other}", O::KIND))),
        Err(error) => Err(Problem::Unavailable(format!("the state of {}: {error}", O::KIND))),
    }
}

fn read_state<O: Operation>(state: &Body) -> Result<O, Problem> {
    serde_json::from_value(Value::Object(state.clone())).map_err(|error| {
        Problem::bad_request(format!("What {} is to be done with is not understood: {error}", O::KIND))
    })
}
