//! IIIF: what ARCS holds, for viewers that know nothing of ARCS.
//!
//! Manifests of the Presentation API 3 for resources and for collections (`manifest`, `canvas`), annotations as annotation pages
//! (`annotations`), which are W3C Web Annotations, and the Image API 3 at level 0 for the pictures that were made of a file (`image`).
//!
//! Nothing is stored for it, but that a manifest too long for an answer goes by the bucket (`large`): everything follows from the
//! resources. Who may see one may see its manifest; private members of a collection are left out for everybody else. Viewers run
//! anywhere, and may read every answer from any site, as they may of all of ARCS; it is the session that opens what is private, and that
//! travels in a header then.

mod address;
mod annotations;
mod canvas;
mod collections;
mod image;
mod jpeg;
mod large;
mod manifest;
mod requested;
mod rights;
mod seen;
mod words;

use api::arcs::requested::key_in_path;
use api::call::Inputs;
use api::endpoint::group;
use api::params::{Kind, Param};
use api::{Endpoint, get};
use arcs::signing::Signer;
use store::Key;

/// The routes, each with and without `/api`.
pub fn endpoints() -> Vec<Endpoint> {
    let text = |name| Param::required(name, Kind::String);
    let mut endpoints = vec![];
    for prefix in ["/api", ""] {
        let path = |rest: &str| format!("{prefix}/iiif{rest}");
        endpoints.extend([
            get(path("/resources/{id}/manifest")).arcs().reads(resource).to(manifest::of_resource),
            get(path("/resources/{id}/annotations")).arcs().reads(resource).to(annotations::of_resource),
            get(path("/collections")).arcs().params(collections::params()).to(collections::list),
            get(path("/collections/{id}/manifest")).arcs().reads(collection).to(manifest::of_collection),
            get(path("/images/{id}")).arcs().reads(resource).to(image::base),
            get(path("/images/{id}/info.json")).arcs().reads(resource).to(image::information),
            get(path("/images/{id}/{region}/{size}/{rotation}/{file}"))
                .arcs()
                .params(["region", "size", "rotation", "file"].map(text))
                .reads(resource)
                .to(image::picture),
        ]);
    }
    group("iiif", endpoints)
}

fn resource(inputs: &Inputs) -> Vec<Key> {
    key_in_path::<arcs::kinds::Resource>(inputs).into_iter().chain([Signer::key()]).collect()
}

fn collection(inputs: &Inputs) -> Vec<Key> {
    key_in_path::<arcs::kinds::Collection>(inputs).into_iter().chain([Signer::key()]).collect()
}
