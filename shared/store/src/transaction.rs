//! What belongs to one change, gathered: [`Store::commit`](crate::Store::commit) writes it in one transaction.
//!
//! Changes are gathered by key, so that no item is named twice (DynamoDB refuses that), and each carries what its failed
//! condition means.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;

use aws_sdk_dynamodb::types::AttributeValue;
use records::record_type::{Place, Revision, Stored};

use crate::Store;
use crate::catalogue;
use crate::dated::Dated;
use crate::error::Error;
use crate::ids::Number;
use crate::item::{self, EncodedBody, Item};
use crate::key::Key;
use crate::sequence;

/// What a failed condition says about the change.
#[derive(Clone, Debug)]
pub(crate) enum Meaning {
    /// A new record's number belongs to another record.
    NumberInUse,
    /// Another version is stored than the writer saw, or none at all.
    Stale,
    /// A unique value has another owner.
    Taken(String),
    /// The record that is pointed at is gone.
    TargetMissing,
    /// The tree or the sequence is not any more as the writer saw it.
    Rearranged,
    /// The change has no condition.
    Nothing,
}

/// What is done to one item.
#[derive(Clone)]
pub(crate) enum Write {
    Put(Item),
    Update(String),
    Delete,
    Check,
}

/// When a change of an oversized transaction is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Before,
    Inside,
    After,
}

/// One change of one item.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) write: Write,
    pub(crate) condition: Option<&'static str>,
    pub(crate) values: HashMap<String, AttributeValue>,
    pub(crate) names: HashMap<String, String>,
    pub(crate) meaning: Meaning,
    pub(crate) part: Part,
}

impl Change {
    pub(crate) fn new(write: Write) -> Self {
        Self {
            write,
            condition: None,
            values: HashMap::new(),
            names: HashMap::new(),
            meaning: Meaning::Nothing,
            part: Part::Inside,
        }
    }

    pub(crate) fn when(mut self, condition: &'static str, meaning: Meaning) -> Self {
        self.condition = Some(condition);
        self.meaning = meaning;
        self
    }

    pub(crate) fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn named(mut self, placeholder: &str, name: &str) -> Self {
        self.names.insert(placeholder.to_owned(), name.to_owned());
        self
    }

    pub(crate) fn part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }
}

/// Changes that are made together or not at all.
#[derive(Clone, Default)]
pub struct Transaction {
    pub(crate) changes: BTreeMap<Key, Change>,
    pub(crate) dated: Vec<Dated>,
    hints: BTreeMap<String, BTreeSet<String>>,
    taken_hints: BTreeMap<String, BTreeSet<String>>,
    /// Members that sequences gain or lose, by owner.
    pub(crate) tallies: BTreeMap<String, i64>,
    /// Entries that catalogues gain or lose.
    pub(crate) catalogued: BTreeMap<&'static str, i64>,
}

impl Transaction {
    /// An empty transaction.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many items change.
    pub fn len(&self) -> usize {
        let others =
            [self.hints.len(), self.taken_hints.len(), self.dated.len(), self.tallies.len(), self.catalogued.len()];
        self.changes.len() + others.iter().sum::<usize>()
    }

    /// Adds a new record, whose number must not be in use.
    pub async fn create(&mut self, store: &Store, stored: &Stored) -> Result<(), Error> {
        let body = store.place_body(&stored.body).await?;
        let put =
            Change::new(Write::Put(item::encode(stored, body))).when("attribute_not_exists(pk)", Meaning::NumberInUse);
        self.changes.insert(Key::record(&stored.uri), put);
        Ok(())
    }

    /// Replaces a record, provided that the stored one is still the `seen` one. The inbound hints stay as they are: others
    /// write them.
    pub async fn update(&mut self, store: &Store, stored: &Stored, seen: Revision) -> Result<(), Error> {
        let body = store.place_body(&stored.body).await?;
        let other_place = match &body {
            EncodedBody::Inline(_) => "s",
            EncodedBody::Spilled(_) => "b",
        };
        let (place, value) = body.attribute();
        let optional = [("x", ", x = :x", stored.suppressed), ("k", ", k = :k", stored.silent > 0)];
        let set: String = optional.iter().filter(|(.., has)| *has).map(|(_, value, _)| *value).collect();
        let gone = optional.iter().filter(|(.., has)| !*has).map(|(name, ..)| *name);
        let remove = iter::once(other_place).chain(gone).collect::<Vec<_>>().join(", ");
        let expression = format!("SET v = :v, m = :m, w = :w, {place} = :body{set} REMOVE {remove}");
        let mut change = Change::new(Write::Update(expression))
            .when("v = :seen", Meaning::Stale)
            .with(":v", item::number(stored.revision().0))
            .with(":seen", item::number(seen.0))
            .with(":m", item::number(stored.system_mtime))
            .with(":w", item::text(&item::writers(stored)))
            .with(":body", value);
        if stored.suppressed {
            change = change.with(":x", AttributeValue::Bool(true));
        }
        if stored.silent > 0 {
            change = change.with(":k", item::number(stored.silent));
        }
        self.changes.insert(Key::record(&stored.uri), change);
        Ok(())
    }

    /// Gives a record another place in its tree, provided that it stands where `before` says. Goes with its update when there
    /// is one; otherwise its version stays, and the stored one must still be the one that was read.
    pub fn relocate(&mut self, stored: &Stored, before: &Place) {
        let Some(place) = &stored.place else { return };
        let key = Key::record(&stored.uri);
        let change = match self.changes.remove(&key) {
            Some(Change { write: Write::Update(expression), values, names, .. }) => {
                let expression = expression.replacen("SET ", "SET p = :p, r = :r, ", 1);
                Change { values, names, ..Change::new(Write::Update(expression)) }
                    .when("v = :seen AND p = :then AND r = :stood", Meaning::Stale)
            }
            _ => Change::new(Write::Update("SET p = :p, r = :r, m = :m".to_owned()))
                .when("v = :seen AND p = :then AND r = :stood", Meaning::Rearranged)
                .with(":seen", item::number(stored.revision().0))
                .with(":m", item::number(stored.system_mtime)),
        };
        let change = change
            .with(":p", item::text(&place.parent))
            .with(":r", item::text(&crate::tree::write_place(place)))
            .with(":then", item::text(&before.parent))
            .with(":stood", item::text(&crate::tree::write_place(before)));
        self.changes.insert(key, change);
    }

    /// Lets the transaction fail when a component has another parent by then, without changing the component.
    pub fn expect_parent(&mut self, component: &Stored) {
        let Some(place) = &component.place else { return };
        let check =
            Change::new(Write::Check).when("p = :then", Meaning::Rearranged).with(":then", item::text(&place.parent));
        self.changes.entry(Key::record(&component.uri)).or_insert(check);
    }

    /// Removes a record, provided that the stored one is still the `seen` one.
    pub fn delete(&mut self, uri: &str, seen: Revision) {
        let delete = Change::new(Write::Delete).when("v = :seen", Meaning::Stale).with(":seen", item::number(seen.0));
        self.changes.insert(Key::record(uri), delete);
    }

    /// Removes a record that nobody refers to, provided that the stored one is still the `seen` one and nobody does
    /// meanwhile.
    pub fn delete_unreferenced(&mut self, uri: &str, seen: Revision) {
        let condition = "v = :seen AND attribute_not_exists(f)";
        let delete = Change::new(Write::Delete).when(condition, Meaning::Stale).with(":seen", item::number(seen.0));
        self.changes.insert(Key::record(uri), delete);
    }

    /// Removes a record, whatever its version, if it is there: one that goes with another.
    pub fn discard(&mut self, uri: &str) {
        self.remove(Key::record(uri));
    }

    /// Raises the counter of a number that was read, not reserved.
    pub fn claim(&mut self, number: &Number) {
        if !number.raise {
            return;
        }
        let raise = Change::new(Write::Update("SET n = :last".to_owned()))
            .when("attribute_not_exists(n) OR n < :first", Meaning::NumberInUse)
            .with(":last", item::number(number.last()))
            .with(":first", item::number(number.value));
        self.changes.insert(Key::counter(number.record_type()), raise);
    }

    /// Takes a unique value for a record.
    pub fn guard(&mut self, key: Key, rule: &str, owner: &str) {
        let put = Change::new(Write::Put(with_key(&key, [("o", item::text(owner))])))
            .when("attribute_not_exists(pk) OR o = :owner", Meaning::Taken(rule.to_owned()))
            .with(":owner", item::text(owner));
        self.changes.insert(key, put);
    }

    /// Takes a unique value for a record from another one, which gives it up in the same transaction.
    pub fn take_over(&mut self, key: Key, rule: &str, owner: &str, former: &str) {
        let put = Change::new(Write::Put(with_key(&key, [("o", item::text(owner))])))
            .when("attribute_not_exists(pk) OR o IN (:owner, :former)", Meaning::Taken(rule.to_owned()))
            .with(":owner", item::text(owner))
            .with(":former", item::text(former));
        self.changes.insert(key, put);
    }

    /// Gives a unique value back, unless the same transaction takes it.
    pub fn release(&mut self, key: Key) {
        self.changes.entry(key).or_insert_with(|| Change::new(Write::Delete));
    }

    /// Keeps the reverse of a reference. `extra` is what the reference says besides `ref`, as JSON text; empty for nothing.
    pub fn link(&mut self, target: &str, relation: &str, source: &str, extra: &str) {
        let key = Key::link(target, relation, source);
        let extra = (!extra.is_empty()).then(|| ("e", item::text(extra)));
        let put = Change::new(Write::Put(with_key(&key, extra))).part(Part::Before);
        self.changes.insert(key, put);
    }

    /// Removes the reverse of a reference, unless the same transaction writes it.
    pub fn unlink(&mut self, target: &str, relation: &str, source: &str) {
        self.changes
            .entry(Key::link(target, relation, source))
            .or_insert_with(|| Change::new(Write::Delete).part(Part::After));
    }

    /// Lets the transaction fail when a record is not the `seen` one any more, without changing it.
    pub fn expect(&mut self, uri: &str, seen: Revision) {
        let check = Change::new(Write::Check).when("v = :seen", Meaning::Stale).with(":seen", item::number(seen.0));
        self.changes.entry(Key::record(uri)).or_insert(check);
    }

    /// Adds hints to a record that is pointed at, which must exist. Without hints it only has to exist.
    pub fn hint(&mut self, target: &str, hints: impl IntoIterator<Item = String>) {
        self.hints.entry(target.to_owned()).or_default().extend(hints);
    }

    /// The hints that were added for a record so far.
    pub fn hinted(&self, target: &str) -> impl Iterator<Item = &String> {
        self.hints.get(target).into_iter().flatten()
    }

    /// Takes a hint from a record, which must exist, whether or not it has it.
    pub fn take_hint(&mut self, target: &str, hint: String) {
        self.taken_hints.entry(target.to_owned()).or_default().insert(hint);
    }

    /// Puts hints in the place of those that were read at a record.
    pub fn replace_hints(&mut self, target: &str, seen: &BTreeSet<String>, hints: &BTreeSet<String>) {
        let set = |hints: &BTreeSet<String>| AttributeValue::Ss(hints.iter().cloned().collect());
        let change = Change::new(Write::Update("SET f = :hints".to_owned()))
            .when("f = :seen", Meaning::Stale)
            .with(":hints", set(hints))
            .with(":seen", set(seen));
        self.changes.entry(Key::record(target)).or_insert(change);
    }

    /// Writes an item as it is, replacing what was there.
    pub(crate) fn set(&mut self, key: Key, attributes: impl IntoIterator<Item = (&'static str, AttributeValue)>) {
        let put = Change::new(Write::Put(with_key(&key, attributes)));
        self.changes.insert(key, put);
    }

    /// Removes an item, if it is there.
    pub(crate) fn remove(&mut self, key: Key) {
        self.changes.insert(key, Change::new(Write::Delete));
    }

    /// Turns the gathered hints into changes. A record that this transaction writes itself gets them in the same change,
    /// because no item may be named twice.
    pub(crate) fn settle(mut self) -> BTreeMap<Key, Change> {
        for (target, hints) in self.hints {
            match self.changes.entry(Key::record(&target)) {
                Entry::Vacant(free) => {
                    free.insert(hint_change(hints));
                }
                Entry::Occupied(mut change) if !hints.is_empty() => add_hints(change.get_mut(), hints),
                Entry::Occupied(_) => {}
            }
        }
        for (target, hints) in self.taken_hints {
            let change = self.changes.entry(Key::record(&target)).or_insert_with(|| hint_change(BTreeSet::new()));
            take_hints(change, hints);
        }
        for (owner, members) in self.tallies {
            let key = Key::tally(&owner);
            let change = sequence::count(self.changes.remove(&key), members);
            self.changes.insert(key, change);
        }
        let moved = self.catalogued.into_iter().filter(|(_, entries)| *entries != 0);
        self.changes.extend(moved.map(|(name, entries)| (Key::catalogue_count(name), catalogue::count(entries))));
        self.changes
    }
}

/// Puts hints into a change that is made to their record anyway.
fn add_hints(change: &mut Change, hints: BTreeSet<String>) {
    let expression = match &mut change.write {
        Write::Put(item) => {
            let mut all = item::get_set(item, "f");
            all.extend(hints);
            item.insert("f".to_owned(), AttributeValue::Ss(all.into_iter().collect()));
            return;
        }
        Write::Update(expression) => format!("{expression} ADD f :hints"),
        Write::Check => "ADD f :hints".to_owned(),
        Write::Delete => return,
    };
    change.write = Write::Update(expression);
    change.values.insert(":hints".to_owned(), AttributeValue::Ss(hints.into_iter().collect()));
}

/// Takes hints away in a change that is made to their record anyway. One that adds others leaves them: an expression may
/// name an attribute once only, and a hint may be too much for a while.
fn take_hints(change: &mut Change, hints: BTreeSet<String>) {
    let expression = match &change.write {
        Write::Update(_) if change.values.contains_key(":hints") => return,
        Write::Update(expression) => format!("{expression} DELETE f :taken"),
        Write::Check => "DELETE f :taken".to_owned(),
        Write::Put(_) | Write::Delete => return,
    };
    change.write = Write::Update(expression);
    change.values.insert(":taken".to_owned(), AttributeValue::Ss(hints.into_iter().collect()));
}

fn hint_change(hints: BTreeSet<String>) -> Change {
    let write = if hints.is_empty() { Write::Check } else { Write::Update("ADD f :hints".to_owned()) };
    let change = Change::new(write).when("attribute_exists(pk)", Meaning::TargetMissing).part(Part::Before);
    if hints.is_empty() {
        return change;
    }
    change.with(":hints", AttributeValue::Ss(hints.into_iter().collect()))
}

/// An item's attributes together with its key.
pub(crate) fn with_key(key: &Key, attributes: impl IntoIterator<Item = (&'static str, AttributeValue)>) -> Item {
    let mut item = crate::fetch::as_item(key);
    item.extend(attributes.into_iter().map(|(name, value)| (name.to_owned(), value)));
    item
}
