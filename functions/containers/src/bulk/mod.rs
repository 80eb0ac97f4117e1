//! Changing many top containers at once.
//!
//! A transaction takes some twenty containers, so a long list is written in several, one after the other; everything that
//! can be refused is refused before the first of them.

mod by_container;
mod one_value;
mod place;

pub(crate) use by_container::{barcodes, indicators, keys_of_barcodes, keys_of_body, locations};
pub(crate) use one_value::{container_profile, holding_id, keys_of_parameters, location};

use api::write::Attempts;
use api::{Call, Problem};
use records::Body;
use records::record_type::Stored;
use records::types::TOP_CONTAINER;
use serde_json::Value;

/// Containers of one transaction: each may bring a guard, its predecessor, two links and hints.
const TOGETHER: usize = 15;

/// A container and what becomes of it.
type Change = (Stored, Body);

/// Whether clients' copies of the containers are outdated by a change: where one value is given to many they need not follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    Outdated,
    Good,
}

/// Writes the changes, in their order.
async fn write(call: &Call, changes: &[Change], copies: Copies) -> Result<(), Problem> {
    for chunk in changes.chunks(TOGETHER) {
        let mut attempts = Attempts::new(call);
        loop {
            let mut staging = attempts.start();
            for (current, body) in chunk {
                match copies {
                    Copies::Outdated => staging.amend(&TOP_CONTAINER, current, body.clone()).await?,
                    Copies::Good => staging.revise(&TOP_CONTAINER, current, body.clone()).await?,
                };
            }
            if attempts.commit(staging).await? {
                break;
            }
        }
    }
    Ok(())
}

/// Sets a text property; an empty text clears it.
fn set_text(body: &mut Body, property: &str, text: &str) {
    if text.is_empty() {
        body.shift_remove(property);
    } else {
        body.insert(property.to_owned(), Value::from(text));
    }
}

/// The number at the end of a URI.
fn number(uri: &str) -> u64 {
    records::Uri::parse(uri).map_or(0, |uri| uri.id())
}
