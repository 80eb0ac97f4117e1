//! The files of the page, which are part of the program.

use std::sync::OnceLock;

use api::Reply;
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

/// A file of the page.
pub(crate) struct File {
    name: &'static str,
    media_type: &'static str,
    text: &'static str,
    etag: OnceLock<String>,
}

/// The page itself.
pub(crate) static PAGE: File = File::new("index.html", HTML, include_str!("../page/index.html"));

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What it is made of.
static PARTS: [File; 9] = [
    File::new("style.css", "text/css; charset=utf-8", include_str!("../page/style.css")),
    File::new("icon.svg", "image/svg+xml", include_str!("../page/icon.svg")),
    File::new("main.js", SCRIPT, include_str!("../page/main.js")),
    File::new("archive.js", SCRIPT, include_str!("../page/archive.js")),
    File::new("dom.js", SCRIPT, include_str!("../page/dom.js")),
    File::new("browse.js", SCRIPT, include_str!("../page/browse.js")),
    File::new("resource.js", SCRIPT, include_str!("../page/resource.js")),
    File::new("upload.js", SCRIPT, include_str!("../page/upload.js")),
    File::new("zoom.js", SCRIPT, include_str!("../page/zoom.js")),
];

impl File {
    const fn new(name: &'static str, media_type: &'static str, text: &'static str) -> Self {
        Self { name, media_type, text, etag: OnceLock::new() }
    }

    /// The part of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        PARTS.iter().find(|file| file.name == name)
    }

    /// The file, or nothing for a browser that has it. It asks each time, because names do not change with the content.
    pub(crate) fn answer(&self, headers: &HeaderMap, policy: &str) -> Reply {
        let etag = self.etag.get_or_init(|| format!("W/\"{}\"", &hex::encode(Sha256::digest(self.text))[..32]));
        let seen = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let reply = if seen.split(',').any(|tag| tag.trim() == etag) {
            Reply { status: StatusCode::NOT_MODIFIED, ..Reply::nothing() }
        } else {
            Reply::bytes(self.media_type, self.text)
        };
        reply
            .with(header::ETAG, etag)
            .with(header::CACHE_CONTROL, "no-cache")
            .with(header::CONTENT_SECURITY_POLICY, policy)
            .with(header::REFERRER_POLICY, "no-referrer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_asked_for_is_there() {
        let mut asked = 0;
        for text in std::iter::once(PAGE.text).chain(PARTS.iter().map(|file| file.text)) {
            for (before, after) in [("/gallery/", "\""), ("from \"./", "\"")] {
                for rest in text.split(before).skip(1) {
                    let name = rest.split(after).next().unwrap_or_default();
                    assert!(File::named(name).is_some(), "{name}");
                    asked += 1;
                }
            }
        }
        assert!(asked >= 10, "{asked}");
    }

    #[test]
    fn the_page_is_small() {
        let bytes: usize = PARTS.iter().map(|file| file.text.len()).sum::<usize>() + PAGE.text.len();
        assert!(bytes < 40_000, "{bytes} bytes before compression");
    }

    #[test]
    fn nothing_becomes_markup() {
        for file in &PARTS {
            for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                assert!(!file.text.contains(way), "{way} in {}", file.name);
            }
        }
        assert!(!PAGE.text.contains("<style") && !PAGE.text.contains(" style=") && !PAGE.text.contains(" onclick="));
    }
}
