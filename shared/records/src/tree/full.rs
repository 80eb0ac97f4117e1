//! Nodes of the full tree, as the route `…/tree` and `resolve[]=tree` show them; and of the small one, from which spreadsheets are
//! filled in.

use serde_json::{Map, Value};

use super::{Card, Found, Instance, Shown, level, number_of};
use crate::Body;
use crate::derive::{display, text};
use crate::record_type::Stored;

impl Shown<'_> {
    /// The root of the full tree, without children.
    pub fn full_root(&self, root: &Stored, has_children: bool) -> Body {
        let title = text(&root.body, "title").unwrap_or_default();
        let mut card = Card::of(root);
        if root.record_type == "classification" {
            card.identifier = text(&root.body, "identifier").map(str::to_owned);
        }
        let mut shown = self.full(root.record_type, &root.uri, title, &card, has_children);
        for property in ["finding_aid_filing_title", "digital_object_type"] {
            add(&mut shown, property, text(&root.body, property));
        }
        shown
    }

    /// A component of the full tree, without children.
    pub fn full_node(&self, found: &Found) -> Body {
        let Found { child, has_children, .. } = found;
        let uri = self.uri(child.number);
        self.full(self.tree.component.name, &uri, child.card.display_string(), &child.card, *has_children)
    }

    fn full(&self, node_type: &str, uri: &str, title: &str, card: &Card, has_children: bool) -> Body {
        let mut shown = Map::new();
        shown.insert("jsonmodel_type".to_owned(), self.tree.whole.into());
        shown.insert("title".to_owned(), title.into());
        shown.insert("id".to_owned(), number_of(uri).into());
        shown.insert("record_uri".to_owned(), uri.into());
        shown.insert("node_type".to_owned(), node_type.into());
        shown.insert("publish".to_owned(), card.published.into());
        shown.insert("suppressed".to_owned(), card.suppressed.into());
        shown.insert("has_children".to_owned(), has_children.into());
        add(&mut shown, "level", card.level.as_deref());
        let identifier = if self.tree.root.name == "classification" { "identifier" } else { "component_id" };
        add(&mut shown, identifier, card.identifier.as_deref());
        if self.has_instances() {
            let kinds = card.instances.iter().map(|instance| Value::from(instance.kind.as_str()));
            shown.insert("instance_types".to_owned(), kinds.collect());
            let kept = card.instances.iter().filter(|instance| !instance.is_digital());
            shown.insert("containers".to_owned(), kept.map(|instance| self.container(instance)).collect());
        }
        if self.tree.root.name == "digital_object" {
            let files = card
                .files
                .iter()
                .map(|uri| Value::Object(Map::from_iter([("file_uri".to_owned(), uri.as_str().into())])));
            shown.insert("file_versions".to_owned(), files.collect());
        }
        shown
    }

    /// The containers of an instance, from the outermost to the innermost.
    fn container(&self, instance: &Instance) -> Value {
        let mut shown = Map::new();
        let top = instance.container.as_deref().and_then(|uri| (self.containers)(uri));
        for (property, name) in [("type", "type_1"), ("indicator", "indicator_1"), ("barcode", "barcode_1")] {
            add(&mut shown, name, top.and_then(|top| text(top, property)));
        }
        shown.extend(instance.inside.clone());
        Value::Object(shown)
    }

    /// The root among ordered records.
    pub fn ordered_root(&self, root: &Stored) -> Body {
        ordered(&root.uri, text(&root.body, "title").unwrap_or_default(), 0, level(&root.body))
    }

    /// A component among ordered records.
    pub fn ordered_node(&self, found: &Found) -> Body {
        let card = &found.child.card;
        ordered(&self.uri(found.child.number), card.display_string(), found.depth, card.level.as_deref())
    }

    /// The resource at the top of the small tree, without children.
    pub fn small_root(&self, root: &Stored) -> Body {
        let mut shown = Map::new();
        shown.insert("title".to_owned(), text(&root.body, "title").unwrap_or_default().into());
        shown.insert("identifier".to_owned(), display::four_part_identifier(&root.body, "--").into());
        shown.insert("uri".to_owned(), root.uri.as_str().into());
        shown
    }

    /// A component of the small tree, without children.
    pub fn small_node(&self, found: &Found) -> Body {
        let card = &found.child.card;
        let boxes: Vec<String> = card.instances.iter().filter_map(|instance| self.small_container(instance)).collect();
        let mut shown = Map::new();
        shown.insert("title".to_owned(), card.display_string().into());
        shown.insert("uri".to_owned(), self.uri(found.child.number).into());
        add(&mut shown, "ref_id", card.ref_id.as_deref());
        add(&mut shown, "component_id", card.identifier.as_deref());
        add(&mut shown, "container", (!boxes.is_empty()).then(|| boxes.join("; ")).as_deref());
        shown.insert("has_children".to_owned(), found.has_children.into());
        shown
    }

    /// `box: 1: [31176], folder: 2`.
    fn small_container(&self, instance: &Instance) -> Option<String> {
        let top = instance.container.as_deref().and_then(|uri| (self.containers)(uri))?;
        let barcode = text(top, "barcode").map(|barcode| format!("[{barcode}]"));
        let mut parts = vec![joined([text(top, "type"), text(top, "indicator"), barcode.as_deref()])];
        for (kind, indicator) in [("type_2", "indicator_2"), ("type_3", "indicator_3")] {
            parts.push(joined([text(&instance.inside, kind), text(&instance.inside, indicator), None]));
        }
        parts.retain(|part| !part.is_empty());
        Some(parts.join(", "))
    }
}

fn ordered(uri: &str, display_string: &str, depth: usize, level: Option<&str>) -> Body {
    let mut shown = Map::new();
    shown.insert("ref".to_owned(), uri.into());
    shown.insert("display_string".to_owned(), display_string.into());
    shown.insert("depth".to_owned(), depth.into());
    add(&mut shown, "level", level);
    shown
}

fn joined(parts: [Option<&str>; 3]) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(": ")
}

fn add(shown: &mut Body, property: &str, value: Option<&str>) {
    if let Some(value) = value {
        shown.insert(property.to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tree::show::tests::stored;
    use crate::tree::{Child, Counts, of_root};

    #[test]
    fn nodes_of_full_trees_are_what_clients_know() {
        let container = json!({ "type": "box", "indicator": "1" });
        let container = container.as_object().unwrap();
        let of = Shown {
            tree: of_root("resource").unwrap(),
            repository: "/repositories/2",
            published_only: false,
            containers: &|_| Some(container),
        };
        let root = stored("resource", &json!({ "title": "Papers", "id_0": "A", "id_1": "1", "level": "collection" }));
        let shown = of.full_root(&root, true);
        assert_eq!(
            Value::Object(shown),
            json!({
                "jsonmodel_type": "resource_tree", "title": "Papers", "id": 1, "record_uri": "/repositories/2/resources/1",
                "node_type": "resource", "publish": false, "suppressed": false, "has_children": true,
                "level": "collection", "instance_types": [], "containers": [],
            })
        );
        let letters = stored(
            "archival_object",
            &json!({
                "title": "Letters", "display_string": "Letters, 1921", "level": "file", "component_id": "L", "ref_id": "r",
                "publish": true,
                "instances": [{ "instance_type": "books", "sub_container": {
                    "type_2": "folder", "indicator_2": "2", "top_container": { "ref": "/repositories/2/top_containers/1" } } }],
            }),
        );
        let child = Child { number: 4, card: Card::of(&letters), children: Counts::default() };
        let found = Found { depth: 1, child, has_children: false };
        let shown = of.full_node(&found);
        assert_eq!((&shown["title"], &shown["component_id"]), (&json!("Letters, 1921"), &json!("L")));
        let inside = json!([{ "type_1": "box", "indicator_1": "1", "type_2": "folder", "indicator_2": "2" }]);
        assert_eq!((&shown["instance_types"], &shown["containers"]), (&json!(["books"]), &inside));
        assert_eq!(of.small_root(&root)["identifier"], "A--1");
        assert_eq!(of.small_node(&found)["container"], "box: 1, folder: 2");
    }
}
