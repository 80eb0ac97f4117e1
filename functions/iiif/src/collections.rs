//! The list of collections, as a IIIF Collection of their manifests: the ones changed last first.

use api::params::{Kind, Param};
use api::{Call, Problem, Reply};
use serde_json::{Value, json};

use crate::address::Addresses;
use crate::words::{PRESENTATION, english, presentation, text};

/// Collections that a page may have.
const MOST: usize = 100;

/// Collections on a page that nobody said how large it should be.
const USUAL: usize = 50;

/// Collections that are listed in all.
const DEEPEST: usize = 10_000;

/// `n`, the number of collections on a page, and `page`, from 1.
pub(crate) fn params() -> [Param; 2] {
    ["n", "page"].map(|name| Param::optional(name, Kind::String))
}

/// `GET /api/iiif/collections`.
pub(crate) async fn list(call: Call) -> Result<Reply, Problem> {
    let size = number(&call, "n", USUAL, MOST)?;
    let page = number(&call, "page", 1, DEEPEST)?;
    let only_open = call.caller.user.is_none();
    let first = (page - 1) * size;
    let reach = (first + size + 1).min(DEEPEST);
    let listed = arcs::collections::last_changed(&call.store, only_open, reach).await?;
    let addresses = Addresses { origin: &call.origin };
    let shown = listed.iter().skip(first).take(size);
    let items: Vec<Value> = shown
        .map(|entry| {
            json!({ "id": addresses.collection_manifest(entry.id), "type": "Manifest", "label": text(&entry.title) })
        })
        .collect();
    let at = |page: usize| format!("{}?page={page}&n={size}", addresses.collections());
    let mut collection = json!({
        "@context": PRESENTATION,
        "id": if page == 1 { addresses.collections() } else { at(page) },
        "type": "Collection",
        "label": english("Collections"),
        "items": items,
    });
    // The way on: the Presentation API has no pages of collections, but links to others.
    let neighbours = [(page > 1, page.saturating_sub(1), "Newer"), (listed.len() > first + size, page + 1, "Older")];
    let neighbours: Vec<Value> = neighbours
        .into_iter()
        .filter(|(is_there, ..)| *is_there)
        .map(|(_, page, label)| json!({ "id": at(page), "type": "Dataset", "label": english(label), "format": "application/ld+json" }))
        .collect();
    if !neighbours.is_empty() {
        collection["seeAlso"] = neighbours.into();
    }
    Ok(presentation(&collection))
}

/// A whole number from 1 to the largest one.
fn number(call: &Call, name: &str, usual: usize, largest: usize) -> Result<usize, Problem> {
    let Some(text) = call.inputs().scalar(name) else { return Ok(usual) };
    let number = text.parse().ok().filter(|number| (1..=largest).contains(number));
    number.ok_or_else(|| Problem::bad_request(format!("{name} must be a number from 1 to {largest}")))
}
