//! How a directed relationship reads from its other end.

/// Pairs of relators; all others read the same from both ends.
const PAIRS: [(&str, &str); 4] = [
    ("forms_part_of", "has_part"),
    ("is_earlier_form_of", "is_later_form_of"),
    ("is_child_of", "is_parent_of"),
    ("is_subordinate_to", "is_superior_of"),
];

/// The relator seen from the other end.
pub fn opposite(relator: &str) -> &str {
    for (one, other) in PAIRS {
        if relator == one {
            return other;
        }
        if relator == other {
            return one;
        }
    }
    relator
}

#[cfg(test)]
mod tests {
    use super::opposite;

    #[test]
    fn directed_relators_turn() {
        assert_eq!(opposite("has_part"), "forms_part_of");
        assert_eq!(opposite("is_child_of"), "is_parent_of");
        assert_eq!(opposite("sibling_of"), "sibling_of");
    }
}
