//! Cards: what pages of a tree are made of.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item::{self, Item};
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};
use crate::tree::rank;

/// How many children a component has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Children {
    /// All of them.
    pub all: u64,
    /// Published and not suppressed ones.
    pub published: u64,
}

/// What a page of a tree shows of one component.
///
/// | attribute | holds |
/// |---|---|
/// | `b` | what its writer put on it |
/// | `y` | present when the component is published and not suppressed |
/// | `n`, `np` | its children; published and not suppressed ones among them |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Rank and number of the component ([`rank::spot`]).
    pub spot: String,
    /// The component's number.
    pub number: u64,
    /// What its writer put on it.
    pub text: String,
    /// Whether everybody may see it.
    pub published: bool,
    /// Its children.
    pub children: Children,
}

impl Card {
    pub(super) fn decode(item: &Item) -> Result<Self, Error> {
        let sk = item::get_text(item, "sk")?;
        let spot = sk.rsplit_once('#').map_or(sk, |(_, spot)| spot);
        let (_, number) = rank::read_spot(spot).ok_or_else(|| Error::damaged(format!("no spot in {sk}")))?;
        let optional = |name: &str| if item.contains_key(name) { item::get_number(item, name) } else { Ok(0) };
        Ok(Self {
            spot: spot.to_owned(),
            number,
            text: item::get_text(item, "b")?.to_owned(),
            published: item.contains_key("y"),
            children: Children { all: optional("n")?, published: optional("np")? },
        })
    }
}

impl Store {
    /// A card among fetched items ([`Key::card`]).
    pub fn card_in(fetched: &Fetched, root: &str, parent: u64, spot: &str) -> Result<Option<Card>, Error> {
        fetched.item(&Key::card(root, parent, spot)).map(Card::decode).transpose()
    }

    /// Cards of a parent's children in their order, from the first one whose spot is not ahead of `from`. One query for each
    /// megabyte, which is some thousands of cards.
    pub async fn cards(&self, root: &str, parent: u64, from: &str, limit: usize) -> Result<Vec<Card>, Error> {
        let (first, end) = (Key::card(root, parent, from), Key::card(root, parent, "~"));
        let query = self
            .query(&first.pk, " AND sk BETWEEN :first AND :end")
            .expression_attribute_values(":first", item::text(&first.sk))
            .expression_attribute_values(":end", item::text(&end.sk));
        self.collect(query, limit).await?.iter().map(Card::decode).collect()
    }
}

impl Transaction {
    /// Lays a card down where none is.
    pub fn lay_card(&mut self, root: &str, parent: u64, card: &Card) {
        let key = Key::card(root, parent, &card.spot);
        let mut attributes = vec![("b", item::text(&card.text))];
        if card.published {
            attributes.push(("y", AttributeValue::Bool(true)));
        }
        if card.children != Children::default() {
            attributes.push(("n", item::number(card.children.all)));
            attributes.push(("np", item::number(card.children.published)));
        }
        let write = Write::Put(with_key(&key, attributes));
        let put = match self.changes.remove(&key) {
            // The component comes back to the place that it was lifted from.
            Some(taken) => Change { write, ..taken },
            None => Change::new(write).when("attribute_not_exists(pk)", Meaning::Rearranged),
        };
        self.changes.insert(key, put);
    }

    /// Writes a card anew, which must still be there. Its counts stay.
    pub fn rewrite_card(&mut self, root: &str, parent: u64, card: &Card) {
        let expression = if card.published { "SET b = :b, y = :y" } else { "SET b = :b REMOVE y" };
        let mut change = Change::new(Write::Update(expression.to_owned()))
            .when("attribute_exists(pk)", Meaning::Rearranged)
            .with(":b", item::text(&card.text));
        if card.published {
            change = change.with(":y", AttributeValue::Bool(true));
        }
        self.changes.insert(Key::card(root, parent, &card.spot), change);
    }

    /// Takes a card away, provided that its component has as many children as its card said when it was read.
    pub fn take_card(&mut self, root: &str, parent: u64, card: &Card) {
        let key = Key::card(root, parent, &card.spot);
        let delete = Change::new(Write::Delete);
        let delete = if card.children == Children::default() {
            delete
                .when("attribute_exists(pk) AND (attribute_not_exists(n) OR n = :none)", Meaning::Rearranged)
                .with(":none", item::number(0))
        } else {
            delete
                .when("n = :n AND np = :np", Meaning::Rearranged)
                .with(":n", item::number(card.children.all))
                .with(":np", item::number(card.children.published))
        };
        self.changes.insert(key, delete);
    }

    /// Adds to the counts on a card, which must still be there. A card that the same transaction lays down or takes away is
    /// left alone: its counts are its writer's.
    pub fn count_children(&mut self, root: &str, parent: u64, spot: &str, all: i64, published: i64) {
        let key = Key::card(root, parent, spot);
        let addition = |expression: &str| format!("{expression} ADD n :all, np :published").trim_start().to_owned();
        let change = self.changes.remove(&key).unwrap_or_else(|| {
            Change::new(Write::Update(String::new())).when("attribute_exists(pk)", Meaning::Rearranged)
        });
        let change = match &change.write {
            Write::Update(expression) => {
                let write = Write::Update(addition(expression));
                Change { write, ..change }.with(":all", item::number(all)).with(":published", item::number(published))
            }
            _ => change,
        };
        self.changes.insert(key, change);
    }
}
