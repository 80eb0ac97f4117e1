//! Pieces that every IIIF document is made of.

use api::Reply;
use http::header::VARY;
use serde_json::{Value, json};

/// The context of the Presentation API 3.
pub(crate) const PRESENTATION: &str = "http://iiif.io/api/presentation/3/context.json";

/// The media type of its documents.
pub(crate) const PRESENTATION_TYPE: &str =
    "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"";

/// The media type of the Image API's.
const IMAGE_TYPE: &str = "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";

/// A document of the Presentation API.
pub(crate) fn presentation(document: &Value) -> Reply {
    by_caller(Reply::bytes(PRESENTATION_TYPE, document.to_string()))
}

/// A document of the Image API.
pub(crate) fn image(document: &Value) -> Reply {
    by_caller(Reply::bytes(IMAGE_TYPE, document.to_string()))
}

/// An answer that depends on who asks.
pub(crate) fn by_caller(reply: Reply) -> Reply {
    reply.with(VARY, "Cookie, Authorization")
}

/// Text in a language that nobody said.
pub(crate) fn text(text: &str) -> Value {
    json!({ "none": [text] })
}

/// Text of this archive's own.
pub(crate) fn english(text: &str) -> Value {
    json!({ "en": [text] })
}
