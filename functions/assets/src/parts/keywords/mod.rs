//! Keywords: a word or phrase that somebody gave a resource, once, however it is spelled.

mod completion;
mod offering;

use api::{Endpoint, Problem, get};
use arcs::Entity;
use arcs::kinds::{Keyword, Resource};

use super::given::needed;
use super::traces::Trace;
use super::{Attached, Given, endpoints_of, list_endpoints_of};
use crate::with_alias;
use completion::complete;

pub(crate) use offering::{settle, withdraw};

/// Characters that a keyword may have.
const LONGEST: usize = 255;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = endpoints_of::<Keyword>();
    endpoints.extend(list_endpoints_of::<Keyword>());
    endpoints.extend(with_alias("/keywords/complete", |path| get(path).arcs().to(complete)));
    endpoints
}

impl Attached for Keyword {
    fn read_new(given: Given<'_>, author: &str, resource: &Entity<Resource>) -> Result<Self, Problem> {
        Ok(Self {
            user: author.to_owned(),
            resource: resource.id,
            keyword: given.needed_text("keyword", LONGEST)?,
            offered: resource.facts.public,
        })
    }

    fn read_change(&self, given: Given<'_>) -> Result<Self, Problem> {
        let keyword = given.text("keyword", LONGEST)?.ok_or_else(|| needed("keyword"))?;
        Ok(Self { keyword, ..self.clone() })
    }

    fn traces(&self) -> Vec<Trace> {
        let words = self.words().into_iter().map(Trace::Word);
        [Trace::Guard(self.guard())].into_iter().chain(words).collect()
    }
}
