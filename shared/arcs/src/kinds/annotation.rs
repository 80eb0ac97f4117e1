//! Annotations: a box on a resource's picture, and what it marks.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::entity::{Entity, Kind, Part};
use crate::{moment, user_id};

/// What an annotation's body holds.
///
/// The box is in fractions (0 to 1) of the picture's width and height, from its upper left corner: `x1 < x2`, `y1 < y2`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// URI of the user who made it.
    pub user: String,
    /// The resource whose picture it is on.
    pub resource: Uuid,
    /// Left edge.
    pub x1: f64,
    /// Upper edge.
    pub y1: f64,
    /// Right edge.
    pub x2: f64,
    /// Lower edge.
    pub y2: f64,
    /// What it says.
    #[serde(flatten)]
    pub mark: Mark,
}

/// What a box marks: exactly one of three.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Another resource that shows the same.
    Relation(Uuid),
    /// The text that is written there.
    Transcript(String),
    /// A page elsewhere: http or https.
    Url(String),
}

impl Kind for Annotation {
    const RECORD_TYPE: &'static str = "arcs_annotation";
    const COLLECTION: &'static str = "/api/annotations";
    const NAME: &'static str = "annotation";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Part for Annotation {
    const RELATION: &'static str = "annotations";

    fn resource(&self) -> Uuid {
        self.resource
    }

    fn show(entity: &Entity<Self>) -> Value {
        let (facts, stored) = (&entity.facts, &entity.stored);
        let (mut relation, mut transcript, mut url) = (Value::Null, Value::Null, Value::Null);
        match &facts.mark {
            Mark::Relation(id) => relation = json!(id),
            Mark::Transcript(text) => transcript = json!(text),
            Mark::Url(address) => url = json!(address),
        }
        json!({
            "id": entity.id,
            "user_id": user_id(&facts.user),
            "resource_id": facts.resource,
            "x1": facts.x1,
            "y1": facts.y1,
            "x2": facts.x2,
            "y2": facts.y2,
            "relation": relation,
            "transcript": transcript,
            "url": url,
            "created": moment::show(stored.create_time),
            "modified": moment::show(stored.user_mtime),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_beside_the_box() {
        let annotation = Annotation {
            user: "/users/1".to_owned(),
            resource: Uuid::nil(),
            x1: 0.0,
            y1: 0.25,
            x2: 0.5,
            y2: 1.0,
            mark: Mark::Transcript("T5".to_owned()),
        };
        let body = serde_json::to_value(&annotation).unwrap();
        assert_eq!(body["transcript"], "T5");
        assert_eq!(serde_json::from_value::<Annotation>(body).unwrap(), annotation);
    }
}
