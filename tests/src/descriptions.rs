//! Archival descriptions, made up: always the same for the same number, in any amount.
//!
//! Words are drawn so that few are frequent and most are rare, as in real text. Each description is a record as a GET shows it.

use serde_json::{Map, Value, json};

/// Words that descriptions are made of.
const WORDS: u64 = 20_000;
/// Agents and subjects that they share.
const AGENTS: u64 = 2_000;
const SUBJECTS: u64 = 1_000;

/// Numbers that look random and follow from where they begin.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same number.
    pub fn new(start: u64) -> Self {
        Self(start.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    /// A number below `end`; small ones are far more frequent than large ones.
    pub fn skewed(&mut self, end: u64) -> u64 {
        let range = self.below(end) + 1;
        let range = self.below(range) + 1;
        self.below(range)
    }
}

/// The word with this number.
pub fn word(number: u64) -> String {
    const BEGINNINGS: [&str; 20] =
        ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "br", "st", "tr", "ch", "gl"];
    const VOWELS: [&str; 10] = ["a", "e", "i", "o", "u", "a", "e", "é", "ou", "ü"];
    let mut rest = number;
    let mut word = String::new();
    for _ in 0..2 {
        word.push_str(BEGINNINGS[usize::try_from(rest % 20).unwrap_or(0)]);
        rest /= 20;
        word.push_str(VOWELS[usize::try_from(rest % 10).unwrap_or(0)]);
        rest /= 10;
    }
    word.push_str(["n", "x", "rd", "m", "lt"][usize::try_from(rest % 5).unwrap_or(0)]);
    word
}

/// A few words, as they stand in texts.
pub fn words(dice: &mut Dice, count: u64) -> String {
    let words: Vec<String> = (0..count).map(|_| word(dice.skewed(WORDS))).collect();
    words.join(" ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The archival object with this number, from 1.
pub fn description(number: u64) -> Map<String, Value> {
    let mut dice = Dice::new(number);
    let repository = format!("/repositories/{}", 2 + number % 3);
    let uri = format!("{repository}/archival_objects/{number}");
    let length = 2 + dice.below(6);
    let title = capital(&words(&mut dice, length));
    let begin = 1700 + dice.below(300);
    let end = begin + dice.skewed(40);
    let level = ["file", "item", "series", "subseries", "collection"][usize::try_from(dice.skewed(5)).unwrap_or(0)];
    let length = 20 + dice.below(60);
    let text = format!("{}.", capital(&words(&mut dice, length)));
    let subjects: Vec<Value> =
        (0..dice.below(4)).map(|_| json!({ "ref": format!("/subjects/{}", 1 + dice.skewed(SUBJECTS)) })).collect();
    let agents: Vec<Value> = (0..dice.below(3))
        .map(|_| json!({ "ref": format!("/agents/people/{}", 1 + dice.skewed(AGENTS)), "role": "creator" }))
        .collect();
    let record = json!({
        "jsonmodel_type": "archival_object",
        "uri": uri,
        "title": title,
        "display_string": format!("{title}, {begin} - {end}"),
        "component_id": format!("MS.{}-{number}", number % 500),
        "ref_id": format!("{:032x}", u128::from(number) * 0x9e37_79b9_7f4a_7c15),
        "level": level,
        "publish": dice.below(10) > 0,
        "suppressed": dice.below(50) == 0,
        "repository": { "ref": repository },
        "resource": { "ref": format!("{repository}/resources/{}", 1 + number / 1000) },
        "dates": [{ "jsonmodel_type": "date", "date_type": "inclusive", "begin": begin.to_string(), "end": end.to_string() }],
        "extents": [{ "jsonmodel_type": "extent", "portion": "whole", "number": (1 + dice.below(30)).to_string(), "extent_type": "linear_feet" }],
        "lang_materials": [{ "language_and_script": { "language": (["eng", "fre", "ger"][usize::try_from(number % 3).unwrap_or(0)]) } }],
        "notes": [{ "jsonmodel_type": "note_multipart", "type": "scopecontent", "publish": true,
            "subnotes": [{ "jsonmodel_type": "note_text", "content": text, "publish": true }] }],
        "subjects": subjects,
        "linked_agents": agents,
        "created_by": "admin",
        "last_modified_by": "admin",
        "create_time": "2026-01-31T10:20:30Z",
        "system_mtime": format!("2026-02-{:02}T10:20:30Z", 1 + number % 28),
        "user_mtime": format!("2026-02-{:02}T10:20:30Z", 1 + number % 28),
    });
    record.as_object().cloned().unwrap_or_default()
}

/// The agent or subject with this URI, as far as descriptions show it.
pub fn heading(uri: &str) -> Option<Map<String, Value>> {
    let number: u64 = uri.rsplit('/').next()?.parse().ok()?;
    let title = match uri.split('/').nth(1)? {
        "subjects" => format!("Subject {} {number}", capital(&word(number * 7 % WORDS))),
        "agents" => format!("{}, {} {number}", capital(&word(number * 3 % WORDS)), capital(&word(number * 11 % WORDS))),
        _ => return None,
    };
    json!({ "uri": uri, "title": title, "publish": true }).as_object().cloned()
}
