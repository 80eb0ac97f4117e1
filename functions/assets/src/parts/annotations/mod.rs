//! Annotations: a box on a resource's picture, and what it marks.

mod list;
mod mark;

use api::{Endpoint, Problem, get};
use arcs::Entity;
use arcs::kinds::{Annotation, Mark, Resource};
use arcs::signing::Signer;

use super::given::needed;
use super::traces::Trace;
use super::{Attached, Given, endpoints_of, resource_in_path};
use crate::with_alias;

/// The relation of the links at the resources that annotations mark.
pub(super) const RELATED: &str = "related";

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = endpoints_of::<Annotation>();
    endpoints.extend(with_alias("/resources/annotations/{id}", |path| {
        get(path).arcs().reads(|inputs| [resource_in_path(inputs), vec![Signer::key()]].concat()).to(list::list)
    }));
    endpoints
}

impl Attached for Annotation {
    fn read_new(given: Given<'_>, author: &str, resource: &Entity<Resource>) -> Result<Self, Problem> {
        let edge = |name: &str| given.fraction(name)?.ok_or_else(|| needed(name));
        let annotation = Self {
            user: author.to_owned(),
            resource: resource.id,
            x1: edge("x1")?,
            y1: edge("y1")?,
            x2: edge("x2")?,
            y2: edge("y2")?,
            mark: mark::read(given, None)?,
        };
        annotation.checked()
    }

    fn read_change(&self, given: Given<'_>) -> Result<Self, Problem> {
        let edge = |name: &str, now: f64| Ok::<_, Problem>(given.fraction(name)?.unwrap_or(now));
        let annotation = Self {
            x1: edge("x1", self.x1)?,
            y1: edge("y1", self.y1)?,
            x2: edge("x2", self.x2)?,
            y2: edge("y2", self.y2)?,
            mark: mark::read(given, Some(&self.mark))?,
            ..self.clone()
        };
        annotation.checked()
    }

    fn traces(&self) -> Vec<Trace> {
        match self.mark {
            Mark::Relation(target) => vec![Trace::Link { target, relation: RELATED }],
            Mark::Transcript(_) | Mark::Url(_) => vec![],
        }
    }

    fn beside(&self) -> String {
        match self.mark {
            Mark::Relation(target) => serde_json::json!({ list::RELATION: target }).to_string(),
            Mark::Transcript(_) | Mark::Url(_) => String::new(),
        }
    }
}

/// What only the whole shows.
trait Checked: Sized {
    fn checked(self) -> Result<Self, Problem>;
}

impl Checked for Annotation {
    fn checked(self) -> Result<Self, Problem> {
        if self.x1 >= self.x2 || self.y1 >= self.y2 {
            return Err(Problem::bad_request("x1 must be less than x2, and y1 less than y2"));
        }
        if self.mark == Mark::Relation(self.resource) {
            return Err(Problem::bad_request("relation must be another resource"));
        }
        Ok(self)
    }
}
