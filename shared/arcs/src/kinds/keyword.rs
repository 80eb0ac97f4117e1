//! Keywords: a word or phrase that somebody gave a resource. Each is the resource's own: renaming one changes no other.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::entity::{Entity, Kind, Part};
use crate::{moment, user_id};

/// What a keyword's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keyword {
    /// URI of the user who gave it.
    pub user: String,
    /// The resource that has it.
    pub resource: Uuid,
    /// The text, as it was written.
    pub keyword: String,
}

impl Keyword {
    /// What is compared: a resource has a keyword once, however it is spelled.
    pub fn folded(text: &str) -> String {
        text.trim().to_lowercase()
    }
}

impl Kind for Keyword {
    const RECORD_TYPE: &'static str = "arcs_keyword";
    const COLLECTION: &'static str = "/api/keywords";
    const NAME: &'static str = "keyword";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Part for Keyword {
    const RELATION: &'static str = "keywords";

    fn resource(&self) -> Uuid {
        self.resource
    }

    fn show(entity: &Entity<Self>) -> Value {
        let (facts, stored) = (&entity.facts, &entity.stored);
        json!({
            "id": entity.id,
            "resource_id": facts.resource,
            "user_id": user_id(&facts.user),
            "keyword": facts.keyword,
            "created": moment::show(stored.create_time),
        })
    }
}
