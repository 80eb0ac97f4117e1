//! Containers on a shelf, as the original counts them: piles of equal containers side by side, each pile as deep and as
//! high as the shelf allows.
//!
//! Millimetres inside. A shelf of no size holds nothing.

use records::Body;

use crate::text;

/// Width, height and depth in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dimensions {
    width: f64,
    height: f64,
    depth: f64,
}

impl Dimensions {
    /// Those of a profile, when it has all of them.
    pub(super) fn of(profile: &Body) -> Option<Self> {
        let factor = millimetres(text(profile, "dimension_units").unwrap_or("inches"))?;
        let side = |property| text(profile, property)?.trim().parse::<f64>().ok().map(|length| length * factor);
        Some(Self { width: side("width")?, height: side("height")?, depth: side("depth")? })
    }
}

/// The millimetres of one unit.
pub(crate) fn millimetres(unit: &str) -> Option<f64> {
    Some(match unit {
        "millimeters" => 1.0,
        "centimeters" => 10.0,
        "meters" => 1000.0,
        "inches" => 25.4,
        "feet" => 25.4 * 12.0,
        "yards" => 25.4 * 36.0,
        _ => return None,
    })
}

/// A kind of container: equal ones may stand on each other.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    name: String,
    size: Dimensions,
    /// How many may stand on each other.
    stacked: u64,
}

impl Kind {
    /// That of a container profile.
    pub(super) fn of(profile: &Body) -> Option<Self> {
        let limit = text(profile, "stacking_limit").and_then(|limit| limit.trim().parse().ok());
        Some(Self {
            name: text(profile, "name").unwrap_or_default().to_owned(),
            size: Dimensions::of(profile)?,
            stacked: limit.unwrap_or(u64::MAX),
        })
    }

    /// Whether one alone is too large.
    pub(super) fn is_larger_than(&self, room: Dimensions) -> bool {
        self.size.width > room.width || self.size.height > room.height || self.size.depth > room.depth
    }

    /// How many make a full pile.
    fn per_pile(&self, room: Dimensions) -> u64 {
        let high = times(room.height, self.size.height).min(self.stacked);
        high.saturating_mul(times(room.depth, self.size.depth))
    }
}

/// How often a length fits into another one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float's cast saturates, negatives to 0")]
fn times(room: f64, length: f64) -> u64 {
    (room / length) as u64
}

/// A shelf that is being filled.
pub(super) struct Shelf {
    size: Dimensions,
    piles: Vec<Pile>,
}

struct Pile {
    kind: Kind,
    count: u64,
}

impl Shelf {
    /// An empty one.
    pub(super) fn new(size: Dimensions) -> Self {
        Self { size, piles: vec![] }
    }

    /// Adds a container, if there is room for it.
    pub(super) fn add(&mut self, kind: &Kind) -> bool {
        let room = self.size;
        let open = self.piles.iter_mut().find(|pile| pile.kind.name == kind.name && pile.count < kind.per_pile(room));
        if let Some(pile) = open {
            pile.count += 1;
            return true;
        }
        let taken: f64 = self.piles.iter().map(|pile| pile.kind.size.width).sum();
        let has_room = kind.size.height <= room.height
            && kind.size.depth <= room.depth
            && taken + kind.size.width <= room.width
            // Without a width, piles would never end.
            && kind.size.width > 0.0;
        if has_room {
            self.piles.push(Pile { kind: kind.clone(), count: 1 });
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn profile(name: &str, sides: [&str; 3], unit: &str, limit: Option<&str>) -> Body {
        let [width, height, depth] = sides;
        let mut body =
            json!({ "name": name, "width": width, "height": height, "depth": depth, "dimension_units": unit });
        if let Some(limit) = limit {
            body["stacking_limit"] = limit.into();
        }
        body.as_object().cloned().unwrap_or_default()
    }

    fn capacity(shelf: &Body, container: &Body) -> usize {
        let kind = Kind::of(container).unwrap();
        let mut shelf = Shelf::new(Dimensions::of(shelf).unwrap());
        std::iter::repeat_with(|| shelf.add(&kind)).take_while(|added| *added).count()
    }

    #[test]
    fn piles_stand_side_by_side() {
        let shelf = profile("shelf", ["40", "30", "20"], "inches", None);
        assert_eq!(capacity(&shelf, &profile("box", ["5", "10", "10"], "inches", None)), 8 * 3 * 2);
        assert_eq!(capacity(&shelf, &profile("box", ["5", "10", "10"], "inches", Some("2"))), 8 * 2 * 2);
        assert_eq!(capacity(&shelf, &profile("chest", ["1", "1", "1"], "yards", None)), 0);
    }
}
