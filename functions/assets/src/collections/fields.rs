//! The properties of a collection that clients write.

use api::Problem;
use arcs::entity::parse_id;
use arcs::kinds::{Collection, Resource};
use serde_json::Value;
use uuid::Uuid;

use crate::parts::Given;
use api::arcs::requested::missing;

/// Characters of a title.
const LONGEST_TITLE: usize = 1_000;

/// Characters of a description.
const LONGEST: usize = 65_535;

/// What a client wants; `None` leaves a property as it is.
#[expect(clippy::option_option, reason = "not given, and given as nothing, are two things")]
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields {
    /// What it is to be called.
    pub(super) title: Option<String>,
    description: Option<Option<String>>,
    public: Option<bool>,
    temporary: Option<bool>,
    /// The document whose pages these are: a resource that must be there.
    pub(super) pdf: Option<Option<Uuid>>,
}

impl Fields {
    /// Reads a body.
    pub(super) fn read(given: Given<'_>) -> Result<Self, Problem> {
        Ok(Self {
            title: given.text_or_null("title", LONGEST_TITLE)?,
            description: given.text_or_nothing("description", LONGEST)?,
            public: given.boolean("public")?,
            temporary: given.boolean("temporary")?,
            pdf: pdf(given.value("pdf"))?,
        })
    }

    /// The collection with these changes.
    pub(super) fn apply(self, collection: &mut Collection) {
        collection.title = self.title.unwrap_or_else(|| std::mem::take(&mut collection.title));
        collection.description = self.description.unwrap_or_else(|| collection.description.take());
        collection.public = self.public.unwrap_or(collection.public);
        collection.temporary = self.temporary.unwrap_or(collection.temporary);
        collection.pdf = self.pdf.unwrap_or(collection.pdf);
    }
}

#[expect(clippy::option_option, reason = "not given, and given as nothing, are two things")]
fn pdf(value: Option<&Value>) -> Result<Option<Option<Uuid>>, Problem> {
    match value {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(text)) if text.is_empty() => Ok(Some(None)),
        Some(Value::String(text)) => parse_id(text).map(|id| Some(Some(id))).ok_or_else(missing::<Resource>),
        Some(_) => Err(Problem::bad_request("pdf must be the id of a resource")),
    }
}
