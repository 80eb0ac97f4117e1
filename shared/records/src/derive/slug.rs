//! Slugs: the short names in readable addresses.
//!
//! Readable addresses are off. Then a slug that a client sends with a new record is kept as it is, every update
//! clears it, and only repositories get one by themselves.

use super::{is_true, text};
use crate::record_type::Draft;

/// The longest slug.
const LONGEST: usize = 50;

/// Sets the slug of an ordinary record.
pub(crate) fn keep_or_clear(draft: &mut Draft<'_>) {
    if draft.previous.is_some() {
        draft.body.shift_remove("slug");
    }
}

/// Sets the slug of a repository: from its code, unless it chose its own.
pub(crate) fn from_repo_code(draft: &mut Draft<'_>) {
    let chosen = text(&draft.body, "slug").filter(|_| !is_true(&draft.body, "is_slug_auto"));
    let source = chosen.or_else(|| text(&draft.body, "repo_code")).unwrap_or_default();
    let slug = clean(source);
    if slug.is_empty() {
        draft.body.insert("is_slug_auto".to_owned(), false.into());
    } else {
        draft.body.insert("slug".to_owned(), slug.into());
    }
}

/// Makes a slug of a text: lower-case ASCII letters, digits, `-` and single `_` between them.
pub fn clean(text: &str) -> String {
    let kept: String = strip_tags(text)
        .chars()
        .filter_map(|letter| match letter {
            ' ' | '_' => Some('_'),
            '-' => Some('-'),
            letter if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_lowercase()),
            _ => None,
        })
        .collect();
    let mut slug = String::with_capacity(kept.len());
    for letter in kept.replace("--", "").chars().take(LONGEST) {
        if letter != '_' || !slug.ends_with('_') {
            slug.push(letter);
        }
    }
    let slug = slug.trim_matches(['_', '-']);
    // A number alone would be taken for an id.
    if !slug.is_empty() && slug.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("__{slug}")
    } else {
        slug.to_owned()
    }
}

/// The text without what stands between `<` and `>`.
fn strip_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            letter if !inside => kept.push(letter),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(clean("MAIN"), "main");
        assert_eq!(clean("A  B & <i>C</i>!"), "a_b_c");
        assert_eq!(clean("2024"), "__2024");
        assert_eq!(clean("東京"), "");
    }
}
