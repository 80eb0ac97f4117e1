//! A component's place as two attributes of its record: the parent, which conditions test, and the rest as one text.

use records::record_type::Place;

use crate::error::Error;
use crate::item::{self, Item};

/// Rank, leaf and the numbers above, separated by blanks.
pub(crate) fn write_place(place: &Place) -> String {
    let above: Vec<String> = place.above.iter().map(ToString::to_string).collect();
    format!("{} {} {}", place.rank, place.leaf, above.join(","))
}

/// The inverse of [`write_place`].
pub(crate) fn read_place(item: &Item) -> Result<Place, Error> {
    let text = item::get_text(item, "r")?;
    let damaged = || Error::damaged(format!("no place in {text}"));
    let (rank, rest) = text.split_once(' ').ok_or_else(damaged)?;
    let (leaf, above) = rest.split_once(' ').ok_or_else(damaged)?;
    let above = above.split(',').filter(|number| !number.is_empty()).map(str::parse).collect::<Result<_, _>>();
    Ok(Place {
        parent: item::get_text(item, "p")?.to_owned(),
        rank: rank.to_owned(),
        leaf: leaf.parse().map_err(Error::damaged)?,
        above: above.map_err(Error::damaged)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        for above in [vec![], vec![7], vec![7, 12, 3]] {
            let parent = "/repositories/2/resources/1".to_owned();
            let place = Place { parent: parent.clone(), rank: "U0001".to_owned(), leaf: 3, above };
            let item =
                Item::from([("p".to_owned(), item::text(&parent)), ("r".to_owned(), item::text(&write_place(&place)))]);
            assert_eq!(read_place(&item).unwrap(), place);
        }
    }
}
