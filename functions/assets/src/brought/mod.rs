//! The original's own way of uploading: files first (`add_files`), and then what they are (`batch`); and the form of its page (`basic`).

mod add_files;
mod basic;
mod batch;

use api::{Endpoint, post};

use crate::resources::create;
use crate::with_alias;

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![];
    endpoints.extend(with_alias("/uploads/add_files", |path| {
        post(path).arcs().upload().reads(add_files::keys).to(add_files::add_files)
    }));
    for path in ["/uploads/batch", "/upload"] {
        endpoints.extend(with_alias(path, |path| post(path).arcs().json().reads(add_files::keys).to(batch::batch)));
    }
    endpoints
        .extend(with_alias("/uploads/basic", |path| post(path).arcs().upload().reads(create::keys).to(basic::basic)));
    endpoints
}
