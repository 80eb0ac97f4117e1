//! Keywords: a word or phrase that somebody gave a resource. Each is the resource's own: renaming one changes no other.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Key;
use store::words::{PARTS, Word};
use uuid::Uuid;

use crate::entity::{Entity, Kind, Part};
use crate::text::fold;
use crate::{moment, user_id};

/// The list of all keywords.
pub const KNOWN: &str = "keywords";

/// The list of those of public resources.
pub const OFFERED: &str = "keywords_of_public_resources";

/// What a keyword's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keyword {
    /// URI of the user who gave it.
    pub user: String,
    /// The resource that has it.
    pub resource: Uuid,
    /// The text, as it was written.
    pub keyword: String,
    /// Whether it is offered to everybody for completion: whether its resource was public when that was looked at last.
    #[serde(default)]
    pub offered: bool,
}

impl Keyword {
    /// What is compared: a resource has a keyword once, however it is spelled.
    pub fn folded(text: &str) -> String {
        fold(text.trim())
    }

    /// The guard of this text at this resource.
    pub fn guard(&self) -> Key {
        Key::guard(Self::RECORD_TYPE, "keyword", &self.resource.simple().to_string(), &Self::folded(&self.keyword))
    }

    /// The word that is counted for completion, on each list that it stands on.
    pub fn words(&self) -> Vec<Word> {
        let part = self.resource.as_bytes()[15] % PARTS;
        let word =
            |list| Word { list, folded: Self::folded(&self.keyword), text: self.keyword.trim().to_owned(), part };
        [Some(KNOWN), self.offered.then_some(OFFERED)].into_iter().flatten().map(word).collect()
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
