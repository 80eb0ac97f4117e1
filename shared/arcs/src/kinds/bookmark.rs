//! Bookmarks: a resource that somebody wants to find again. Theirs alone.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::entity::{Entity, Kind, Part};
use crate::{moment, user_id};

/// What a bookmark's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// URI of the user whose it is.
    pub user: String,
    /// The resource.
    pub resource: Uuid,
    /// Why, if they said so.
    pub description: Option<String>,
}

impl Kind for Bookmark {
    const RECORD_TYPE: &'static str = "arcs_bookmark";
    const COLLECTION: &'static str = "/api/bookmarks";
    const NAME: &'static str = "bookmark";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Part for Bookmark {
    const RELATION: &'static str = "bookmarks";

    fn resource(&self) -> Uuid {
        self.resource
    }

    fn show(entity: &Entity<Self>) -> Value {
        let (facts, stored) = (&entity.facts, &entity.stored);
        json!({
            "id": entity.id,
            "user_id": user_id(&facts.user),
            "resource_id": facts.resource,
            "description": facts.description,
            "created": moment::show(stored.create_time),
        })
    }
}
