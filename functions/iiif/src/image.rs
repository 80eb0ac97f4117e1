//! The Image API 3 at level 0: the pictures that were made of a file, whole and in the sizes that they have.

use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::kinds::Resource;
use http::{StatusCode, header};
use serde_json::{Value, json};
use store::derivatives::Derivative;

use crate::address::Addresses;
use crate::canvas::extent;
use crate::words::{self, open};
use crate::{jpeg, seen};

/// What a service of this kind is called.
pub(crate) const PROFILE: &str = "level0";

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The pictures of a resource and their sizes, the smaller one first.
fn pictures(resource: &Entity<Resource>) -> Vec<(Derivative, Size)> {
    let Some(pictures) = &resource.facts.pictures else { return vec![] };
    let made = [
        (pictures.thumbnail, Derivative::Thumbnail, arcs::kinds::THUMBNAIL_SIDE),
        (pictures.preview, Derivative::Preview, arcs::kinds::PREVIEW_SIDE),
    ];
    let made = made.into_iter().filter(|(is_made, ..)| *is_made);
    made.filter_map(|(_, derivative, side)| {
        let (width, height) = pictures.fitted(side)?;
        Some((derivative, Size { width, height }))
    })
    .collect()
}

/// The sizes there are, the smaller one first.
pub(crate) fn sizes(resource: &Entity<Resource>) -> Vec<Size> {
    pictures(resource).into_iter().map(|(_, size)| size).collect()
}

/// `GET /api/iiif/images/:id`: leads to what there is to know about the picture.
pub(crate) async fn base(call: Call) -> Result<Reply, Problem> {
    let resource = seen::resource(&call).await?;
    let information = format!("{}/info.json", Addresses { origin: &call.origin }.image(resource.id));
    Ok(open(Reply::redirect(StatusCode::SEE_OTHER, &information)))
}

/// `GET /api/iiif/images/:id/info.json`.
pub(crate) async fn information(call: Call) -> Result<Reply, Problem> {
    let resource = seen::resource(&call).await?;
    let sizes = sizes(&resource);
    let largest = *sizes.last().ok_or_else(no_picture)?;
    let Size { width, height } = extent(&resource);
    let listed: Vec<Value> = sizes.iter().map(|size| json!({ "width": size.width, "height": size.height })).collect();
    Ok(words::image(&json!({
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": Addresses { origin: &call.origin }.image(resource.id),
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": PROFILE,
        "width": width,
        "height": height,
        "maxWidth": largest.width,
        "maxHeight": largest.height,
        "sizes": listed,
        "extraFormats": ["png"],
        "preferredFormats": ["png"],
    })))
}

/// `GET /api/iiif/images/:id/:region/:size/:rotation/:quality.:format`.
pub(crate) async fn picture(call: Call) -> Result<Reply, Problem> {
    let resource = seen::resource(&call).await?;
    let part = |name| call.inputs().scalar(name).unwrap_or_default();
    let is_jpeg = match part("file") {
        "default.jpg" | "color.jpg" => true,
        "default.png" | "color.png" => false,
        _ => return Err(Problem::bad_request("pictures are default.jpg or default.png")),
    };
    if part("region") != "full" {
        return Err(Problem::bad_request("pictures are given whole: the region must be full"));
    }
    if part("rotation") != "0" {
        return Err(Problem::bad_request("pictures are not turned: the rotation must be 0"));
    }
    let pictures = pictures(&resource);
    let wanted = part("size");
    let found = if wanted == "max" {
        pictures.last()
    } else {
        pictures.iter().find(|(_, size)| wanted == format!("{},{}", size.width, size.height))
    };
    let (derivative, _) = found.ok_or_else(|| {
        if pictures.is_empty() {
            return no_picture();
        }
        Problem::bad_request("there is no picture of this size: info.json tells the sizes")
    })?;
    let png = call.store.read_derivative(&resource.facts.sha256, *derivative).await?.ok_or_else(no_picture)?;
    let reply = if is_jpeg {
        let encoded = jpeg::encode(&png).map_err(Problem::Unavailable)?;
        Reply::bytes("image/jpeg", encoded)
    } else {
        Reply::bytes("image/png", png)
    };
    let lifetime = if resource.facts.public { "public, max-age=86400" } else { "private, no-store" };
    let etag = format!("\"{}-{}\"", &resource.facts.sha256[..16], part("size").replace(',', "x"));
    Ok(open(reply.with(header::CACHE_CONTROL, lifetime).with(header::ETAG, &etag)))
}

fn no_picture() -> Problem {
    Problem::NotFound("there is no picture of this resource".to_owned())
}
