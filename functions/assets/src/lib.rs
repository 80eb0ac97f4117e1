//! Assets: the digitised files of ARCS, and what people write about them.
//!
//! An ARCS *resource* is one file with a title (`resources`); its bytes are a blob, kept once per content. People
//! attach comments, keywords and more to it (`parts`), and describe it by key (`metadata`). The file itself is given out
//! under an address made of its SHA-1 and its name (`files`): to everybody when the resource is public, else to who holds a
//! signed address ([`arcs::signing`]).
//!
//! Not here: accounts and sessions (`accounts`), and everything that looks into files (thumbnails, pages).
//!
//! What the objects are, and how they are kept, says the crate [`arcs`].

mod brought;
mod collections;
mod direct;
mod files;
mod jobs;
mod metadata;
mod pages;
mod parts;
mod resources;
mod rights;
mod upload;
mod versions;
mod zipped;

use api::Endpoint;
use api::endpoint::group;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let groups = [
        resources::endpoints(),
        direct::endpoints(),
        brought::endpoints(),
        parts::endpoints(),
        collections::endpoints(),
        zipped::endpoints(),
        metadata::endpoints(),
        files::endpoints(),
        jobs::endpoints(),
    ];
    group("assets", groups.concat())
}

/// Declares a route under `/api`, the canonical place, and once more without, where the original has it too.
fn with_alias(path: &str, declare: impl Fn(String) -> Endpoint) -> [Endpoint; 2] {
    [declare(format!("/api{path}")), declare(path.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_exists_with_and_without_prefix() {
        let all = endpoints();
        let has = |method: &http::Method, path: &str| all.iter().any(|e| e.method == *method && e.path == path);
        let is_file = |path: &str| path.ends_with("/{file_name}");
        for endpoint in all.iter().filter(|endpoint| !is_file(&endpoint.path)) {
            let bare = endpoint.path.strip_prefix("/api").unwrap_or(&endpoint.path);
            assert!(has(&endpoint.method, bare) && has(&endpoint.method, &format!("/api{bare}")), "{bare}");
            assert_eq!(endpoint.dialect, api::Dialect::Arcs);
        }
    }
}
