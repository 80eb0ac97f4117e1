//! Roots, pages of children and single nodes, as the routes of a tree show them.

use serde_json::{Map, Value};

use super::{Card, Child, Counts, Instance, Tree, WAYPOINT, level};
use crate::Body;
use crate::derive::{display, markup, objects, text};
use crate::record_type::Stored;

/// What showing a tree looks at besides its cards.
pub struct Shown<'a> {
    /// The kind of tree.
    pub tree: &'static Tree,
    /// The URI of its repository.
    pub repository: &'a str,
    /// Only what is published counts.
    pub published_only: bool,
    /// The bodies of top containers, by URI.
    pub containers: &'a dyn Fn(&str) -> Option<&'a Body>,
}

impl Shown<'_> {
    /// The URI of a component.
    pub fn uri(&self, number: u64) -> String {
        format!("{}/{}/{number}", self.repository, self.tree.component.plural)
    }

    /// `tree/root`. `children` are those of the first page, with their positions.
    pub fn root(&self, root: &Stored, counts: Counts, children: Vec<Value>) -> Body {
        let body = &root.body;
        let mut shown = self.counted(counts);
        shown.insert("title".to_owned(), or_null(text(body, "title")));
        shown.insert("uri".to_owned(), root.uri.as_str().into());
        shown.insert("slugged_url".to_owned(), "".into());
        shown.insert("jsonmodel_type".to_owned(), root.record_type.into());
        shown.insert("parsed_title".to_owned(), parsed(text(body, "title")));
        shown.insert("suppressed".to_owned(), u8::from(root.suppressed).into());
        let instances = if self.has_instances() { Instance::all(body) } else { Vec::new() };
        shown.insert("has_digital_instance".to_owned(), instances.iter().any(Instance::is_digital).into());
        match root.record_type {
            "resource" => {
                shown.insert("level".to_owned(), or_null(level(body)));
                shown.insert("identifier".to_owned(), display::four_part_identifier(body, "-").into());
                self.instances(&mut shown, &instances);
            }
            "digital_object" => {
                shown.insert("digital_object_type".to_owned(), or_null(text(body, "digital_object_type")));
                let files: Vec<&str> =
                    objects(body, "file_versions").filter_map(|file| text(file, "file_uri")).collect();
                shown.insert("file_uri_summary".to_owned(), files.join(", ").into());
            }
            _ => {
                shown.insert("identifier".to_owned(), or_null(text(body, "identifier")));
            }
        }
        first_page(&mut shown, "", children);
        shown
    }

    /// One child on a page of `tree/waypoint`. `parent` is the number of the component above, none below the root.
    pub fn entry(&self, child: &Child, position: u64, parent: Option<u64>) -> Value {
        let card = &child.card;
        let mut shown = self.counted(child.children);
        shown.insert("title".to_owned(), or_null(card.title.as_deref()));
        shown.insert("slugged_url".to_owned(), "".into());
        shown.insert("parsed_title".to_owned(), parsed(card.title.as_deref()));
        shown.insert("uri".to_owned(), self.uri(child.number).into());
        shown.insert("position".to_owned(), position.into());
        shown.insert("parent_id".to_owned(), parent.map_or(Value::Null, Value::from));
        shown.insert("suppressed".to_owned(), u8::from(card.suppressed).into());
        self.describe(&mut shown, card);
        if self.has_instances() {
            shown.insert("level".to_owned(), or_null(card.level.as_deref()));
        }
        if let Some(label) = &card.label {
            shown.insert("label".to_owned(), label.as_str().into());
        }
        if !card.dates.is_empty() {
            shown.insert("dates".to_owned(), card.dates.iter().cloned().map(Value::Object).collect());
        }
        if self.has_instances() {
            self.instances(&mut shown, &card.instances);
        }
        if !card.files.is_empty() {
            shown.insert("file_uri_summary".to_owned(), card.files.join(", ").into());
        }
        Value::Object(shown)
    }

    /// `tree/node`. Positions count from 0 everywhere but here.
    pub fn node(&self, node: &Stored, counts: Counts, position: u64, children: Vec<Value>) -> Body {
        let card = Card::of(node);
        let mut shown = self.counted(counts);
        shown.insert("title".to_owned(), card.display_string().into());
        shown.insert("uri".to_owned(), node.uri.as_str().into());
        shown.insert("position".to_owned(), (position + 1).into());
        self.describe(&mut shown, &card);
        first_page(&mut shown, &node.uri, children);
        shown
    }

    fn counted(&self, counts: Counts) -> Body {
        let count = counts.seen(self.published_only);
        let mut shown = Map::new();
        shown.insert("child_count".to_owned(), count.into());
        shown.insert("waypoints".to_owned(), count.div_ceil(WAYPOINT).into());
        shown.insert("waypoint_size".to_owned(), WAYPOINT.into());
        shown
    }

    /// What single nodes and entries of a page say alike.
    fn describe(&self, shown: &mut Body, card: &Card) {
        shown.insert("jsonmodel_type".to_owned(), self.tree.component.name.into());
        let is_digital = self.has_instances() && card.instances.iter().any(Instance::is_digital);
        shown.insert("has_digital_instance".to_owned(), is_digital.into());
        if self.tree.component.name != "digital_object_component" {
            shown.insert("identifier".to_owned(), or_null(card.identifier.as_deref()));
        }
    }

    pub(super) fn has_instances(&self) -> bool {
        self.tree.component.name == "archival_object"
    }

    fn instances(&self, shown: &mut Body, instances: &[Instance]) {
        let show = |instance: &Instance| {
            Value::Object(instance.show(instance.container.as_deref().and_then(|uri| (self.containers)(uri))))
        };
        if !instances.is_empty() {
            shown.insert("containers".to_owned(), instances.iter().map(show).collect());
        }
    }
}

/// The page of children that holds the sibling at this place, counted from 1 as clients know it: the 200th is said to be on
/// the second page.
pub fn page_of(position: u64) -> u64 {
    (position + 1) / WAYPOINT
}

/// One step of the way from the root to a node: the record, and the page of its children that the way goes on from.
pub fn show_step(root_uri: &str, record: &Stored, page: u64) -> Value {
    let is_root = record.uri == root_uri;
    let title = text(&record.body, if is_root { "title" } else { "display_string" });
    let mut shown = Map::new();
    shown.insert("node".to_owned(), if is_root { Value::Null } else { record.uri.as_str().into() });
    shown.insert("root_record_uri".to_owned(), root_uri.into());
    shown.insert("offset".to_owned(), page.into());
    shown.insert("jsonmodel_type".to_owned(), record.record_type.into());
    shown.insert("title".to_owned(), or_null(title));
    shown.insert("parsed_title".to_owned(), parsed(title));
    Value::Object(shown)
}

fn first_page(shown: &mut Body, key: &str, children: Vec<Value>) {
    let mut pages = Map::new();
    if !children.is_empty() {
        let mut page = Map::new();
        page.insert("0".to_owned(), children.into());
        pages.insert(key.to_owned(), Value::Object(page));
    }
    shown.insert("precomputed_waypoints".to_owned(), Value::Object(pages));
}

fn parsed(title: Option<&str>) -> Value {
    title.map_or(Value::Null, |title| markup::as_html(title).into())
}

fn or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::tree::{of_component, of_root};

    pub(in crate::tree) fn stored(record_type: &'static str, body: &Value) -> Stored {
        let plural = crate::types::find(record_type).unwrap().plural;
        Stored {
            record_type,
            uri: format!("/repositories/2/{plural}/1"),
            lock_version: 0,
            silent: 0,
            created_by: None,
            last_modified_by: None,
            create_time: 0,
            user_mtime: 0,
            system_mtime: 0,
            suppressed: false,
            inbound: BTreeSet::new(),
            place: None,
            body: body.as_object().cloned().unwrap(),
        }
    }

    fn child(record_type: &'static str, body: &Value, all: u64) -> Child {
        Child { number: 1, card: Card::of(&stored(record_type, body)), children: Counts { all, published: 0 } }
    }

    /// What the original answered for a component in a box.
    #[test]
    fn entries_show_dates_and_containers() {
        let container = json!({ "type": "box", "indicator": "1", "barcode": "123456" });
        let container = container.as_object().unwrap();
        let of = Shown {
            tree: of_component("archival_object").unwrap(),
            repository: "/repositories/2",
            published_only: false,
            containers: &|uri| (uri == "/repositories/2/top_containers/1").then_some(container),
        };
        let letters = child(
            "archival_object",
            &json!({
                "title": "Letters to Ada", "display_string": "Letters to Ada, 1921-1922", "level": "file",
                "dates": [{ "date_type": "inclusive", "label": "creation", "expression": "1921-1922", "begin": "1921",
                    "end": "1922" }],
                "instances": [
                    { "instance_type": "mixed_materials", "sub_container": {
                        "type_2": "folder", "indicator_2": "2",
                        "top_container": { "ref": "/repositories/2/top_containers/1" } } },
                    { "instance_type": "digital_object", "digital_object": { "ref": "/repositories/2/digital_objects/1" } },
                ],
            }),
            1,
        );
        let expected = json!({
            "child_count": 1, "waypoints": 1, "waypoint_size": 200, "title": "Letters to Ada", "slugged_url": "",
            "parsed_title": "Letters to Ada", "uri": "/repositories/2/archival_objects/1", "position": 1, "parent_id": 7,
            "suppressed": 0, "jsonmodel_type": "archival_object", "has_digital_instance": true, "identifier": null,
            "level": "file",
            "dates": [{ "type": "inclusive", "label": "creation", "expression": "1921-1922", "begin": "1921", "end": "1922" }],
            "containers": [
                { "instance_type": "mixed_materials", "top_container_type": "box", "top_container_indicator": "1",
                    "top_container_barcode": "123456", "type_2": "folder", "indicator_2": "2" },
                { "instance_type": "digital_object" },
            ],
        });
        assert_eq!(of.entry(&letters, 1, Some(7)), expected);
    }

    #[test]
    fn components_of_digital_objects_have_no_identifier() {
        let of = Shown {
            tree: of_root("digital_object").unwrap(),
            repository: "/repositories/2",
            published_only: true,
            containers: &|_| None,
        };
        let labelled = child("digital_object_component", &json!({ "label": "p1", "display_string": "p1" }), 3);
        let expected = json!({
            "child_count": 0, "waypoints": 0, "waypoint_size": 200, "title": null, "slugged_url": "", "parsed_title": null,
            "uri": "/repositories/2/digital_object_components/1", "position": 0, "parent_id": null, "suppressed": 0,
            "jsonmodel_type": "digital_object_component", "has_digital_instance": false, "label": "p1",
        });
        assert_eq!(of.entry(&labelled, 0, None), expected);
        let root = stored(
            "digital_object",
            &json!({
                "title": "Letters", "file_versions": [{ "file_uri": "http://a/1" }, { "file_uri": "http://a/2" }],
            }),
        );
        let shown = of.root(&root, Counts { all: 2, published: 0 }, vec![]);
        assert_eq!(shown["file_uri_summary"], "http://a/1, http://a/2");
        assert_eq!(shown["digital_object_type"], Value::Null);
        assert_eq!((&shown["child_count"], &shown["precomputed_waypoints"]), (&json!(0), &json!({})));
    }

    #[test]
    fn the_page_of_a_sibling_is_counted_from_one() {
        assert_eq!([0, 198, 199, 200, 398, 399].map(page_of), [0, 0, 1, 1, 1, 2]);
    }
}
