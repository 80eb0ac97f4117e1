//! All resources, for building the index: in steps, by the order in which they were written.

use std::collections::BTreeSet;

use arcs::Kind;
use arcs::kinds::Resource;
use records::Body;
use serde_json::Value;
use store::Store;
use store::unnumbered::Place;

use crate::error::Error;
use crate::work;

/// Resources in one change of the index: fewer than of other records, because each has a query of its own.
const CHUNK: usize = 500;

/// Where the work is: what is before it is done.
#[derive(Default)]
pub(crate) struct Walk {
    place: Option<Place>,
}

impl Walk {
    /// The walk that a state tells of, if it is one.
    pub(crate) fn read(state: &Body) -> Result<Option<Self>, Error> {
        let Some(place) = state.get(Resource::COLLECTION) else { return Ok(None) };
        Ok(Some(Self { place: serde_json::from_value(place.clone())? }))
    }

    /// What is to be written down of it.
    pub(crate) fn state(&self) -> Result<Body, Error> {
        let place: Value = serde_json::to_value(&self.place)?;
        Ok(work::state([(Resource::COLLECTION, place)]))
    }

    /// The next resources, and where that leaves the walk; `None` at its end.
    pub(crate) async fn next(&self, store: &Store) -> Result<(BTreeSet<String>, Option<Self>), Error> {
        let (uris, next) = store.walk_unnumbered(Resource::COLLECTION, self.place.as_ref(), CHUNK).await?;
        Ok((uris.into_iter().collect(), next.map(|place| Self { place: Some(place) })))
    }
}
