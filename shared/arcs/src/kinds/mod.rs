//! The kinds of ARCS objects: what their bodies hold, and how clients see them.

mod annotation;
mod bookmark;
mod collection;
mod comment;
mod flag;
mod job;
mod keyword;
mod resource;

pub use annotation::{Annotation, Mark};
pub use bookmark::Bookmark;
pub use collection::Collection;
pub use comment::Comment;
pub use flag::{Flag, REASONS};
pub use job::{Job, Status, progress};
pub use keyword::{KNOWN, Keyword, OFFERED};
pub use resource::{PREVIEW_SIDE, Pictures, Resource, THUMBNAIL_SIDE};

/// The relations of what goes with a resource when it is deleted ([`crate::Part::RELATION`]).
pub const PARTS: [&str; 5] = ["comments", "keywords", "annotations", "flags", "bookmarks"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Part};

    #[test]
    fn every_kind_is_known_to_the_records() {
        let kinds = [
            Resource::RECORD_TYPE,
            Comment::RECORD_TYPE,
            Keyword::RECORD_TYPE,
            Annotation::RECORD_TYPE,
            Flag::RECORD_TYPE,
            Bookmark::RECORD_TYPE,
            Collection::RECORD_TYPE,
            Job::RECORD_TYPE,
        ];
        for kind in kinds {
            assert_eq!(records::types::name(kind), Some(kind));
        }
    }

    #[test]
    fn parts_are_complete() {
        let relations =
            [Comment::RELATION, Keyword::RELATION, Annotation::RELATION, Flag::RELATION, Bookmark::RELATION];
        assert_eq!(relations, PARTS);
    }
}
