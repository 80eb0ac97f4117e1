//! How a browser is told to treat a file: shown in the window, or saved.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the `attr-char` of RFC 8187.
const NOT_ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The value of `Content-Disposition` (RFC 6266) for a file. The name is ASCII for old clients, and whole for the
/// others.
pub(crate) fn of(mime_type: &str, file_name: &str) -> String {
    if is_harmless(mime_type) { with_name("inline", file_name) } else { attachment(file_name) }
}

/// The value for a file that is always saved.
pub(crate) fn attachment(file_name: &str) -> String {
    with_name("attachment", file_name)
}

fn with_name(kind: &str, file_name: &str) -> String {
    let is_plain = |character: char| (' '..='~').contains(&character) && !"\"\\%".contains(character);
    let ascii: String = file_name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    if ascii == file_name {
        return format!("{kind}; filename=\"{ascii}\"");
    }
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(file_name, NOT_ATTRIBUTE))
}

/// Types that a browser shows without running anything. A list of the harmless, because the active ones grow: HTML,
/// SVG, XML with stylesheets, scripts …
fn is_harmless(mime_type: &str) -> bool {
    let (kind, subtype) = mime_type.split_once('/').unwrap_or_default();
    match kind {
        "image" => !subtype.contains("svg") && !subtype.contains("xml"),
        "audio" | "video" => true,
        "text" => matches!(subtype, "plain" | "csv"),
        "application" => matches!(subtype, "pdf" | "json"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_files_are_saved() {
        for harmless in ["image/png", "application/pdf", "text/plain", "video/mp4"] {
            assert!(of(harmless, "x").starts_with("inline;"), "{harmless}");
        }
        for active in [
            "text/html",
            "image/svg+xml",
            "text/xml",
            "application/xhtml+xml",
            "text/javascript",
            "application/javascript",
            "application/octet-stream",
            "nonsense",
            "",
        ] {
            assert!(of(active, "x").starts_with("attachment;"), "{active}");
        }
    }

    #[test]
    fn names_are_quoted_or_encoded() {
        assert_eq!(of("image/png", "north wall.png"), "inline; filename=\"north wall.png\"");
        assert_eq!(
            of("image/png", "Höhe \"2\".png"),
            "inline; filename=\"H_he _2_.png\"; filename*=UTF-8''H%C3%B6he%20%222%22.png"
        );
        assert!(of("image/png", "a\r\nX: y").is_ascii());
        assert!(!of("image/png", "a\r\nX: y").contains('\n'));
    }
}
