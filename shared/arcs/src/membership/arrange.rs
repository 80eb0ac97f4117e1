//! Changing the order of a collection.

use std::collections::HashMap;

use store::sequence::{Entry, ranks_between};
use store::tree::rank;
use store::{Error, Store, Transaction};
use uuid::Uuid;

use super::leave::settled;
use super::{sequence, uri};

/// Members that one transaction moves: each is three items, and DynamoDB takes 100.
const TOGETHER: usize = 33;

/// What became of a wish for another order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arranged {
    /// It is so now.
    Done,
    /// This resource is not in the collection.
    NoMember(Uuid),
}

/// Moves a member to a page, counted from 1; past the end behind all others. Reads the order, and writes one item anew.
pub async fn move_to(store: &Store, collection: Uuid, member: Uuid, page: usize) -> Result<Arranged, Error> {
    arrange(store, collection, |entries| {
        let mut order: Vec<Uuid> = entries.iter().map(|entry| entry.member).collect();
        let position = order.iter().position(|id| *id == member).ok_or(member)?;
        order.remove(position);
        order.insert(page.saturating_sub(1).min(order.len()), member);
        Ok(order)
    })
    .await
}

/// Puts members into this order, without doubles. They share the pages that they have now; those that are not named stay on theirs. Reads
/// the order, and writes anew as few items as the change takes, thirty-three members to a transaction.
pub async fn reorder(store: &Store, collection: Uuid, wish: &[Uuid]) -> Result<Arranged, Error> {
    let places: HashMap<Uuid, usize> = wish.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    arrange(store, collection, |entries| {
        let mut order: Vec<Uuid> = entries.iter().map(|entry| entry.member).collect();
        let pages: Vec<usize> = (0..order.len()).filter(|page| places.contains_key(&order[*page])).collect();
        if pages.len() < wish.len() {
            let stranger = wish.iter().find(|id| !order.contains(id));
            return Err(stranger.copied().unwrap_or_default());
        }
        for (page, id) in pages.into_iter().zip(wish) {
            order[page] = *id;
        }
        Ok(order)
    })
    .await
}

/// Brings members into the order that `wish` makes of the present one, which is a permutation of it.
async fn arrange(
    store: &Store,
    collection: Uuid,
    wish: impl Fn(&[Entry]) -> Result<Vec<Uuid>, Uuid>,
) -> Result<Arranged, Error> {
    let owner = uri(collection);
    for attempt in 1.. {
        let entries = store.entries(&owner, usize::MAX).await?;
        let order = match wish(&entries) {
            Ok(order) => order,
            Err(stranger) => return Ok(Arranged::NoMember(stranger)),
        };
        let mut is_done = true;
        for some in shifts(&entries, &order)?.chunks(TOGETHER) {
            let mut transaction = Transaction::new();
            for (entry, rank) in some {
                transaction.move_member(sequence(&owner), entry, rank);
            }
            is_done = settled(store.commit(transaction).await, attempt).await?;
            if !is_done {
                break;
            }
        }
        if is_done {
            break;
        }
    }
    Ok(Arranged::Done)
}

/// Which entries get which ranks, so that the members stand in this order: as few as possible.
fn shifts(entries: &[Entry], order: &[Uuid]) -> Result<Vec<(Entry, String)>, Error> {
    let now: HashMap<Uuid, usize> = entries.iter().enumerate().map(|(place, entry)| (entry.member, place)).collect();
    let places: Vec<usize> = order.iter().filter_map(|id| now.get(id).copied()).collect();
    let mut shifts = vec![];
    let mut start = 0_usize;
    // Those that stay cut the order into runs of those that move.
    for kept in staying(&places).into_iter().chain([places.len()]) {
        let before = start.checked_sub(1).map(|place| &entries[places[place]]);
        let after = places.get(kept).map(|place| &entries[*place]);
        let moving = &places[start..kept];
        let Ok(ranks) = ranks_between(before, after, moving.len()) else { return renumbered(entries, &places) };
        shifts.extend(moving.iter().zip(ranks).map(|(place, rank)| (entries[*place].clone(), rank)));
        start = kept + 1;
    }
    Ok(shifts)
}

/// New ranks for all: there is no room left at some place.
fn renumbered(entries: &[Entry], places: &[usize]) -> Result<Vec<(Entry, String)>, Error> {
    let numbered = places.iter().zip(1_u64..);
    let ranked = numbered.map(|(place, number)| Some((entries[*place].clone(), rank::nth(number)?)));
    let shifts = ranked.collect::<Option<Vec<_>>>().ok_or(Error::Crowded)?;
    Ok(shifts.into_iter().filter(|(entry, rank)| entry.rank != *rank).collect())
}

/// Positions of a longest increasing subsequence.
fn staying(places: &[usize]) -> Vec<usize> {
    // The position of the smallest end of a subsequence of each length, and what each position follows in its subsequence.
    let mut ends: Vec<usize> = vec![];
    let mut follows: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (position, place) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places[*end] < *place);
        follows.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(position);
        } else {
            ends[length] = position;
        }
    }
    let mut longest = vec![];
    let mut next = ends.last().copied();
    while let Some(position) = next {
        longest.push(position);
        next = follows[position];
    }
    longest.reverse();
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(count: u64) -> Vec<Entry> {
        (1..=count).map(|number| Entry { rank: rank::nth(number).unwrap(), member: Uuid::now_v7() }).collect()
    }

    fn arranged(entries: &[Entry], order: &[Uuid]) -> (Vec<Uuid>, usize) {
        let shifts = shifts(entries, order).unwrap();
        let ranks: HashMap<Uuid, String> = shifts.iter().map(|(entry, rank)| (entry.member, rank.clone())).collect();
        let moved = |entry: &Entry| ranks.get(&entry.member).unwrap_or(&entry.rank).clone();
        let mut now: Vec<Entry> =
            entries.iter().map(|entry| Entry { rank: moved(entry), member: entry.member }).collect();
        now.sort_by_key(Entry::spot);
        (now.into_iter().map(|entry| entry.member).collect(), shifts.len())
    }

    #[test]
    fn orders_come_out_as_they_were_wished() {
        let entries = filled(300);
        let ids: Vec<Uuid> = entries.iter().map(|entry| entry.member).collect();
        let mut wishes = vec![(ids.clone(), 0)];
        let mut reversed = ids.clone();
        reversed.reverse();
        wishes.push((reversed, 299));
        let mut rotated = ids.clone();
        rotated.rotate_left(1);
        wishes.push((rotated, 1));
        let mut swapped = ids.clone();
        swapped.swap(10, 200);
        wishes.push((swapped, 2));
        for (wish, moves) in wishes {
            assert_eq!(arranged(&entries, &wish), (wish, moves));
        }
    }

    #[test]
    fn a_crowded_place_gets_new_ranks() {
        let mut entries = filled(3);
        entries[1].rank = format!("{}.{}", entries[0].rank, ".".repeat(590));
        entries[0].rank.truncate(5);
        entries.sort_by_key(Entry::spot);
        let ids: Vec<Uuid> = entries.iter().map(|entry| entry.member).collect();
        let wish = vec![ids[0], ids[2], ids[1]];
        assert_eq!(arranged(&entries, &wish).0, wish);
    }
}
