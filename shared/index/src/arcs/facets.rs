//! The words by which resources are asked for, and the fields behind them. A word that is none of these is the name of an attribute.

/// How a facet compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The whole value, without regard to case.
    Equal,
    /// The whole value, which is a day: `YYYY-MM-DD`.
    Day,
    /// By words: all of them, in any order.
    Words,
    /// The value of an attribute, whose name is the facet's.
    Attribute,
}

/// A facet.
#[derive(Debug)]
pub struct Facet {
    /// What clients call it; the first is its name.
    pub names: &'static [&'static str],
    /// How it compares.
    pub how: How,
    /// Where the values are that everybody may know. The first also says what they look like.
    pub(super) fields: &'static [&'static str],
    /// Where the others are.
    pub(super) hidden: &'static [&'static str],
    /// Whether whose values these are is told only to who is logged in.
    pub personal: bool,
}

const PLAIN: Facet = Facet { names: &[], how: How::Equal, fields: &[], hidden: &[], personal: false };

static FACETS: [Facet; 17] = [
    Facet { names: &["text", "all"], how: How::Words, fields: &["arcs_text"], hidden: &["arcs_hidden_text"], ..PLAIN },
    Facet { names: &["title"], fields: &["arcs_title"], ..PLAIN },
    Facet { names: &["filename"], fields: &["arcs_file_name"], ..PLAIN },
    Facet { names: &["filetype"], fields: &["arcs_file_type", "arcs_short_type"], ..PLAIN },
    Facet { names: &["type"], fields: &["arcs_type"], ..PLAIN },
    Facet { names: &["id"], fields: &["arcs_id"], ..PLAIN },
    Facet { names: &["sha"], fields: &["arcs_sha"], ..PLAIN },
    Facet { names: &["user"], fields: &["arcs_user"], personal: true, ..PLAIN },
    Facet { names: &["keyword"], fields: &["arcs_keyword"], ..PLAIN },
    Facet { names: &["created", "uploaded"], how: How::Day, fields: &["arcs_created"], ..PLAIN },
    Facet { names: &["modified"], how: How::Day, fields: &["arcs_modified"], ..PLAIN },
    Facet { names: &["comment"], how: How::Words, fields: &["arcs_comment"], ..PLAIN },
    Facet { names: &["transcription", "caption"], how: How::Words, fields: &["arcs_transcription"], ..PLAIN },
    Facet {
        names: &["collection"],
        fields: &["arcs_collection", "arcs_unlisted_collection"],
        hidden: &["arcs_hidden_collection", "arcs_hidden_unlisted_collection"],
        ..PLAIN
    },
    Facet {
        names: &["collection_id"],
        fields: &["arcs_collection_id"],
        hidden: &["arcs_hidden_collection_id"],
        ..PLAIN
    },
    Facet { names: &["metadata"], fields: &["arcs_metadata"], ..PLAIN },
    Facet { names: &["access"], fields: &["arcs_access"], ..PLAIN },
];

/// Every other word.
static ATTRIBUTE: Facet = Facet { names: &["attribute"], how: How::Attribute, fields: &["arcs_attribute"], ..PLAIN };

impl Facet {
    /// The facet of this name, in whatever case. A name that is not known is that of an attribute.
    pub fn named(name: &str) -> &'static Self {
        let is_named = |facet: &&Self| facet.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        FACETS.iter().find(is_named).unwrap_or(&ATTRIBUTE)
    }

    /// The fields that a search looks at.
    pub(super) fn searched(&self, public: bool) -> impl Iterator<Item = &'static str> {
        let hidden = if public { &[] } else { self.hidden };
        self.fields.iter().chain(hidden).copied()
    }

    /// The fields whose values are shown.
    pub(super) fn shown(&self, public: bool) -> impl Iterator<Item = &'static str> {
        let hidden = if public { None } else { self.hidden.first() };
        self.fields.first().into_iter().chain(hidden).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    #[test]
    fn every_facet_has_fields() {
        for facet in FACETS.iter().chain([&ATTRIBUTE]) {
            assert!(facet.searched(false).count() > 0, "{facet:?}");
            for field in facet.searched(false) {
                let kind = fields::find(field).map(|field| field.kind);
                assert_eq!(kind == Some(fields::Kind::Plain), facet.how == How::Words, "{field}");
            }
        }
    }

    #[test]
    fn names_are_those_of_the_original() {
        assert_eq!(Facet::named("Caption").names[0], "transcription");
        assert_eq!(Facet::named("all").names[0], "text");
        assert_eq!(Facet::named("location").how, How::Attribute);
        assert_eq!(Facet::named("attribute").how, How::Attribute);
    }
}
