//! How titles and identifiers are spelled for sorting and for being found, and which years a date covers.

/// Years that one date may cover.
const MOST_YEARS: i64 = 10_000;

/// A title to sort by: without markup and punctuation, hyphens as blanks.
pub fn title_sort(title: &str) -> String {
    let mut plain = String::with_capacity(title.len());
    for letter in crate::analysis::strip_markup(title).chars() {
        if letter == '-' || letter.is_whitespace() {
            plain.push(' ');
        } else if letter.is_alphanumeric() || letter == '_' {
            plain.push(letter);
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ways to write an identifier: as it is, punctuation as blanks, nothing but letters and digits, and with blanks between letters and
/// digits.
pub fn identifier_permutations(identifier: &str) -> Vec<String> {
    let blanks: String = identifier.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let bare: String = identifier.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let mut parted = String::with_capacity(identifier.len() + 4);
    let mut before: Option<char> = None;
    for letter in identifier.chars() {
        let is_turn = before.is_some_and(|before| {
            before.is_ascii_digit() != letter.is_ascii_digit() && !before.is_whitespace() && !letter.is_whitespace()
        });
        if is_turn {
            parted.push(' ');
        }
        parted.push(letter);
        before = Some(letter);
    }
    let mut found: Vec<String> = Vec::new();
    for way in [identifier.to_owned(), blanks.split_whitespace().collect::<Vec<_>>().join(" "), bare, parted] {
        if !way.is_empty() && !found.contains(&way) {
            found.push(way);
        }
    }
    found
}

/// The years from the beginning of a date to its end; just the first without an end.
pub fn years(begin: Option<&str>, end: Option<&str>) -> Vec<String> {
    let Some(first) = begin.and_then(year) else { return Vec::new() };
    let last = end.and_then(year).unwrap_or(first);
    (first..=last.min(first + MOST_YEARS)).map(|year| year.to_string()).collect()
}

fn year(date: &str) -> Option<i64> {
    let (sign, digits) = date.strip_prefix('-').map_or((1, date), |digits| (-1, digits));
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end.min(6)].parse::<i64>().ok().map(|year| sign * year)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const VECTORS: &str = include_str!("../../../../tests/vectors/derivation-vectors.json");

    #[test]
    fn names_are_spelled_as_the_original_does() {
        let vectors: Value = serde_json::from_str(VECTORS).unwrap();
        let mut run = 0;
        for vector in vectors["vectors"].as_array().unwrap() {
            let input = &vector["input"];
            let output: Value = match vector["function"].as_str().unwrap() {
                "index.years" => years(input[0].as_str(), input[1].as_str()).into(),
                "index.identifier_permutations" => identifier_permutations(input.as_str().unwrap()).into(),
                "index.title_sort" => title_sort(input.as_str().unwrap()).into(),
                _ => continue,
            };
            assert_eq!(output, vector["output"], "{vector}");
            run += 1;
        }
        assert_eq!(run, 12);
    }

    #[test]
    fn spans_are_bounded() {
        assert_eq!(years(Some("0001"), Some("999999")).len(), 10_001);
    }
}
