//! Comments: a flat list under a resource, oldest first.

use api::{Endpoint, Problem};
use arcs::Entity;
use arcs::kinds::{Comment, Resource};

use super::given::LONG;
use super::{Attached, Given, endpoints_of, list_endpoints_of};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = endpoints_of::<Comment>();
    endpoints.extend(list_endpoints_of::<Comment>());
    endpoints
}

impl Attached for Comment {
    fn read_new(given: Given<'_>, author: &str, resource: &Entity<Resource>) -> Result<Self, Problem> {
        Ok(Self { user: author.to_owned(), resource: resource.id, content: given.needed_text("content", LONG)? })
    }

    fn read_change(&self, given: Given<'_>) -> Result<Self, Problem> {
        let content = given.text("content", LONG)?.unwrap_or_else(|| self.content.clone());
        Ok(Self { content, ..self.clone() })
    }
}
