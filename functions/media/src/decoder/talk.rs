//! What the two processes say to each other: JSON behind its length, and bytes behind that.

use arcs::kinds::Pictures;
use serde::{Deserialize, Serialize};

/// Bytes of JSON in one message.
pub(super) const LONGEST: usize = 64 * 1024;

/// What is to be done with the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// The file itself comes: so many bytes, said to be of a media type. No answer.
    File { media_type: String, size: u64 },
    /// Make the small pictures.
    Look,
    /// Find the words.
    Words,
    /// Render these pages of a document, counted from 0, and make the small pictures of each. An answer for each.
    Pages { first: usize, end: usize },
}

/// What came of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Answer {
    /// Why nothing came of it.
    pub(super) refusal: Option<String>,
    /// How large the original is.
    pub(super) size: (u32, u32),
    /// Pages, of a document.
    pub(super) pages: u32,
    /// Lengths of what follows.
    pub(super) parts: Vec<u32>,
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Width in pixels, as it is looked at.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pages of a document; 0 for what has none.
    pub pages: u32,
    /// The small picture, as PNG.
    pub thumbnail: Vec<u8>,
    /// The larger one, where there is to be one.
    pub preview: Option<Vec<u8>>,
}

impl Looked {
    /// What a record says of it, apart from words.
    pub(crate) fn pictures(&self) -> Pictures {
        Pictures {
            thumbnail: true,
            preview: self.preview.is_some(),
            width: self.width,
            height: self.height,
            pages: self.pages,
            words: false,
            failure: None,
        }
    }
}

/// A page of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page, as JPEG.
    pub jpeg: Vec<u8>,
    /// What would be found in that file.
    pub looked: Looked,
}
