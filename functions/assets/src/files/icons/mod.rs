//! Icons: what stands in for the picture of a file while there is none, by the type of the file. Small PNG files, drawn from
//! declarations: the symbols ([`symbols`]), and which type has which.

mod draw;
mod symbols;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use bytes::Bytes;

use symbols::Symbol;

/// Media types, or what they begin with, and their symbols. The first that fits counts.
const TYPES: [(&str, &Symbol); 40] = [
    ("application/pdf", &symbols::PAGES),
    ("application/postscript", &symbols::PAGES),
    ("application/epub+zip", &symbols::BOOK),
    ("application/x-mobipocket-ebook", &symbols::BOOK),
    ("application/msword", &symbols::LETTER),
    ("application/rtf", &symbols::LETTER),
    ("text/rtf", &symbols::LETTER),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", &symbols::LETTER),
    ("application/vnd.oasis.opendocument.text", &symbols::LETTER),
    ("application/vnd.ms-excel", &symbols::TABLE),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", &symbols::TABLE),
    ("application/vnd.oasis.opendocument.spreadsheet", &symbols::TABLE),
    ("text/csv", &symbols::TABLE),
    ("text/tab-separated-values", &symbols::TABLE),
    ("application/vnd.ms-powerpoint", &symbols::SCREEN),
    ("application/vnd.openxmlformats-officedocument.presentationml", &symbols::SCREEN),
    ("application/vnd.oasis.opendocument.presentation", &symbols::SCREEN),
    ("application/zip", &symbols::BOX),
    ("application/gzip", &symbols::BOX),
    ("application/x-tar", &symbols::BOX),
    ("application/x-7z-compressed", &symbols::BOX),
    ("application/x-bzip2", &symbols::BOX),
    ("application/x-xz", &symbols::BOX),
    ("application/zstd", &symbols::BOX),
    ("application/vnd.rar", &symbols::BOX),
    ("application/x-rar-compressed", &symbols::BOX),
    ("text/html", &symbols::BRACKETS),
    ("application/xhtml+xml", &symbols::BRACKETS),
    ("text/xml", &symbols::BRACKETS),
    ("application/xml", &symbols::BRACKETS),
    ("application/json", &symbols::BRACKETS),
    ("application/javascript", &symbols::BRACKETS),
    ("text/javascript", &symbols::BRACKETS),
    ("message/", &symbols::ENVELOPE),
    ("application/vnd.ms-outlook", &symbols::ENVELOPE),
    ("image/", &symbols::LANDSCAPE),
    ("audio/", &symbols::NOTE),
    ("video/", &symbols::FILM),
    ("font/", &symbols::LETTER),
    ("text/", &symbols::LINES),
];

/// The icon of a media type, as PNG. Every type has one.
pub(crate) fn of(media_type: &str) -> Bytes {
    static DRAWN: LazyLock<Mutex<HashMap<&'static str, Bytes>>> = LazyLock::new(Mutex::default);
    let symbol = symbol(media_type);
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    drawn.entry(symbol.name).or_insert_with(|| draw::draw(symbol).into()).clone()
}

fn symbol(media_type: &str) -> &'static Symbol {
    let found = TYPES.iter().find(|(beginning, _)| media_type.starts_with(beginning));
    found.map_or(&symbols::NOTHING, |(_, symbol)| symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_symbols() {
        for (media_type, expected) in [
            ("application/pdf", "pages"),
            ("image/jpeg", "landscape"),
            ("text/csv", "table"),
            ("text/plain", "lines"),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "letter"),
            ("video/mp4", "film"),
            ("application/octet-stream", "nothing"),
            ("", "nothing"),
            ("nonsense", "nothing"),
        ] {
            assert_eq!(symbol(media_type).name, expected, "{media_type}");
        }
    }

    #[test]
    fn every_symbol_is_a_png_of_its_own() {
        let mut seen: Vec<Bytes> = vec![];
        for (media_type, expected) in TYPES {
            assert_eq!(symbol(media_type).name, expected.name, "{media_type} is never reached");
            let icon = of(media_type);
            assert!(icon.starts_with(b"\x89PNG\r\n\x1a\n") && icon.len() < 4096, "{media_type}");
            if !seen.contains(&icon) {
                seen.push(icon);
            }
        }
        assert_eq!(seen.len(), 12);
    }
}
