//! The Image API 3 at level 0: the pictures that were made of a file, whole and in the sizes that they have.

use api::{Call, Problem, Reply, conditions};
use arcs::Entity;
use arcs::kinds::Resource;
use http::{StatusCode, header};
use serde_json::{Value, json};
use store::derivatives::Derivative;
use uuid::Uuid;

use crate::address::Addresses;
use crate::canvas::extent;
use crate::requested::{Limits, Wanted};
use crate::words::{self, by_caller};
use crate::{jpeg, requested, seen};

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
    let information = format!("{}/info.json", asked(&call, resource.id));
    Ok(by_caller(Reply::redirect(StatusCode::SEE_OTHER, &information)))
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
        "id": asked(&call, resource.id),
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": PROFILE,
        "width": width,
        "height": height,
        "maxWidth": largest.width,
        "maxHeight": largest.height,
        "sizes": listed,
        "extraFormats": ["png"],
        "extraQualities": ["color"],
        "extraFeatures": ["baseUriRedirect", "cors", "jsonldMediaType"],
        "preferredFormats": ["png"],
    })))
}

/// `GET /api/iiif/images/:id/:region/:size/:rotation/:quality.:format`.
pub(crate) async fn picture(call: Call) -> Result<Reply, Problem> {
    let resource = seen::resource(&call).await?;
    let pictures = pictures(&resource);
    let (largest, largest_size) = *pictures.last().ok_or_else(no_picture)?;
    let part = |name| call.inputs().scalar(name).unwrap_or_default();
    let limits = Limits { whole: extent(&resource), largest: largest_size };
    let (wanted, is_jpeg) = requested::read(part("region"), part("size"), part("rotation"), part("file"), limits)?;
    let (derivative, size) = match wanted {
        Wanted::Largest => (largest, largest_size),
        Wanted::Exactly(size) => {
            let found = pictures.iter().find(|(_, known)| *known == size).ok_or_else(requested::no_such_size)?;
            (found.0, size)
        }
    };
    let lifetime = if resource.facts.public { "public, max-age=86400" } else { "private, no-store" };
    let format = if is_jpeg { "jpg" } else { "png" };
    let etag = format!("\"{}-{}x{}-{format}\"", &resource.facts.sha256[..16], size.width, size.height);
    let told = |reply: Reply| by_caller(reply.with(header::CACHE_CONTROL, lifetime).with(header::ETAG, &etag));
    if conditions::has(&call.headers, &etag) {
        return Ok(told(Reply::nothing().status(StatusCode::NOT_MODIFIED)));
    }
    let png = call.store.read_derivative(&resource.facts.sha256, derivative).await?.ok_or_else(no_picture)?;
    if is_jpeg {
        let encoded = jpeg::encode(&png).map_err(Problem::Unavailable)?;
        return Ok(told(Reply::bytes("image/jpeg", encoded)));
    }
    Ok(told(Reply::bytes("image/png", png)))
}

/// The service's address as it was asked for, with `/api` or without: that is the one that its document has to name.
fn asked(call: &Call, id: Uuid) -> String {
    let address = Addresses { origin: &call.origin }.image(id);
    if call.path.starts_with("/api/") { address } else { address.replacen("/api/iiif/", "/iiif/", 1) }
}

fn no_picture() -> Problem {
    Problem::NotFound("there is no picture of this resource".to_owned())
}
