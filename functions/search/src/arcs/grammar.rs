//! The query language of ARCS.
//!
//! ```text
//! query := term*
//! term  := cat ':' blanks? value | value
//! cat   := [A-Za-z][A-Za-z0-9_-]*
//! value := '"' chars '"' | "'" chars "'" | bare
//! ```
//!
//! A bare value behind a category goes on to the next category or quote; one without a category is a single word. A category begins a word, and
//! is none when `//` follows (an address). A single quote begins a value only where a word begins: elsewhere it is an apostrophe. Inside
//! quotes a backslash takes the next letter as it is.

use index::arcs::Part;

/// The category of values that have none.
const ANYWHERE: &str = "text";

/// Reads a query. The error is a text for the client.
pub(super) fn parse(query: &str) -> Result<Vec<Part>, String> {
    let mut parts = vec![];
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let category = category(rest);
        let (name, value) = category.unwrap_or((ANYWHERE, rest));
        let (part, behind) = if let Some((value, behind)) = quoted(value)? {
            (Part { facet: name.to_owned(), value, together: true }, behind)
        } else {
            let end = if category.is_some() { end_of_run(value) } else { end_of_word(value) };
            let (bare, behind) = value.split_at(end);
            if bare.trim().is_empty() {
                return Err(format!("a value is missing after {name}:"));
            }
            (Part { facet: name.to_owned(), value: bare.trim().to_owned(), together: false }, behind)
        };
        parts.push(part);
        rest = behind.trim_start();
    }
    Ok(parts)
}

/// The category that a text begins with, and what follows it.
fn category(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.split_once(':')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    (is_name && !behind.starts_with("//")).then(|| (name, behind.trim_start()))
}

/// The quoted value that a text begins with, and what follows it.
fn quoted(text: &str) -> Result<Option<(String, &str)>, String> {
    let mut letters = text.char_indices();
    let Some((_, quote @ ('"' | '\''))) = letters.next() else { return Ok(None) };
    let mut value = String::new();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            letter if letter == quote => return Ok(Some((value, &text[at + 1..]))),
            letter => value.push(letter),
        }
    }
    Err(format!("a quote ({quote}) is not closed"))
}

/// Where a word ends: at a blank, or at a double quote.
fn end_of_word(text: &str) -> usize {
    text.find(|letter: char| letter.is_whitespace() || letter == '"').unwrap_or(text.len())
}

/// Where the value of a category ends: before the next category or quote.
fn end_of_run(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if rest.is_empty() || rest.starts_with(['"', '\'']) || category(rest).is_some() {
            return at;
        }
        at += end_of_word(rest);
        at += text[at..].len() - text[at..].trim_start().len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each query with what it means: `category=value`, `"` before values whose words stand together.
    const TABLE: [(&str, &[&str]); 27] = [
        ("", &[]),
        ("   ", &[]),
        ("north wall", &["text=north", "text=wall"]),
        ("\"north wall\"", &["text=\"north wall"]),
        ("'north wall'", &["text=\"north wall"]),
        ("type: \"Photograph\" north", &["type=\"Photograph", "text=north"]),
        ("type:\"Photograph\"north", &["type=\"Photograph", "text=north"]),
        ("type:Photograph", &["type=Photograph"]),
        ("title: Bones 1989", &["title=Bones 1989"]),
        ("title: Bones  1989 type: Map", &["title=Bones  1989", "type=Map"]),
        ("title: Bones \"a b\" c", &["title=Bones", "text=\"a b", "text=c"]),
        ("\"East Field\" user: \"John Doe\"", &["text=\"East Field", "user=\"John Doe"]),
        ("date-modified:\"x\"", &["date-modified=\"x"]),
        ("\"type: Map\"", &["text=\"type: Map"]),
        ("http://example.org/a", &["text=http://example.org/a"]),
        ("title: see http://example.org", &["title=see http://example.org"]),
        ("url:http://example.org", &["url=http://example.org"]),
        ("filetype:application/pdf", &["filetype=application/pdf"]),
        ("John's notes", &["text=John's", "text=notes"]),
        ("title: John's notes", &["title=John's notes"]),
        ("12:30", &["text=12:30"]),
        ("a.b:c", &["text=a.b:c"]),
        (r#"title:"say \"no\" \\""#, &[r#"title="say "no" \"#]),
        ("title:\"\"", &["title=\""]),
        ("Ærø: x", &["text=Ærø:", "text=x"]),
        ("type:\u{3000}Map", &["type=Map"]),
        (": x", &["text=:", "text=x"]),
    ];

    #[test]
    fn queries_are_read() {
        for (query, expected) in TABLE {
            let parts = parse(query).unwrap();
            let shown = |part: &Part| format!("{}={}{}", part.facet, if part.together { "\"" } else { "" }, part.value);
            assert_eq!(parts.iter().map(shown).collect::<Vec<_>>(), expected, "{query:?}");
        }
    }

    #[test]
    fn what_is_no_query_is_told() {
        for query in ["\"", "a \"b", "'x", "type:\"x", "x'y \"", "\"a\\\"", "type:", "type: title: x", "title: type:"] {
            assert!(parse(query).is_err(), "{query:?}");
        }
    }

    #[test]
    fn long_queries_take_no_longer_than_their_length() {
        for pattern in ["a: ", "a ", "\"a\" ", "a:a ", "a:b\"c\"", ": ", "'a' "] {
            let started = std::time::Instant::now();
            let _ = parse(&pattern.repeat(20_000));
            assert!(started.elapsed().as_secs() < 2, "{pattern:?}");
        }
    }
}
