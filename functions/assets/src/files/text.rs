//! In which letters a text is written. Nobody says so when a file is uploaded, and a browser that is not told guesses wrong.

use api::{Call, Problem};
use arcs::media_type::ENOUGH;
use arcs::shelf::File;
use bytes::Bytes;

/// Texts that browsers show; other ones are saved, or say themselves how they are written.
const SHOWN: [&str; 2] = ["text/plain", "text/csv"];

/// Bytes of a text that are looked through. Of a longer one its beginning has to do.
const MOST: u64 = ENOUGH as u64;

/// The type of a file, with its charset where it is a text in UTF-8. `body` is all of the file, where it was read anyway; else its
/// beginning is read, if it is a text.
pub(super) async fn with_charset(
    call: &Call,
    file: &File,
    content_type: &str,
    body: Option<&Bytes>,
) -> Result<String, Problem> {
    if !SHOWN.contains(&content_type) || file.size == 0 {
        return Ok(content_type.to_owned());
    }
    let is_utf8 = match body.filter(|body| body.len() as u64 == file.size) {
        Some(body) => is_utf8(body),
        None => is_utf8(&call.store.read_blob(&file.sha256, Some((0, file.size.min(MOST) - 1))).await?),
    };
    Ok(if is_utf8 { format!("{content_type}; charset=utf-8") } else { content_type.to_owned() })
}

/// Whether a text, or the beginning of one, is UTF-8: its last character may be cut.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_be_cut() {
        let text = "Größe µ".as_bytes();
        assert!(is_utf8(text) && is_utf8(&text[..3]));
        assert!(!is_utf8(b"Gr\xf6\xdfe"));
    }
}
