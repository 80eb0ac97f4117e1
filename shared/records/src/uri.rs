//! Record URIs: parsed once, at the edge, and then passed on as [`Uri`].
//!
//! Two rules live here. [`Uri::parse`] is strict: only known shapes, decimal numbers without leading zeros, nothing
//! before or after, so that one record has exactly one spelling and no text of a client becomes another storage key.
//! [`matches_type`] is the lenient rule that reference properties are validated with: a host name in front and a
//! `#fragment` behind are tolerated; [`Uri::from_reference`] turns such a text into the one spelling.

mod reference;
mod shapes;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

pub use reference::matches_type;
use shapes::{SHAPES, Shape};

/// The URI of one record.
#[derive(Clone)]
pub struct Uri {
    text: String,
    shape: &'static Shape,
    repository: Option<u64>,
    id: u64,
}

impl Uri {
    /// The canonical URI of a record: `/repositories/2/accessions/5`, `/agents/people/3`, `/repositories/2`.
    pub fn parse(text: &str) -> Option<Self> {
        let (collection, id) = text.strip_prefix('/')?.rsplit_once('/')?;
        let id = number(id)?;
        let (repository, path) = match collection.strip_prefix("repositories/") {
            Some(rest) => {
                let (repository, path) = rest.split_once('/')?;
                (Some(number(repository)?), path)
            }
            None => (None, collection),
        };
        let shape = SHAPES.iter().find(|shape| shape.path == path && shape.in_repository == repository.is_some())?;
        let repository = if shape.record_type == "repository" { Some(id) } else { repository };
        Some(Self { text: text.to_owned(), shape, repository, id })
    }

    /// The URI of the record with this type and number; `repository` is needed for, and only for, types that live in
    /// one. Numbers start at 1.
    pub fn of(record_type: &str, repository: Option<u64>, id: u64) -> Option<Self> {
        let shape = SHAPES.iter().find(|shape| shape.record_type == record_type)?;
        match repository {
            Some(repository) if shape.in_repository => {
                Self::parse(&format!("/repositories/{repository}/{}/{id}", shape.path))
            }
            None if !shape.in_repository => Self::parse(&format!("/{}/{id}", shape.path)),
            _ => None,
        }
    }

    /// The repository that the record belongs to, or is.
    pub fn repository(&self) -> Option<u64> {
        self.repository
    }

    /// The URI without its number: `/repositories/2/accessions`.
    pub fn collection(&self) -> &str {
        self.text.rsplit_once('/').map_or("", |(collection, _)| collection)
    }

    /// The record's number.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The record's type. Every URI that parses has one.
    pub fn record_type(&self) -> Option<&'static str> {
        Some(self.shape.record_type)
    }

    /// The URI.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A number from 1, in its only spelling.
fn number(text: &str) -> Option<u64> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if canonical { text.parse().ok() } else { None }
}

impl fmt::Display for Uri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Uri({})", self.text)
    }
}

impl AsRef<str> for Uri {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

// The text alone tells two URIs apart: everything else was read from it.
impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Uri {}

impl Hash for Uri {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Uri {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Uri {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_uris_parse() {
        let accession = Uri::parse("/repositories/2/accessions/5").unwrap();
        assert_eq!(accession.repository(), Some(2));
        assert_eq!(accession.collection(), "/repositories/2/accessions");
        assert_eq!(accession.id(), 5);
        assert_eq!(accession.record_type(), Some("accession"));
        let person = Uri::parse("/agents/people/3").unwrap();
        assert_eq!((person.repository(), person.collection()), (None, "/agents/people"));
        let repository = Uri::parse("/repositories/7").unwrap();
        assert_eq!((repository.repository(), repository.record_type()), (Some(7), Some("repository")));
        assert_eq!(Uri::of("accession", Some(2), 5), Some(accession));
        assert_eq!(Uri::of("accession", None, 5), None);
        assert_eq!(Uri::of("subject", Some(2), 5), None);
    }

    #[test]
    fn nothing_else_does() {
        let hostile = [
            "",
            "/",
            "//",
            "/subjects",
            "/subjects/",
            "/subjects/0",
            "/subjects/01",
            "/subjects/+1",
            "/subjects/-1",
            "/subjects/1/",
            "/subjects/1#x",
            "/subjects/1\n",
            "/subjects/\u{661}",
            "/subjects/1 ",
            "subjects/1",
            "//subjects/1",
            "/subjects//1",
            "/repositories/2/subjects/1",
            "/accessions/1",
            "/nonsense/1",
            "/repositories/02/accessions/1",
            "/repositories/2/accessions/import_ab",
            "http://x/subjects/1",
            "/repositories/2/repositories/1",
            "/subjects/18446744073709551616",
            "/repositories/x/accessions/1",
            "/repositories/2/accessions/1/tree",
            "/subjects/1?x",
            "/subjects/1%00",
            "/SUBJECTS/1",
        ];
        for text in hostile {
            assert!(Uri::parse(text).is_none(), "{text:?}");
        }
    }
}
