//! Sequences: members of something, in an order that people give them.
//!
//! Three kinds of items keep one:
//!
//! - an **entry** for each member, in a partition of the owner, sorted by a rank ([`crate::tree::rank`]) and then by the member: the
//!   order is what a query brings, and a new rank fits between any two others;
//! - a **link** at the member, which says its rank. It is there once, so nobody is a member twice, and whoever moves or removes a
//!   member names the rank that they saw: an entry is never left behind;
//! - a **tally** of the owner, which counts the members. It is there as long as the sequence is, and ends only while it is zero: no
//!   member comes into a sequence that is gone.
//!
//! Places are counted when the order is read, and stored nowhere: they have no gaps.

use records::record_type::Link;
use serde_json::Value;
use uuid::Uuid;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item::{self, Item};
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};
use crate::tree::rank;

/// One member of a sequence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// What it is sorted by.
    pub rank: String,
    /// The member, which tells those of one rank apart.
    pub member: Uuid,
}

impl Entry {
    /// Rank and member as one text, in whose order the entries stand.
    pub fn spot(&self) -> String {
        format!("{}.{}", self.rank, self.member.simple())
    }

    fn read(item: &Item) -> Result<Self, Error> {
        let sk = item::get_text(item, "sk")?;
        let spot = sk.split_once('#').and_then(|(_, spot)| spot.rsplit_once('.'));
        let read = spot.and_then(|(rank, member)| Some((rank, Uuid::try_parse(member).ok()?)));
        let (rank, member) = read.ok_or_else(|| Error::damaged(format!("no entry: {sk}")))?;
        Ok(Self { rank: rank.to_owned(), member })
    }
}

/// What a member's link says.
pub fn rank_of(link: &Link) -> Result<&str, Error> {
    let rank = link.extra.get("rank").and_then(Value::as_str);
    rank.ok_or_else(|| Error::damaged(format!("membership without a rank in {}", link.source)))
}

/// Whose sequence it is, and how its members are linked to it.
#[derive(Clone, Copy, Debug)]
pub struct Sequence<'a> {
    /// URI of the owner.
    pub owner: &'a str,
    /// The relation of the links at the members.
    pub relation: &'a str,
    /// Where the members' URIs begin: all are of one kind.
    pub members: &'a str,
}

impl Sequence<'_> {
    /// The key of the link at a member, which tells whether it is one.
    pub fn link(&self, member: Uuid) -> Key {
        Key::link(&self.uri(member), self.relation, self.owner)
    }

    /// The member's URI.
    pub fn uri(&self, member: Uuid) -> String {
        format!("{}/{member}", self.members)
    }
}

impl Transaction {
    /// Begins a sequence, in the transaction that creates its owner.
    pub fn begin_sequence(&mut self, owner: &str) {
        let key = Key::tally(owner);
        let put = Change::new(Write::Put(with_key(&key, [("n", item::number(0))])));
        self.changes.insert(key, put.when("attribute_not_exists(pk)", Meaning::NumberInUse));
    }

    /// Ends a sequence, in the transaction that deletes its owner. [`Error::Rearranged`]: there are members (again).
    pub fn end_sequence(&mut self, owner: &str) {
        let delete = Change::new(Write::Delete)
            .when("attribute_not_exists(pk) OR n = :none", Meaning::Rearranged)
            .with(":none", item::number(0));
        self.changes.insert(Key::tally(owner), delete);
    }

    /// Adds a member. Its record must be there, or be created by this transaction. [`Error::Rearranged`]: it is a member already;
    /// [`Error::TargetMissing`]: the member ([`Key::record`]) or the sequence ([`Key::tally`]) is gone. Three items, and one for all
    /// together.
    pub fn add_member(&mut self, sequence: Sequence<'_>, entry: &Entry) {
        self.lay_entry(sequence, entry);
        let key = sequence.link(entry.member);
        let put = Change::new(Write::Put(with_key(&key, [("e", item::text(&extra(&entry.rank)))])));
        self.changes.insert(key, put.when("attribute_not_exists(pk)", Meaning::Rearranged));
        self.hint(&sequence.uri(entry.member), []);
        *self.tallies.entry(sequence.owner.to_owned()).or_default() += 1;
    }

    /// Removes a member, as it was read. [`Error::Rearranged`]: it has moved or left since. Two items, and one for all together.
    pub fn remove_member(&mut self, sequence: Sequence<'_>, entry: &Entry) {
        self.take_entry(sequence, entry);
        let delete = Change::new(Write::Delete).when("e = :rank", Meaning::Rearranged);
        let delete = delete.with(":rank", item::text(&extra(&entry.rank)));
        self.changes.insert(sequence.link(entry.member), delete);
        *self.tallies.entry(sequence.owner.to_owned()).or_default() -= 1;
    }

    /// Gives a member another rank. [`Error::Rearranged`]: it has moved or left since it was read. Three items.
    pub fn move_member(&mut self, sequence: Sequence<'_>, entry: &Entry, rank: &str) {
        self.take_entry(sequence, entry);
        self.lay_entry(sequence, &Entry { rank: rank.to_owned(), member: entry.member });
        let update = Change::new(Write::Update("SET e = :next".to_owned()))
            .when("e = :rank", Meaning::Rearranged)
            .with(":rank", item::text(&extra(&entry.rank)))
            .with(":next", item::text(&extra(rank)));
        self.changes.insert(sequence.link(entry.member), update);
    }

    fn lay_entry(&mut self, sequence: Sequence<'_>, entry: &Entry) {
        let key = Key::entry(sequence.owner, &entry.spot());
        let put = Change::new(Write::Put(with_key(&key, [])));
        self.changes.insert(key, put);
    }

    fn take_entry(&mut self, sequence: Sequence<'_>, entry: &Entry) {
        self.changes.insert(Key::entry(sequence.owner, &entry.spot()), Change::new(Write::Delete));
    }
}

/// What the link at a member says, as it is compared.
fn extra(rank: &str) -> String {
    serde_json::json!({ "rank": rank }).to_string()
}

/// Counts members, of a sequence that must be there.
pub(crate) fn count(change: Option<Change>, members: i64) -> Change {
    match change {
        // The sequence begins with them.
        Some(Change { write: Write::Put(mut tally), condition, values, names, meaning, part }) => {
            tally.insert("n".to_owned(), item::number(members));
            Change { write: Write::Put(tally), condition, values, names, meaning, part }
        }
        // The sequence ends in the same transaction, whose condition then says that there are no others.
        Some(ending) => ending.with(":none", item::number(-members)),
        None => Change::new(Write::Update("ADD n :members".to_owned()))
            .when("attribute_exists(pk)", Meaning::TargetMissing)
            .with(":members", item::number(members)),
    }
}

impl Store {
    /// How many members a sequence has, among fetched items ([`Key::tally`]); `None` when there is no such sequence.
    pub fn tally_in(fetched: &Fetched, owner: &str) -> Result<Option<u64>, Error> {
        fetched.item(&Key::tally(owner)).map(|tally| item::get_number(tally, "n")).transpose()
    }

    /// A member among fetched items ([`Sequence::link`]); `None` when it is none.
    pub fn entry_in(fetched: &Fetched, sequence: Sequence<'_>, member: Uuid) -> Result<Option<Entry>, Error> {
        let Some(link) = fetched.item(&sequence.link(member)) else { return Ok(None) };
        let rank = rank_of(&crate::links::link(link)?)?.to_owned();
        Ok(Some(Entry { rank, member }))
    }

    /// The first members of a sequence in their order, at most `limit`. One query for each megabyte, which is about 8,000.
    pub async fn entries(&self, owner: &str, limit: usize) -> Result<Vec<Entry>, Error> {
        let first = Key::entry(owner, "");
        let query = self
            .query(&first.pk, " AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", item::text(&first.sk));
        self.collect(query, limit).await?.iter().map(Entry::read).collect()
    }

    /// The last member of a sequence.
    pub async fn last_entry(&self, owner: &str) -> Result<Option<Entry>, Error> {
        let first = Key::entry(owner, "");
        let query = self
            .query(&first.pk, " AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", item::text(&first.sk))
            .scan_index_forward(false);
        self.collect(query, 1).await?.first().map(Entry::read).transpose()
    }
}

/// Ranks for so many new members between two that stand next to each other; `None` at the ends. [`Error::Crowded`]: there is no room,
/// and all have to get new ranks.
pub fn ranks_between(before: Option<&Entry>, after: Option<&Entry>, count: usize) -> Result<Vec<String>, Error> {
    let after = after.map(Entry::spot);
    let mut last = before.map(Entry::spot);
    let mut ranks = Vec::with_capacity(count);
    for _ in 0..count {
        let rank = rank::between(last.as_deref(), after.as_deref()).ok_or(Error::Crowded)?;
        // As if the highest of all members had got it: whoever does get it stands ahead of the next rank.
        last = Some(format!("{rank}.{}", Uuid::max().simple()));
        ranks.push(rank);
    }
    Ok(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = Entry { rank: "U0001.z".to_owned(), member: Uuid::now_v7() };
        let key = Key::entry("/api/collections/x", &entry.spot());
        let item = with_key(&key, []);
        assert_eq!(Entry::read(&item).unwrap(), entry);
        assert!(Entry::read(&with_key(&Key::tally("/api/collections/x"), [])).is_err());
    }

    #[test]
    fn a_run_of_ranks_stands_between_its_neighbours() {
        let at = |rank: &str| Entry { rank: rank.to_owned(), member: Uuid::now_v7() };
        let (low, high) = (at("U0000"), at("U0001"));
        for (before, after) in [(None, None), (Some(&low), None), (None, Some(&high)), (Some(&low), Some(&high))] {
            let ranks = ranks_between(before, after, 3000).unwrap();
            let run = ranks.iter().map(|rank| at(rank));
            let all: Vec<String> =
                before.into_iter().cloned().chain(run).chain(after.cloned()).map(|entry| entry.spot()).collect();
            assert!(all.is_sorted() && all.iter().all(|spot| spot.len() < 60), "{before:?} {after:?}");
        }
    }

    #[test]
    fn there_is_room_between_members_of_one_rank() {
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        let at = |member| Entry { rank: "U0001".to_owned(), member };
        let ranks = ranks_between(Some(&at(one)), Some(&at(other)), 100).unwrap();
        let spots: Vec<String> = ranks.into_iter().map(|rank| Entry { rank, member: Uuid::now_v7() }.spot()).collect();
        assert!(spots.is_sorted() && at(one).spot() < spots[0] && spots[99] < at(other).spot());
    }
}
