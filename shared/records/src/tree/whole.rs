//! A whole tree in one piece, put together from its cards.
//!
//! Nothing here calls itself: a tree may be deeper than the stack is. Children are looked up once per node, so that the work
//! grows with the number of nodes and with nothing else.

use std::collections::HashMap;

use super::{Card, Child};
use crate::Body;

/// All cards of a tree, or of the part of it that was read.
#[derive(Default)]
pub struct Whole {
    /// By the number of the parent; 0 is the root.
    children: HashMap<u64, Vec<Child>>,
}

impl Whole {
    /// Adds a component behind its siblings.
    pub fn add(&mut self, parent: u64, child: Child) {
        self.children.entry(parent).or_default().push(child);
    }

    /// The components below a node (0: below the root), depth first. What `keeps` refuses is left out with all below it.
    pub fn walk<F: Fn(&Card) -> bool>(mut self, below: u64, keeps: F) -> Walk<F> {
        let first = self.children.remove(&below).unwrap_or_default();
        Walk { whole: self, open: vec![first.into_iter()], keeps }
    }
}

/// A walk through a tree. The children of a node are taken out when the walk comes to them: a tree that changed while it was read
/// shows a component twice at worst, and never leads round in a circle.
pub struct Walk<F> {
    whole: Whole,
    open: Vec<std::vec::IntoIter<Child>>,
    keeps: F,
}

/// A component on a walk.
#[derive(Debug)]
pub struct Found {
    /// How far below the start: its children are at 1.
    pub depth: usize,
    /// The component.
    pub child: Child,
    /// Whether the walk will come to children of it.
    pub has_children: bool,
}

impl<F: Fn(&Card) -> bool> Iterator for Walk<F> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let Some(child) = self.open.last_mut()?.next() else {
                self.open.pop();
                continue;
            };
            if !(self.keeps)(&child.card) {
                continue;
            }
            let depth = self.open.len();
            let below = self.whole.children.remove(&child.number).unwrap_or_default();
            let has_children = below.iter().any(|child| (self.keeps)(&child.card));
            self.open.push(below.into_iter());
            return Some(Found { depth, child, has_children });
        }
    }
}

/// Writes a tree as JSON: the root's properties, and in `children` the nodes as `node` shows them, each with its own.
pub fn write_tree(root: &Body, walk: impl Iterator<Item = Found>, node: impl Fn(&Found) -> Body) -> Vec<u8> {
    let mut json = Vec::new();
    open(&mut json, root);
    let mut depth = 0;
    for found in walk {
        if found.depth > depth {
            // The first child of the node before it.
            depth = found.depth;
        } else {
            close(&mut json, depth - found.depth + 1);
            depth = found.depth;
            json.push(b',');
        }
        open(&mut json, &node(&found));
    }
    close(&mut json, depth + 1);
    json
}

/// An object that stays open in its list of children.
fn open(json: &mut Vec<u8>, properties: &Body) {
    // What is put together from texts and numbers is always JSON.
    json.extend(serde_json::to_vec(properties).unwrap_or_else(|_| b"{}".to_vec()));
    json.pop();
    json.extend_from_slice(if properties.is_empty() { b"\"children\":[" } else { b",\"children\":[" });
}

fn close(json: &mut Vec<u8>, count: usize) {
    for _ in 0..count {
        json.extend_from_slice(b"]}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::tree::Counts;

    fn child(number: u64, published: bool) -> Child {
        Child { number, card: Card { published, ..Card::default() }, children: Counts::default() }
    }

    fn tree() -> Whole {
        let mut tree = Whole::default();
        // In the order of the store: by the parent's number.
        for (parent, number) in [(0, 5), (0, 2), (2, 9), (2, 3), (5, 7), (9, 4)] {
            tree.add(parent, child(number, number != 9));
        }
        tree
    }

    fn numbers(walk: impl Iterator<Item = Found>) -> Vec<(usize, u64, bool)> {
        walk.map(|found| (found.depth, found.child.number, found.has_children)).collect()
    }

    #[test]
    fn walks_go_down_first() {
        let all = numbers(tree().walk(0, |_| true));
        assert_eq!(all, [(1, 5, true), (2, 7, false), (1, 2, true), (2, 9, true), (3, 4, false), (2, 3, false)]);
        assert_eq!(numbers(tree().walk(2, |_| true)), [(1, 9, true), (2, 4, false), (1, 3, false)]);
        assert_eq!(numbers(tree().walk(4, |_| true)), []);
    }

    #[test]
    fn what_is_left_out_takes_all_below_it_along() {
        let published = numbers(tree().walk(0, |card| card.published));
        assert_eq!(published, [(1, 5, true), (2, 7, false), (1, 2, true), (2, 3, false)]);
    }

    #[test]
    fn a_circle_is_gone_round_once() {
        let mut tree = tree();
        tree.add(4, child(2, true));
        assert_eq!(tree.walk(0, |_| true).count(), 7);
    }

    #[test]
    fn written_trees_are_nested() {
        let node = |found: &Found| json!({ "id": found.child.number }).as_object().cloned().unwrap_or_default();
        let root = json!({ "id": 0 }).as_object().cloned().unwrap_or_default();
        let written = write_tree(&root, tree().walk(0, |_| true), node);
        let leaf = |id: u64| json!({ "id": id, "children": [] });
        let expected = json!({ "id": 0, "children": [
            { "id": 5, "children": [leaf(7)] },
            { "id": 2, "children": [{ "id": 9, "children": [leaf(4)] }, leaf(3)] },
        ] });
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), expected);
        let empty = write_tree(&Body::new(), Whole::default().walk(0, |_| true), node);
        assert_eq!(empty, b"{\"children\":[]}");
    }

    /// One component below another, a hundred thousand times, ends in an answer.
    #[test]
    fn depth_has_no_end() {
        let mut tree = Whole::default();
        for number in 0..100_000 {
            tree.add(number, child(number + 1, true));
        }
        let written = write_tree(&Body::new(), tree.walk(0, |_| true), |_| Body::new());
        assert!(written.ends_with(b"]}]}]}"));
    }
}
