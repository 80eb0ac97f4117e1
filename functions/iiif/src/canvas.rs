//! A canvas: one resource's picture, with what is written on and about it.

use arcs::Entity;
use arcs::kinds::Resource;
use arcs::signing::Signer;
use serde_json::{Value, json};

use crate::address::Addresses;
use crate::image::{self, Size};
use crate::words::{english, text};

/// What canvases are made with.
#[derive(Clone, Copy)]
pub(crate) struct Painter<'a> {
    /// Where everything is.
    pub(crate) addresses: Addresses<'a>,
    /// What opens private files.
    pub(crate) signer: Option<&'a Signer>,
    /// Seconds since 1970.
    pub(crate) now: i64,
}

/// The side of a canvas whose picture was not looked at yet, or has none.
const UNKNOWN: u32 = 1000;

/// Formats that browsers show as they are.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// What people say about a resource, as labels and values.
pub(crate) fn metadata(resource: &Entity<Resource>) -> Value {
    let entries = resource.facts.metadata.iter();
    entries.map(|(key, value)| json!({ "label": text(key), "value": text(value) })).collect()
}

/// Width and height of a resource's canvas.
pub(crate) fn extent(resource: &Entity<Resource>) -> Size {
    measured(resource).unwrap_or(Size { width: UNKNOWN, height: UNKNOWN })
}

/// Width and height of a resource's picture, as far as somebody has looked at it.
fn measured(resource: &Entity<Resource>) -> Option<Size> {
    let pictures = resource.facts.pictures.as_ref()?;
    let size = Size { width: pictures.width, height: pictures.height };
    (size.width > 0 && size.height > 0).then_some(size)
}

/// Whether the file is painted as it is.
fn is_shown(resource: &Entity<Resource>) -> bool {
    SHOWN.contains(&resource.facts.mime_type.as_str())
}

impl Painter<'_> {
    /// A resource's canvas: in its own manifest with its annotations. Among others, without, it says where they are, and is as short as it
    /// can be.
    pub(crate) fn canvas(&self, resource: &Entity<Resource>, annotations: Option<Vec<Value>>) -> Value {
        let (id, facts, at) = (resource.id, &resource.facts, self.addresses);
        let canvas = at.canvas(id);
        let Size { width, height } = extent(resource);
        let is_alone = annotations.is_some();
        let page = match annotations {
            Some(items) => json!({ "id": at.annotations(id), "type": "AnnotationPage", "items": items }),
            None => json!({ "id": at.annotations(id), "type": "AnnotationPage" }),
        };
        let mut shown = json!({
            "id": canvas,
            "type": "Canvas",
            "label": text(&facts.title),
            "width": width,
            "height": height,
            "items": [{
                "id": format!("{canvas}/picture"),
                "type": "AnnotationPage",
                "items": [{
                    "id": format!("{canvas}/picture/painting"),
                    "type": "Annotation",
                    "motivation": "painting",
                    "body": self.picture(resource),
                    "target": canvas,
                }],
            }],
            "annotations": [page],
            "thumbnail": [self.thumbnail(resource, is_alone)],
        });
        // In its own manifest the file stands at the manifest, and no id may stand in two places.
        if !is_alone && !is_shown(resource) {
            shown["rendering"] = json!([self.file(resource)]);
        }
        if !facts.metadata.is_empty() {
            shown["metadata"] = metadata(resource);
        }
        shown
    }

    /// The small picture; with the service that has it in other sizes, too.
    pub(crate) fn thumbnail(&self, resource: &Entity<Resource>, with_service: bool) -> Value {
        let shown = resource.show(self.addresses.origin, self.signer, self.now);
        let mut thumbnail = json!({ "id": shown["thumb"], "type": "Image", "format": "image/png" });
        let sizes = image::sizes(resource);
        if let Some(size) = sizes.first() {
            thumbnail["width"] = size.width.into();
            thumbnail["height"] = size.height.into();
            if with_service {
                thumbnail["service"] = json!([self.service(resource)]);
            }
        }
        thumbnail
    }

    /// The file itself, for who wants it whole.
    pub(crate) fn file(&self, resource: &Entity<Resource>) -> Value {
        let shown = resource.show(self.addresses.origin, self.signer, self.now);
        let kind = match resource.facts.mime_type.split('/').next() {
            Some("image") => "Image",
            Some("audio") => "Sound",
            Some("video") => "Video",
            Some("text" | "application") => "Text",
            _ => "Dataset",
        };
        json!({
            "id": shown["url"],
            "type": kind,
            "label": english("Original file"),
            "format": resource.facts.mime_type,
        })
    }

    /// What is painted on the canvas: the file where browsers can show it, which lets people look closer; else what was made of it.
    fn picture(&self, resource: &Entity<Resource>) -> Value {
        let shown = resource.show(self.addresses.origin, self.signer, self.now);
        if is_shown(resource) {
            let mut picture = json!({ "id": shown["url"], "type": "Image", "format": resource.facts.mime_type });
            if let Some(Size { width, height }) = measured(resource) {
                picture["width"] = width.into();
                picture["height"] = height.into();
            }
            return picture;
        }
        let name = if shown["preview"].is_null() { "thumb" } else { "preview" };
        let mut picture = json!({ "id": shown[name], "type": "Image", "format": "image/png" });
        if let Some(size) = image::sizes(resource).last() {
            picture["width"] = size.width.into();
            picture["height"] = size.height.into();
            picture["service"] = json!([self.service(resource)]);
        }
        picture
    }

    fn service(&self, resource: &Entity<Resource>) -> Value {
        json!({ "id": self.addresses.image(resource.id), "type": "ImageService3", "profile": image::PROFILE })
    }
}
