//! Collections: resources in an order. What is in one is kept beside it, so that it may be of any size.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::entity::{Entity, Kind};
use crate::kinds::Resource;
use crate::{moment, user_id};

/// What a collection's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// URI of the user who made it.
    pub user: String,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// Whether everybody may see it. Private members stay private in a public one.
    pub public: bool,
    /// The document whose pages these are.
    pub pdf: Option<Uuid>,
    /// Made by a client for the moment; not offered to others by name.
    pub temporary: bool,
}

impl Collection {
    /// The id of the collection that is made for a job which splits a document. Such a collection is the job's: it goes when nothing
    /// comes into it.
    pub fn id_for(job: Uuid) -> Uuid {
        Uuid::new_v5(&job, b"collection")
    }

    /// The collection that the pages of a document become.
    pub fn of_pages(user: String, document: &Entity<Resource>) -> Self {
        let Resource { title, public, .. } = &document.facts;
        Self {
            user,
            title: title.clone(),
            description: Some(format!("The pages of {title}")),
            public: *public,
            pdf: Some(document.id),
            temporary: false,
        }
    }
}

impl Kind for Collection {
    const RECORD_TYPE: &'static str = "arcs_collection";
    const COLLECTION: &'static str = "/api/collections";
    const NAME: &'static str = "collection";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Entity<Collection> {
    /// The collection as clients see it, without what is in it.
    pub fn show(&self) -> Value {
        let (facts, stored) = (&self.facts, &self.stored);
        json!({
            "id": self.id,
            "title": facts.title,
            "description": facts.description,
            "public": facts.public,
            "user_id": user_id(&facts.user),
            "pdf": facts.pdf,
            "temporary": facts.temporary,
            "created": moment::show(stored.create_time),
            "modified": moment::show(stored.user_mtime),
        })
    }
}
