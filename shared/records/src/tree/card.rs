//! Cards: what pages of a tree show of one component.
//!
//! A page holds two hundred of them, and a whole tree all of them, so property names are short and what is absent is left out.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Families, level};
use crate::Body;
use crate::derive::{is_true, objects, text};
use crate::record_type::Stored;
use crate::types::shared::target;

/// A component in brief.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its title; components may have a date or a label instead.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its display string where that differs from the title.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub display_string: Option<String>,
    /// Whether it is published.
    #[serde(rename = "p", default, skip_serializing_if = "is_no")]
    pub published: bool,
    /// Whether it is suppressed.
    #[serde(rename = "x", default, skip_serializing_if = "is_no")]
    pub suppressed: bool,
    /// Its level: archival objects only.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The component id of an archival object, the identifier of a term.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// The name that finding aids point at: archival objects only.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub ref_id: Option<String>,
    /// The label of a digital object component.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its dates: `type`, `label`, `expression`, `begin`, `end`.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<Body>,
    /// Where it is kept.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<Instance>,
    /// The addresses of its files.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The types of records that it holds: archival objects only.
    #[serde(rename = "m", default, skip_serializing_if = "Families::is_empty")]
    pub families: Families,
}

/// An instance of a component: in a container, or as a digital object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// `mixed_materials`, `digital_object` …
    #[serde(rename = "i")]
    pub kind: String,
    /// The URI of the top container.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What is said of the containers inside of it: `type_2`, `indicator_2` …
    #[serde(rename = "s", default, skip_serializing_if = "Map::is_empty")]
    pub inside: Body,
}

/// What instances say of the containers inside the top container.
const INSIDE: [&str; 6] = ["type_2", "indicator_2", "barcode_2", "type_3", "indicator_3", "barcode_3"];

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_no(flag: &bool) -> bool {
    !flag
}

impl Card {
    /// The card of a stored component.
    pub fn of(component: &Stored) -> Self {
        let body = &component.body;
        let owned = |property| text(body, property).map(str::to_owned);
        let title = owned("title");
        Self {
            display_string: owned("display_string").filter(|shown| title.as_ref() != Some(shown)),
            title,
            published: is_true(body, "publish"),
            suppressed: component.suppressed,
            level: level(body).map(str::to_owned),
            identifier: if component.record_type == "classification_term" {
                owned("identifier")
            } else {
                owned("component_id")
            },
            ref_id: owned("ref_id"),
            label: owned("label"),
            dates: objects(body, "dates").map(date).collect(),
            instances: Instance::all(body),
            files: objects(body, "file_versions")
                .filter_map(|file| text(file, "file_uri"))
                .map(str::to_owned)
                .collect(),
            families: if component.record_type == "archival_object" { Families::of(body) } else { Families::default() },
        }
    }

    /// The string that stands for the component in lists.
    pub fn display_string(&self) -> &str {
        self.display_string.as_deref().or(self.title.as_deref()).unwrap_or_default()
    }

    /// Whether everybody may see it, as far as it is known here.
    pub fn is_public(&self) -> bool {
        self.published && !self.suppressed
    }

    /// The top containers that it is kept in.
    pub fn containers(&self) -> impl Iterator<Item = &str> {
        self.instances.iter().filter_map(|instance| instance.container.as_deref())
    }
}

impl Instance {
    /// The instances of a body.
    pub fn all(body: &Body) -> Vec<Self> {
        let of = |instance: &Body| {
            let sub = instance.get("sub_container").and_then(Value::as_object);
            let inside = |sub: &Body| {
                let said =
                    INSIDE.iter().filter_map(|name| text(sub, name).map(|value| ((*name).to_owned(), value.into())));
                said.collect()
            };
            Self {
                kind: text(instance, "instance_type").unwrap_or_default().to_owned(),
                container: sub.and_then(|sub| target(sub, "top_container")).map(str::to_owned),
                inside: sub.map(inside).unwrap_or_default(),
            }
        };
        objects(body, "instances").map(of).collect()
    }

    /// Whether it is a digital object.
    pub fn is_digital(&self) -> bool {
        self.kind == "digital_object"
    }

    /// The instance as tree pages show it. `container` is the top container's body, where it was found.
    pub(super) fn show(&self, container: Option<&Body>) -> Body {
        let mut shown = Map::new();
        shown.insert("instance_type".to_owned(), self.kind.as_str().into());
        for (property, name) in [
            ("type", "top_container_type"),
            ("indicator", "top_container_indicator"),
            ("barcode", "top_container_barcode"),
        ] {
            if let Some(value) = container.and_then(|container| text(container, property)) {
                shown.insert(name.to_owned(), value.into());
            }
        }
        shown.extend(self.inside.clone());
        shown
    }
}

fn date(date: &Body) -> Body {
    let parts =
        [("date_type", "type"), ("label", "label"), ("expression", "expression"), ("begin", "begin"), ("end", "end")];
    let said = parts.into_iter().filter_map(|(property, name)| Some((name.to_owned(), text(date, property)?.into())));
    said.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tree::show::tests::stored;

    #[test]
    fn a_card_is_as_small_as_what_it_says() {
        let plain =
            stored("archival_object", &json!({ "title": "Diaries", "display_string": "Diaries", "level": "series" }));
        let card = Card::of(&plain);
        assert_eq!(serde_json::to_string(&card).unwrap(), r#"{"t":"Diaries","l":"series"}"#);
        assert_eq!(card.display_string(), "Diaries");
    }

    #[test]
    fn a_card_survives_being_stored() {
        let container = "/repositories/2/top_containers/1";
        let full = stored(
            "archival_object",
            &json!({
                "display_string": "1921", "publish": true, "level": "otherlevel", "other_level": "bundle",
                "dates": [{ "date_type": "single", "label": "creation", "expression": "1921", "lock_version": 0 }],
                "instances": [
                    { "instance_type": "books", "sub_container": {
                        "type_2": "reel", "indicator_2": "35", "top_container": { "ref": container } } },
                    { "instance_type": "digital_object", "digital_object": { "ref": "/repositories/2/digital_objects/1" } },
                ],
            }),
        );
        let card = Card::of(&full);
        let again: Card = serde_json::from_str(&serde_json::to_string(&card).unwrap()).unwrap();
        assert_eq!(again, card);
        assert_eq!((again.title.as_deref(), again.display_string()), (None, "1921"));
        assert_eq!(again.level.as_deref(), Some("bundle"));
        assert_eq!(again.containers().collect::<Vec<_>>(), [container]);
        assert!(again.is_public() && again.instances[1].is_digital());
    }
}
