//! What is indexed of a resource.

use serde_json::Value;

use super::{KIND, attribute, compared};
use crate::document::{Change, Document};
use crate::encode::cut;

/// Bytes of the long texts of a resource (comments, transcripts, what a document says) that are looked through: about 300 pages. What comes
/// after them is not found.
const LONGEST: usize = 1024 * 1024;

/// A resource with everything by which it is found.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// Its URI.
    pub uri: String,
    /// Its id, as clients see it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The uploader's name for the file.
    pub file_name: String,
    /// Media type.
    pub mime_type: String,
    /// `Photograph` and so on.
    pub category: String,
    /// SHA-1 of the file.
    pub sha: String,
    /// Whether everybody may see it.
    pub public: bool,
    /// URI of the user whose it is.
    pub owner: String,
    /// What that user is called.
    pub owner_name: String,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// When it was changed.
    pub modified: i64,
    /// Its keywords.
    pub keywords: Vec<String>,
    /// The texts of its comments.
    pub comments: Vec<String>,
    /// What its annotations say is written there.
    pub transcripts: Vec<String>,
    /// What people say about it, by attribute.
    pub metadata: Vec<(String, String)>,
    /// The collections that it is in.
    pub collections: Vec<Collection>,
    /// The text of the file.
    pub text: String,
}

/// A collection, as far as it tells about what is in it.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// Its id, as clients see it.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Whether everybody may know of it.
    pub public: bool,
    /// Whether its title is kept from those who are offered titles.
    pub temporary: bool,
}

impl Described {
    /// The change that puts it into the index.
    ///
    /// All versions are equal: it is read anew for each change, and what surrounds it changes without it.
    pub fn change(&self) -> Change {
        Change { uri: self.uri.clone(), version: 0, documents: vec![self.document()] }
    }

    /// The change that takes a resource out of the index.
    pub fn gone(uri: &str) -> Change {
        Change { uri: uri.to_owned(), version: 0, documents: vec![] }
    }

    fn document(&self) -> Document {
        let mut document = Document::new(&self.uri);
        document.add("uri", self.uri.as_str());
        for name in ["primary_type", "types"] {
            document.add(name, KIND);
        }
        // Searches of ArchivesSpace look for other things.
        document.add("exclude_by_default", true);
        document.add("arcs_access", if self.public { "public" } else { "private" });
        document.add("arcs_user_uri", self.owner.as_str());
        document.add("arcs_title_sort", self.title.as_str());
        let facts = [
            ("arcs_id", &self.id),
            ("arcs_title", &self.title),
            ("arcs_file_name", &self.file_name),
            ("arcs_file_type", &self.mime_type),
            ("arcs_type", &self.category),
            ("arcs_sha", &self.sha),
            ("arcs_user", &self.owner_name),
        ];
        for (field, value) in facts {
            document.add(field, compared(value));
            document.add("arcs_text", value.as_str());
        }
        document.add_all("arcs_short_type", short_types(&self.mime_type));
        for (field, moment) in [("arcs_created", self.created), ("arcs_modified", self.modified)] {
            document.add(field, day(moment));
            document.add(&format!("{field}_at"), moment);
        }
        self.add_said(&mut document);
        self.add_collections(&mut document);
        document
    }

    /// What people say about it.
    fn add_said(&self, document: &mut Document) {
        for keyword in &self.keywords {
            document.add("arcs_keyword", compared(keyword));
            document.add("arcs_text", keyword.as_str());
        }
        for (name, value) in &self.metadata {
            document.add("arcs_metadata", compared(value));
            document.add("arcs_attribute", compared(&attribute(name, value)));
            document.add("arcs_text", value.as_str());
        }
        let mut room = LONGEST;
        let said = [("arcs_comment", &self.comments), ("arcs_transcription", &self.transcripts)];
        for (field, texts) in said {
            for text in texts {
                let text = take(&mut room, text);
                document.add(field, text);
                document.add("arcs_text", text);
            }
        }
        document.add("arcs_text", take(&mut room, &self.text));
    }

    fn add_collections(&self, document: &mut Document) {
        for collection in &self.collections {
            let (title, id, text) = match (collection.public, collection.temporary) {
                (true, false) => ("arcs_collection", "arcs_collection_id", "arcs_text"),
                (true, true) => ("arcs_unlisted_collection", "arcs_collection_id", "arcs_text"),
                (false, false) => ("arcs_hidden_collection", "arcs_hidden_collection_id", "arcs_hidden_text"),
                (false, true) => ("arcs_hidden_unlisted_collection", "arcs_hidden_collection_id", "arcs_hidden_text"),
            };
            document.add(title, compared(&collection.title));
            document.add(id, collection.id.as_str());
            document.add_all(text, [collection.title.as_str(), collection.id.as_str()].map(Value::from));
        }
    }
}

/// As much of a text as there is room for.
fn take<'a>(room: &mut usize, text: &'a str) -> &'a str {
    let text = cut(text, *room);
    *room -= text.len();
    text
}

/// What people call a media type.
fn short_types(mime_type: &str) -> Vec<&str> {
    let Some((_, subtype)) = mime_type.split_once('/') else { return vec![] };
    match subtype {
        "jpeg" => vec!["jpeg", "jpg"],
        "tiff" => vec!["tiff", "tif"],
        "plain" => vec!["plain", "txt"],
        "svg+xml" => vec!["svg"],
        "msword" => vec!["doc"],
        "vnd.openxmlformats-officedocument.wordprocessingml.document" => vec!["docx"],
        "vnd.ms-excel" => vec!["xls"],
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet" => vec!["xlsx"],
        "vnd.ms-powerpoint" => vec!["ppt"],
        "vnd.openxmlformats-officedocument.presentationml.presentation" => vec!["pptx"],
        subtype => vec![subtype.strip_prefix("x-").unwrap_or(subtype)],
    }
}

/// The day of a moment, in UTC.
fn day(moment: i64) -> String {
    crate::moment::show(moment).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_private_collections_stand_apart() {
        let collection = |title: &str, public, temporary| Collection {
            id: format!("id of {title}"),
            title: title.to_owned(),
            public,
            temporary,
        };
        let described = Described {
            collections: vec![collection("open", true, false), collection("closed", false, false)],
            created: 1_772_439_330,
            ..Described::default()
        };
        let document = described.document();
        assert_eq!(document.text("arcs_collection"), Some("open"));
        assert_eq!(document.values("arcs_text"), ["open", "id of open"]);
        assert_eq!(document.values("arcs_hidden_text"), ["closed", "id of closed"]);
        assert_eq!(document.text("arcs_created"), Some("2026-03-02"));
    }

    #[test]
    fn long_texts_are_cut_in_sum() {
        let described = Described { comments: vec!["ä".repeat(400_000); 3], ..Described::default() };
        let document = described.document();
        let all: usize = document.values("arcs_comment").iter().filter_map(Value::as_str).map(str::len).sum();
        assert_eq!(all, LONGEST);
    }

    #[test]
    fn media_types_have_short_names() {
        assert_eq!(short_types("application/pdf"), ["pdf"]);
        assert_eq!(short_types("image/jpeg"), ["jpeg", "jpg"]);
        assert_eq!(short_types("image/x-ms-bmp"), ["ms-bmp"]);
        assert!(short_types("nonsense").is_empty());
    }
}
