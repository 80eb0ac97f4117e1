//! References as clients write them: with a host name in front, a fragment behind, or a placeholder for a number.

use super::Uri;
use super::shapes::{SHAPES, Shape, TOGETHER, TREES};

impl Uri {
    /// The canonical URI that a reference text stands for, without the host name and the fragment that
    /// [`matches_type`] tolerates. Import placeholders (`import_…`) stand for no record.
    pub fn from_reference(text: &str) -> Option<Self> {
        if let Some(uri) = Self::parse(text) {
            return Some(uri);
        }
        let (collection, id) = without_fragment(text).rsplit_once('/')?;
        let id: u64 = id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.parse().ok())??;
        let fits = |shape: &&Shape| {
            let before = ends_with_path(collection, shape.path);
            before.is_some_and(|before| !shape.in_repository || repository_before(before).is_some())
        };
        let shape = SHAPES.iter().find(fits)?;
        let before = ends_with_path(collection, shape.path)?;
        let repository = if shape.in_repository { repository_before(before) } else { None };
        Self::of(shape.record_type, repository, id)
    }
}

fn without_fragment(text: &str) -> &str {
    text.split_once('#').map_or(text, |(before, _)| before)
}

/// What stands before `/path` at the end of a collection.
fn ends_with_path<'a>(collection: &'a str, path: &str) -> Option<&'a str> {
    collection.strip_suffix(path)?.strip_suffix('/')
}

fn repository_before(before: &str) -> Option<u64> {
    let (start, repository) = before.rsplit_once('/')?;
    let repository = repository.parse().ok()?;
    ends_with_path(start, "repositories").map(|_| repository)
}

/// Whether a reference text has the form of a URI of this type. Whether the record exists is not asked.
pub fn matches_type(text: &str, record_type: &str) -> bool {
    let text = without_fragment(text);
    if let Some((_, root)) = TREES.iter().find(|(tree, _)| *tree == record_type) {
        return text.strip_suffix("/tree").is_some_and(|root_uri| matches_type(root_uri, root));
    }
    let Some(shape) = SHAPES.iter().chain([&TOGETHER]).find(|shape| shape.record_type == record_type) else {
        return false;
    };
    let Some((collection, id)) = text.rsplit_once('/') else {
        return false;
    };
    let Some(before) = ends_with_path(collection, shape.path) else {
        return false;
    };
    is_reference_id(id) && (!shape.in_repository || has_repository(before))
}

fn is_reference_id(id: &str) -> bool {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let is_import = id.strip_prefix("import_").is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| matches!(byte, b'a'..=b'f' | b'0'..=b'9' | b'-'))
    });
    is_number || is_import
}

fn has_repository(before: &str) -> bool {
    before.rsplit_once('/').is_some_and(|(start, repository)| {
        let is_segment = !repository.is_empty() && !repository.contains(|c: char| c == ' ' || c.is_control());
        is_segment && ends_with_path(start, "repositories").is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_matched_leniently() {
        assert!(matches_type("/repositories/2/resources/1", "resource"));
        assert!(matches_type("http://x/repositories/2/resources/1#top", "resource"));
        assert!(matches_type("/repositories/2/resources/import_ab12-cd", "resource"));
        assert!(matches_type("/repositories/2/resources/1/tree", "resource_tree"));
        assert!(!matches_type("/repositories/2/resources/1/", "resource"));
        assert!(!matches_type("/repositories/2/accessions/1", "resource"));
        assert!(!matches_type("/resources/1", "resource"));
        assert!(!matches_type("junk", "resource"));
        assert!(!matches_type("/subjects/", "subject"));
    }

    #[test]
    fn references_have_one_canonical_form() {
        let canonical = |text| Uri::from_reference(text).map(|uri| uri.to_string());
        let resource = Some("/repositories/2/resources/1".to_owned());
        assert_eq!(canonical("http://x:8089/repositories/2/resources/1#top"), resource);
        assert_eq!(canonical("/repositories/02/resources/001"), resource);
        assert_eq!(canonical("http://x/agents/people/3").as_deref(), Some("/agents/people/3"));
        assert_eq!(canonical("http://x/repositories/3").as_deref(), Some("/repositories/3"));
        assert_eq!(canonical("/repositories/2/resources/import_ab"), None);
        assert_eq!(canonical("/repositories/2/resources/0"), None);
        assert_eq!(canonical("/resources/1"), None);
    }
}
