//! Flags: somebody says that something is wrong with a resource, for senior researchers to look at.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::entity::{Entity, Kind, Part};
use crate::{moment, user_id};

/// What may be wrong.
pub const REASONS: [&str; 4] = ["incorrect", "spam", "duplicate", "other"];

/// What a flag's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// URI of the user who filed it.
    pub user: String,
    /// The resource it is about.
    pub resource: Uuid,
    /// One of [`REASONS`].
    pub reason: String,
    /// More about it.
    pub explanation: String,
}

impl Kind for Flag {
    const RECORD_TYPE: &'static str = "arcs_flag";
    const COLLECTION: &'static str = "/api/flags";
    const NAME: &'static str = "flag";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Part for Flag {
    const RELATION: &'static str = "flags";

    fn resource(&self) -> Uuid {
        self.resource
    }

    fn show(entity: &Entity<Self>) -> Value {
        let (facts, stored) = (&entity.facts, &entity.stored);
        json!({
            "id": entity.id,
            "user_id": user_id(&facts.user),
            "resource_id": facts.resource,
            "reason": facts.reason,
            "explanation": facts.explanation,
            "created": moment::show(stored.create_time),
            "modified": moment::show(stored.user_mtime),
        })
    }
}
