//! What a fetched file is called.

use arcs::file_name::clean;
use percent_encoding::percent_decode_str;

/// The name that the server gives the file (`Content-Disposition`, RFC 6266), else the last part of the address that was
/// asked for, else of that where the file was found.
pub(super) fn of(disposition: Option<&str>, asked: &str, found: Option<&str>) -> String {
    let given = disposition.and_then(of_disposition);
    let named = given.or_else(|| last_part(asked)).or_else(|| last_part(found?));
    clean(&named.unwrap_or_default())
}

/// The last part of an address's path, decoded.
fn last_part(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let path = rest.split(['?', '#']).next()?;
    let (_, path) = path.split_once('/')?;
    let part = path.rsplit('/').next()?;
    let name = percent_decode_str(part).decode_utf8_lossy().into_owned();
    (!name.trim().is_empty()).then_some(name)
}

/// `filename*` in UTF-8, else `filename`.
fn of_disposition(text: &str) -> Option<String> {
    let parameters = parameters(text);
    let find = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let extended = find("filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_, coded) = rest.split_once('\'')?;
        let is_utf8 = charset.eq_ignore_ascii_case("utf-8");
        is_utf8.then(|| percent_decode_str(coded).decode_utf8_lossy().into_owned())
    });
    extended.or_else(|| find("filename")).filter(|name| !name.trim().is_empty())
}

/// The parameters after the first word, names in lower case. Quoted values may hold what separates others.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut parameters = vec![];
    let mut rest = text.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, value)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => value
                .split_once(';')
                .map_or((value.trim().to_owned(), ""), |(value, after)| (value.trim().to_owned(), after)),
        };
        parameters.push((name, value));
        rest = after;
    }
    parameters
}

/// A quoted value from behind its first quote, and what follows it.
fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return (value, &text[place + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_names_the_file() {
        let named = |disposition: &str| of(Some(disposition), "http://example.org/x.bin", None);
        assert_eq!(named("attachment; filename=north.jpg"), "north.jpg");
        assert_eq!(named("inline; filename=\"a; \\\"b\\\".jpg\"; x=1"), "a; \"b\".jpg");
        assert_eq!(named("attachment; filename=\"old.jpg\"; FileName*=utf-8'de'%C3%9Cbersicht.jpg"), "Übersicht.jpg");
        assert_eq!(named("attachment; filename=\"../../etc/passwd\""), "passwd");
        for nothing in
            ["attachment", "", "attachment; filename=", "attachment; filename*=latin1''x", "; ; =", "\"", "a;b=\""]
        {
            assert_eq!(named(nothing), "x.bin", "{nothing}");
        }
    }

    #[test]
    fn else_the_address_does() {
        let named = |address: &str| of(None, address, Some("https://example.net/found.png"));
        assert_eq!(named("https://example.org/a/north%20wall.jpg?size=full#x"), "north wall.jpg");
        assert_eq!(named("https://example.org/a/%2e%2e%2fpasswd"), "passwd");
        assert_eq!(named("https://example.org/%ff%fe.png"), ".png");
        for nameless in ["https://example.org", "https://example.org/", "https://example.org/a/?x=y.jpg"] {
            assert_eq!(named(nameless), "found.png", "{nameless}");
        }
        assert_eq!(of(None, "https://example.org/", None), "file");
    }
}
