//! The name of a file in a multipart form, however its client writes it.
//!
//! Browsers send `filename="…"` in UTF-8. Some libraries send `filename*=UTF-8''…` (RFC 5987), alone or besides, or cut a long
//! name into `filename*0*=…; filename*1*=…` (RFC 2231); those win, because they say how they are encoded. A name in bytes that are no
//! UTF-8 is read as Latin-1, which old clients send. What may be in a name is not decided here.

use std::collections::BTreeMap;

use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;

/// The name in the part's `Content-Disposition`; `None` when the part is no file.
pub(crate) fn of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_DISPOSITION)?.as_bytes();
    let value = std::str::from_utf8(value).map_or_else(|_| latin1(value), ToOwned::to_owned);
    let mut plain = None;
    let mut pieces: BTreeMap<u32, (String, bool)> = BTreeMap::new();
    for (name, text) in parameters(&value) {
        let Some(rest) = name.strip_prefix("filename") else { continue };
        match rest {
            "" => plain = plain.or(Some(text)),
            "*" => return Some(decode(&text)),
            _ => {
                let number = rest.strip_prefix('*')?;
                let (number, is_encoded) = number.strip_suffix('*').map_or((number, false), |number| (number, true));
                pieces.insert(number.parse().ok()?, (text, is_encoded));
            }
        }
    }
    if pieces.is_empty() {
        return plain;
    }
    Some(join(pieces.into_values()))
}

/// The parameters of a header, with lower-case names. A semicolon inside quotes ends nothing.
fn parameters(value: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut rest = value.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let after = after.trim_start();
        let (text, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted_text(quoted),
            None => after
                .split_once(';')
                .map_or((after.trim_end().to_owned(), ""), |(text, left)| (text.trim_end().to_owned(), left)),
        };
        found.push((name, text));
        rest = left;
    }
    found
}

/// The text up to the closing quote, and what follows. Only a quote is escaped: a backslash alone is one, as in the paths that
/// some browsers send.
fn quoted_text(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        match character {
            '\\' if characters.peek().is_some_and(|(_, next)| *next == '"') => {
                text.push('"');
                characters.next();
            }
            '"' => return (text, quoted.get(place + 1..).unwrap_or_default()),
            _ => text.push(character),
        }
    }
    (text, "")
}

/// `charset'language'percent-encoded`.
fn decode(text: &str) -> String {
    let mut parts = text.splitn(3, '\'');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(encoded)) => {
            in_charset(&percent_decode_str(encoded).collect::<Vec<u8>>(), charset)
        }
        _ => percent_decode_str(text).decode_utf8_lossy().into_owned(),
    }
}

/// Pieces of one name. The first encoded one says the character set of all.
fn join(pieces: impl Iterator<Item = (String, bool)>) -> String {
    let (mut bytes, mut charset) = (vec![], None);
    for (text, is_encoded) in pieces {
        if !is_encoded {
            bytes.extend_from_slice(text.as_bytes());
            continue;
        }
        let mut encoded = text.as_str();
        if charset.is_none() {
            let mut parts = text.splitn(3, '\'');
            let named = parts.next().unwrap_or_default();
            if let Some(rest) = parts.nth(1) {
                charset = Some(named.to_owned());
                encoded = rest;
            }
        }
        bytes.extend(percent_decode_str(encoded));
    }
    in_charset(&bytes, charset.as_deref().unwrap_or("utf-8"))
}

fn in_charset(bytes: &[u8], charset: &str) -> String {
    if charset.eq_ignore_ascii_case("utf-8") {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    latin1(bytes)
}

/// Every byte is the character of its number.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn name(value: &[u8]) -> Option<String> {
        of(&HeaderMap::from_iter([(header::CONTENT_DISPOSITION, HeaderValue::from_bytes(value).unwrap())]))
    }

    #[test]
    fn names_are_read_however_they_are_written() {
        for (value, expected) in [
            ("form-data; name=\"file\"; filename=\"north wall.png\"", Some("north wall.png")),
            ("form-data; name=\"file\"; filename=\"a;b=c.png\"; x=y", Some("a;b=c.png")),
            ("form-data; filename=plain.png; name=file", Some("plain.png")),
            ("form-data; name=\"file\"; FileName=\"x\"", Some("x")),
            ("form-data; name=\"filename=x\"", None),
            ("form-data; name=\"title\"", None),
            ("form-data; name=\"file\"; filename=\"\"", Some("")),
            ("form-data; name=\"file\"; filename=\"say \\\"hi\\\".txt\"", Some("say \"hi\".txt")),
            ("form-data; name=\"file\"; filename=\"C:\\scans\\a.png\"", Some("C:\\scans\\a.png")),
            ("form-data; name=\"file\"; filename=\"東京.png\"", Some("東京.png")),
            ("form-data; filename=\"H_he.png\"; filename*=UTF-8''H%C3%B6he.png", Some("Höhe.png")),
            ("form-data; filename*=UTF-8'de'H%C3%B6he.png; filename=\"x\"", Some("Höhe.png")),
            ("form-data; filename*=ISO-8859-1''H%F6he.png", Some("Höhe.png")),
            ("form-data; filename*0=\"long \"; filename*1=\"name.png\"", Some("long name.png")),
            ("form-data; filename*0*=UTF-8''%E6%9D%B1; filename*1*=%E4%BA%AC; filename*2=\".png\"", Some("東京.png")),
            ("form-data; filename*=%ff", Some("\u{fffd}")),
            ("form-data", None),
            ("form-data; filename=\"no end", Some("no end")),
        ] {
            assert_eq!(name(value.as_bytes()).as_deref(), expected, "{value}");
        }
        assert_eq!(name(b"form-data; filename=\"H\xf6he.png\"").as_deref(), Some("Höhe.png"));
    }
}
