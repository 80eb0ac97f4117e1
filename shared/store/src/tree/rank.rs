//! Ranks: texts that put siblings in order, made so that a new one fits between any two without touching others.
//!
//! A child's *spot* is its rank, a dot, and its number (`U0001.0000002a`). Spots are compared as texts, and always differ, even
//! where two writers appended at the same moment and chose the same rank.
//!
//! A rank begins with a number of `WHOLE` digits, which appending raises and prepending lowers: such ranks stay that short.
//! Where there is no room between two spots, a rank goes `FINE` digits deeper than it needs to, and further ones take small steps
//! away from the side that grew last: a long run of insertions at one place makes no long ranks either.

/// The digits in the order of their bytes. The lowest is the dot, so that a spot that goes on stands behind one that ends there.
const DIGITS: &[u8; 63] = b".0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The base of the digits.
const BASE: u128 = 63;

/// Digits of the part that appending counts up: a thousand million of them.
const WHOLE: usize = 5;

/// The first rank of an empty list, with as much room ahead of it as behind.
const MIDDLE: &str = "U0000";

/// How many digits deeper than needed a rank between two others goes.
const FINE: usize = 3;

/// The part of the room that such a step takes: a run goes on for tens of thousands of steps, and what comes between two of them
/// still finds room.
const STEP: u128 = 4096;

/// Digits that a rank may have. A sort key holds 1,024 bytes, and the rank is one part of it.
const LONGEST: usize = 600;

/// The spot of a child.
pub fn spot(rank: &str, child: u64) -> String {
    format!("{rank}.{child:08x}")
}

/// The rank and the child's number of a spot.
pub fn read_spot(spot: &str) -> Option<(&str, u64)> {
    let (rank, child) = spot.rsplit_once('.')?;
    Some((rank, u64::from_str_radix(child, 16).ok()?))
}

/// The rank of a member by its number in a list that is filled at its end: what somebody else appends afterwards stands behind it.
pub fn nth(number: u64) -> Option<String> {
    write(raise(read(MIDDLE, WHOLE)?, u128::from(number))?)
}

/// A rank whose spots stand behind `before` and ahead of `after`. They are spots of siblings next to each other, `None` at the ends of
/// the list; `before` may be a rank as well.
///
/// `None` when there is no room: after hundreds of insertions that each went between the last two.
pub fn between(before: Option<&str>, after: Option<&str>) -> Option<String> {
    match (before, after) {
        (None, None) => Some(MIDDLE.to_owned()),
        (Some(before), None) => write(raise(read(before, WHOLE)?, 1)?),
        (None, Some(after)) => write(lower(read(after, WHOLE)?)?),
        (Some(before), Some(after)) => inside(before, after),
    }
}

fn inside(before: &str, after: &str) -> Option<String> {
    let (low, high) = (read(before, LONGEST)?, read(after, LONGEST)?);
    let room = |length: usize| {
        let mut pairs = low.iter().zip(&high).take(length);
        pairs.try_fold(0_u128, |room, (low, high)| (room * BASE + u128::from(*high)).checked_sub(u128::from(*low)))
    };
    let has_room = |length: &usize| room(*length).is_some_and(|room| room >= 2);
    let needed = (WHOLE..LONGEST - FINE).find(has_room)?;
    let (low_length, high_length) = (rank_length(before)?, rank_length(after)?);
    let known = low_length.max(high_length);
    let length = if known >= needed { known.min(needed + FINE) } else { needed + FINE };
    let room = room(length)?;
    let step = (room / STEP).max(1);
    let way = match (low_length >= length, high_length >= length) {
        (true, false) => step,
        (false, true) => room - step,
        _ => room / 2,
    };
    write(raise(low[..length].to_vec(), way)?)
}

fn rank_length(spot: &str) -> Option<usize> {
    spot.rsplit_once('.').map(|(rank, _)| rank.len())
}

/// The first digits of a text, filled up with the lowest.
fn read(text: &str, length: usize) -> Option<Vec<u8>> {
    let known = text.bytes().take(length).map(|byte| {
        let digit = DIGITS.binary_search(&byte).ok()?;
        u8::try_from(digit).ok()
    });
    let mut digits = known.collect::<Option<Vec<u8>>>()?;
    digits.resize(length, 0);
    Some(digits)
}

fn write(digits: Vec<u8>) -> Option<String> {
    digits.into_iter().map(|digit| DIGITS.get(usize::from(digit)).map(|byte| char::from(*byte))).collect()
}

fn raise(mut digits: Vec<u8>, mut by: u128) -> Option<Vec<u8>> {
    for digit in digits.iter_mut().rev() {
        by += u128::from(*digit);
        *digit = u8::try_from(by % BASE).ok()?;
        by /= BASE;
    }
    (by == 0).then_some(digits)
}

fn lower(mut digits: Vec<u8>) -> Option<Vec<u8>> {
    let last = digits.iter().rposition(|digit| *digit > 0)?;
    digits[last] -= 1;
    digits[last + 1..].fill(62);
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spots made by inserting where `choose` says, given how many there are.
    fn filled(count: u64, mut choose: impl FnMut(usize) -> usize) -> Vec<String> {
        let mut spots: Vec<String> = vec![];
        for child in 1..=count {
            let position = choose(spots.len());
            let before = position.checked_sub(1).map(|index| spots[index].as_str());
            let rank = between(before, spots.get(position).map(String::as_str)).unwrap();
            spots.insert(position, spot(&rank, child));
        }
        spots
    }

    fn check(spots: &[String]) -> usize {
        assert!(spots.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(spots.iter().all(|spot| read_spot(spot).is_some_and(|(rank, _)| rank.len() >= WHOLE)));
        spots.iter().map(String::len).max().unwrap_or_default()
    }

    #[test]
    fn a_new_rank_fits_anywhere() {
        for seed in 1_u64..40 {
            let mut state = seed;
            let mut random = move |count: usize| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from(state >> 33).unwrap() % (count + 1)
            };
            assert!(check(&filled(1000, &mut random)) < 60);
        }
    }

    #[test]
    fn runs_at_one_place_stay_short() {
        assert_eq!(check(&filled(3000, |count| count)), WHOLE + 9);
        assert_eq!(check(&filled(3000, |_| 0)), WHOLE + 9);
        assert!(check(&filled(3000, |count| count.min(1))) < 20);
        assert!(check(&filled(3000, |count| count.saturating_sub(1))) < 20);
    }

    #[test]
    fn always_between_the_last_two_is_the_worst() {
        assert!(check(&filled(1000, |count| count / 2)) < LONGEST);
    }

    #[test]
    fn there_is_room_between_those_who_came_together() {
        let (one, other) = (spot("U0001", 7), spot("U0001", 8));
        let rank = between(Some(&one), Some(&other)).unwrap();
        for child in [1, u64::from(u32::MAX)] {
            check(&[one.clone(), spot(&rank, child), other.clone()]);
        }
        let next = between(Some(&one), Some(&spot(&rank, 1))).unwrap();
        check(&[one, spot(&next, 9), spot(&rank, 1)]);
    }

    #[test]
    fn numbered_ranks_are_those_of_appending() {
        let mut last = nth(1).unwrap();
        for number in 2..500 {
            let next = nth(number).unwrap();
            assert_eq!(between(Some(&last), None), Some(next.clone()));
            last = next;
        }
        assert_eq!(nth(u64::MAX), None);
    }

    #[test]
    fn what_is_no_spot_is_refused() {
        assert_eq!(read_spot("U0001"), None);
        assert_eq!(between(Some("é"), None), None);
    }
}
