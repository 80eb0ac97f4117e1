//! How texts of people are compared, and which of them say nothing.

use caseless::default_case_fold_str;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// What is compared: the same for texts that differ in case, or in how letters with marks are encoded (Unicode's canonical caseless match).
/// Letter by letter, whatever stands around: the beginning of a text is folded as it is in the whole.
pub fn fold(text: &str) -> String {
    let decomposed = DecomposingNormalizer::new_nfd().normalize(text);
    let folded = default_case_fold_str(&decomposed);
    ComposingNormalizer::new_nfc().normalize(&folded).into_owned()
}

/// Whether there is nothing to be seen: blanks, and characters without a width.
pub fn is_blank(text: &str) -> bool {
    let invisible = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    text.chars().all(|character| character.is_whitespace() || invisible.contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_encoding_make_no_difference() {
        for same in [
            [
                "Stra\u{df}e \u{3a3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}",
                "STRASSE \u{3a3}\u{38a}\u{3a3}\u{3a5}\u{3a6}\u{39f}\u{3a3}",
            ],
            ["\u{3c3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}", "\u{3c3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c3}"],
            ["caf\u{e9}", "CAFE\u{301}"],
            ["Gr\u{f6}\u{df}e", "GR\u{d6}\u{1e9e}E"],
            ["\u{fb01}nd", "FIND"],
        ] {
            assert_eq!(fold(same[0]), fold(same[1]), "{same:?}");
        }
        for [one, other] in [["cafe", "caf\u{e9}"], ["a b", "ab"], ["\u{131}", "i"]] {
            assert_ne!(fold(one), fold(other));
        }
        let whole = "\u{39f}\u{3b4}\u{3cc}\u{3c2} \u{3a3}";
        let beginnings = whole.char_indices().map(|(end, _)| &whole[..end]);
        assert!(beginnings.into_iter().all(|beginning| fold(whole).starts_with(&fold(beginning))));
    }

    #[test]
    fn what_cannot_be_seen_is_blank() {
        for blank in ["", " \t\n", "\u{200b}", "\u{2060} \u{feff}\u{ad}", "\u{a0}\u{3000}\u{200d}"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["a", "\u{200b}x", "\u{1f468}\u{200d}\u{1f469}", "."] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
