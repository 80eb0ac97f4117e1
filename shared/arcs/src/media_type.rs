//! What a file is: its first bytes say so, and only where they say nothing definite, the client.

/// The type of bytes that are nothing known.
const UNKNOWN: &str = "application/octet-stream";

/// Bytes of a file that are enough to tell what it is.
pub const ENOUGH: usize = 64 * 1024;

/// The media type of a file that begins with these bytes: all of it, or [`ENOUGH`]. `declared` are the client's opinions, the best
/// first.
pub fn of<'a>(bytes: &[u8], declared: impl Iterator<Item = &'a str>) -> String {
    let declared = declared.filter_map(essence).find(|name| name != UNKNOWN && !is_contradicted(bytes, name));
    let sniffed = sniff(bytes);
    match (sniffed, declared) {
        (Some(sniffed), Some(declared)) if is_refined_by(sniffed, &declared) => declared,
        (Some(sniffed), _) => sniffed.to_owned(),
        (None, Some(declared)) => declared,
        (None, None) if is_text(bytes) => "text/plain".to_owned(),
        (None, None) => UNKNOWN.to_owned(),
    }
}

/// `type/subtype` in lower case, without parameters; `None` for what is no media type.
pub fn essence(text: &str) -> Option<String> {
    let name = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_token = |part: &str| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.len() <= 127 && part.bytes().all(is_allowed)
    };
    let (kind, subtype) = name.split_once('/')?;
    (is_token(kind) && is_token(subtype)).then_some(name)
}

fn sniff(bytes: &[u8]) -> Option<&'static str> {
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    // A drawing that can hold scripts, which its first bytes only call XML, if anything.
    let may_be_svg = found.is_none_or(|name| name == "text/xml");
    let start = &bytes[..bytes.len().min(1024)];
    if may_be_svg && start.windows(4).any(|window| window.eq_ignore_ascii_case(b"<svg")) {
        return Some("image/svg+xml");
    }
    found
}

/// Formats that every reader tells by their first bytes: what does not begin so is none of them, whatever the client says.
const SIGNED: [&str; 6] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", PDF];

const PDF: &str = "application/pdf";

/// How far behind the beginning a document may begin.
const LEAD: usize = 1024;

/// Whether the bytes say that a file is not what the client says. A text is none of the pictures, sounds and films that have a signature:
/// shown as one, it might turn out to be markup to a browser that guesses.
fn is_contradicted(bytes: &[u8], declared: &str) -> bool {
    let may_be_document = || bytes[..bytes.len().min(LEAD)].windows(5).any(|window| window == b"%PDF-");
    if bytes.is_empty() || (declared == PDF && may_be_document()) {
        return false;
    }
    let is_other = SIGNED.contains(&declared) && infer::get(bytes).is_none_or(|kind| kind.mime_type() != declared);
    let kind = declared.split('/').next().unwrap_or_default();
    // Others are written as text, such as drawings and lists of tracks.
    let is_binary = ["image", "audio", "video"].contains(&kind) && infer::is_mime_supported(declared);
    is_other || (is_binary && is_text(bytes))
}

/// Formats that are containers of others: there the client knows more, as long as it names one of the same family.
fn is_refined_by(sniffed: &str, declared: &str) -> bool {
    match sniffed {
        "application/zip" => declared.starts_with("application/") && !declared.contains("script"),
        "text/xml" => declared.ends_with("xml"),
        _ => false,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let is_plain = |byte: &u8| *byte >= b' ' || matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c);
    // A character may be cut where the bytes end.
    let is_utf8 = std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    !bytes.is_empty() && bytes.iter().all(is_plain) && is_utf8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_bytes(bytes: &[u8], declared: &str) -> String {
        of(bytes, [declared].into_iter())
    }

    #[test]
    fn the_bytes_have_the_say() {
        assert_eq!(of_bytes(b"\x89PNG\r\n\x1a\n0000", "image/jpeg"), "image/png");
        assert_eq!(of_bytes(b"<!DOCTYPE html><p>", "image/png"), "text/html");
        assert_eq!(of_bytes(b"%PDF-1.7 x", ""), "application/pdf");
        assert_eq!(of_bytes(b"<?xml version='1.0'?><svg onload='x'>", "text/plain"), "image/svg+xml");
        assert_eq!(of_bytes(b" <svg onload='x'>", "image/png"), "image/svg+xml");
    }

    #[test]
    fn what_the_bytes_contradict_is_not_believed() {
        // Too far behind to be looked for: shown as a picture, a browser might run it.
        let hidden = format!("<!--{}--><svg onload='x'>", "x".repeat(2000));
        for declared in ["image/png", "image/jpeg", "image/tiff", "application/pdf", "video/mp4", "audio/mpeg"] {
            assert_eq!(of_bytes(hidden.as_bytes(), declared), "text/plain", "{declared}");
        }
        assert_eq!(of_bytes(b"\x00\x01<svg", "image/gif"), "image/svg+xml");
        assert_eq!(of_bytes(b"\x00\x01", "image/gif"), UNKNOWN);
        assert_eq!(of_bytes(b"\n \n%PDF-1.7", "application/pdf"), "application/pdf");
        // Of some formats the bytes tell nothing.
        assert_eq!(of_bytes(b"\x00\x01", "image/x-camera"), "image/x-camera");
        for drawn in ["image/svg+xml", "image/vnd.dxf", "audio/x-mpegurl"] {
            assert_eq!(of_bytes(b"0\nSECTION\n", drawn), drawn);
        }
        assert_eq!(of_bytes(b"\xff\xf3\x40", "audio/mpeg"), "audio/mpeg");
    }

    #[test]
    fn the_client_fills_the_gaps() {
        assert_eq!(of_bytes(b"a,b\n1,2\n", "Text/CSV; charset=utf-8"), "text/csv");
        assert_eq!(of_bytes(b"a,b\n", "application/octet-stream"), "text/plain");
        assert_eq!(of_bytes(b"PK\x03\x04rest", "application/epub+zip"), "application/epub+zip");
        assert_eq!(of_bytes(b"PK\x03\x04rest", "text/html"), "application/zip");
        assert_eq!(of_bytes(b"\x00\x01", ""), UNKNOWN);
        assert_eq!(of_bytes(b"", ""), UNKNOWN);
        assert_eq!(of_bytes(b"\x00\x01", "a/b\r\nX: y"), UNKNOWN);
    }
}
