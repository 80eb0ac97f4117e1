//! Where a file is found: `/arcs-data/`, then its SHA-1 as 1/1/1/37 digits, then its name. As in the original, so that
//! clients may compute it; addresses are made when a resource is read, and never stored.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The name of every file's small picture.
pub const THUMBNAIL: &str = "thumb.png";

/// The name of every file's larger picture.
pub const PREVIEW: &str = "preview.png";

/// The query parameter of files that are called like a picture of a file: they are reached, too.
pub const ORIGINAL: &str = "original";

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An address below the archive's origin.
pub struct Address {
    path: String,
    query: Vec<String>,
}

impl Address {
    /// Adds a signature.
    pub fn sign(&mut self, query: &str) {
        self.query.push(query.to_owned());
    }

    /// The whole address, under `https://host`.
    pub fn under(&self, origin: &str) -> String {
        let query = self.query.join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{origin}{}{mark}{query}", self.path)
    }
}

/// The address of a file.
pub fn of_file(sha: &str, file_name: &str) -> Address {
    let mut address = of_derivative(sha, file_name);
    if is_derivative(file_name) {
        address.query.push(ORIGINAL.to_owned());
    }
    address
}

/// The address of something that was made from a file.
pub fn of_derivative(sha: &str, name: &str) -> Address {
    let digits = |from: usize, to: usize| sha.get(from..to).unwrap_or_default();
    let name = utf8_percent_encode(name, RESERVED);
    let path = format!("/arcs-data/{}/{}/{}/{}/{name}", digits(0, 1), digits(1, 2), digits(2, 3), digits(3, 40));
    Address { path, query: vec![] }
}

/// Whether a name is that of something made from the file.
pub fn is_derivative(name: &str) -> bool {
    [THUMBNAIL, PREVIEW].contains(&name)
}

/// The SHA-1 that four segments of a path spell, if they do.
pub fn sha_of(segments: [&str; 4]) -> Option<String> {
    let is_sha = segments.map(str::len) == [1, 1, 1, 37]
        && segments.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    is_sha.then(|| segments.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "0a963ed07623a1c4a966749c7a806bfcd6aeb212";

    #[test]
    fn addresses_are_those_of_the_original() {
        assert_eq!(
            of_file(SHA, "T5-notebook.pdf").under("https://arcs.example.org"),
            "https://arcs.example.org/arcs-data/0/a/9/63ed07623a1c4a966749c7a806bfcd6aeb212/T5-notebook.pdf"
        );
        assert!(of_file(SHA, "a b/?#ü.png").under("").ends_with("/a%20b%2F%3F%23%C3%BC.png"));
    }

    #[test]
    fn queries_add_up() {
        let mut address = of_file(SHA, THUMBNAIL);
        address.sign("expires=1&signature=x");
        assert!(address.under("").ends_with("/thumb.png?original&expires=1&signature=x"));
    }

    #[test]
    fn paths_spell_a_sha_or_nothing() {
        let rest = &SHA[3..];
        assert_eq!(sha_of(["0", "a", "9", rest]).as_deref(), Some(SHA));
        for segments in [["0", "A", "9", rest], ["0a", "", "9", rest], ["0", "a", "9", "x"], ["#", "a", "9", rest]] {
            assert!(sha_of(segments).is_none(), "{segments:?}");
        }
    }
}
