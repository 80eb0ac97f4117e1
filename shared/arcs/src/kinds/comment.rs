//! Comments: a flat list under a resource.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::entity::{Entity, Kind, Part};
use crate::{moment, user_id};

/// What a comment's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// URI of the user who wrote it.
    pub user: String,
    /// The resource it is about.
    pub resource: Uuid,
    /// The text.
    pub content: String,
}

impl Kind for Comment {
    const RECORD_TYPE: &'static str = "arcs_comment";
    const COLLECTION: &'static str = "/api/comments";
    const NAME: &'static str = "comment";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Part for Comment {
    const RELATION: &'static str = "comments";

    fn resource(&self) -> Uuid {
        self.resource
    }

    fn show(entity: &Entity<Self>) -> Value {
        let (facts, stored) = (&entity.facts, &entity.stored);
        json!({
            "id": entity.id,
            "content": facts.content,
            "created": moment::show(stored.create_time),
            "modified": moment::show(stored.user_mtime),
            "user_id": user_id(&facts.user),
            "resource_id": facts.resource,
        })
    }
}
