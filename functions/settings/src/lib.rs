//! The archive about itself: what it is, what records look like, what was deleted; and what can be set: preferences, lists of
//! values, templates, defaults.

mod edits;
mod enumerations;
mod feed;
mod oai_config;
mod preferences;
mod record_settings;
mod schemas;
mod slug;
mod system;
mod templates;
mod update_feed;

use api::endpoint::group;
use api::{Call, Endpoint, Problem};
use records::permissions::GLOBAL_REPOSITORY;
use store::Key;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let groups = [
        system::endpoints,
        schemas::endpoints,
        feed::endpoints,
        update_feed::endpoints,
        preferences::endpoints,
        enumerations::endpoints,
        record_settings::endpoints,
        templates::endpoints,
        oai_config::endpoints,
        slug::endpoints,
        edits::endpoints,
    ];
    group("settings", groups.into_iter().flat_map(|endpoints| endpoints()).collect())
}

/// The record that was the archive's first. What comes with a new archive is as old as this.
fn archive_key() -> Key {
    Key::record(&api::pipeline::repository_uri(GLOBAL_REPOSITORY))
}

/// When the archive came into being. [`archive_key`] must have been read ahead.
async fn born(call: &Call) -> Result<String, Problem> {
    let archive = call.store.record_in(&call.fetched, &api::pipeline::repository_uri(GLOBAL_REPOSITORY)).await?;
    Ok(records::render::instant(archive.map_or(0, |archive| archive.create_time)))
}
