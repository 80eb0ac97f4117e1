//! Resources that were found: an array of them with the paging in headers, or an envelope with the paging inside.

use std::sync::Arc;

use api::arcs::{ADMINISTRATOR, role};
use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::kinds::Resource;
use arcs::signing::Signer;
use index::arcs::{FoundResources, Part};
use serde_json::{Value, json};
use store::Key;

use super::links;
use super::page::Page;
use super::wanted::{counted, of_facets, of_query, show_counts, show_parts, wanted};
use crate::engine::Engine;

/// What an envelope calls the way in which things were searched for.
const MODE: &str = "search";

/// The same when nothing was asked for: the latest resources are shown.
const NO_SEARCH: &str = "no_search";

/// `GET /api/search/:query`
pub(super) async fn by_path(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let query = call.params.string("query").unwrap_or_default();
    let parts = of_query(&call, query)?;
    array(&engine, &call, parts).await
}

/// `POST /api/search`
pub(super) async fn by_facets(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let parts = of_facets(&call)?;
    array(&engine, &call, parts).await
}

/// `GET /api/resources`: all of them, the latest first.
pub(super) async fn latest(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    array(&engine, &call, vec![]).await
}

/// `GET /api/search?q=`
pub(super) async fn by_parameter(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let query = call.params.string("q").unwrap_or_default();
    let parts = of_query(&call, query)?;
    let understood = (!parts.is_empty()).then(|| show_parts(&parts));
    let page = Page::of(&call)?;
    let mut wanted = wanted(&call, parts, page);
    wanted.counted = counted(&call)?;
    let has_counts = !wanted.counted.is_empty();
    let found = engine.ask(&call, move |reader| reader.resources(&wanted)).await?;
    let results = show(&call, &found.uris).await?;
    let mut envelope = json!({
        "num_results": results.len(),
        "results": results,
        "total": found.total,
        "limit": page.size,
        "offset": page.offset,
        "direction": page.direction_name(),
    });
    if let Some(understood) = understood {
        envelope["order"] = page.order_name().into();
        envelope["query"] = understood;
        // How a search is done is told only to those who look after the archive.
        if role(&call.caller) == ADMINISTRATOR {
            envelope["mode"] = MODE.into();
            envelope["raw_query"] = query.into();
        }
    } else {
        envelope["mode"] = NO_SEARCH.into();
    }
    if has_counts {
        envelope["facets"] = show_counts(found.counts);
    }
    Ok(links::add(Reply::json(&envelope), &call, page, found.total))
}

async fn array(engine: &Engine, call: &Call, parts: Vec<Part>) -> Result<Reply, Problem> {
    let page = Page::of(call)?;
    let wanted = wanted(call, parts, page);
    let FoundResources { total, uris, .. } = engine.ask(call, move |reader| reader.resources(&wanted)).await?;
    let results = show(call, &uris).await?;
    Ok(links::add(Reply::json(&results), call, page, total))
}

/// Resources as `GET /api/resources/:id` shows them, in this order. What is gone, or not to be seen any more, is left out.
async fn show(call: &Call, uris: &[String]) -> Result<Vec<Value>, Problem> {
    if uris.is_empty() {
        return Ok(vec![]);
    }
    let fetched = call.store.fetch(uris.iter().map(|uri| Key::record(uri))).await?;
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let mut resources = vec![];
    for stored in call.store.records_in(&fetched, &uris).await?.into_iter().flatten() {
        let resource = Entity::<Resource>::read(stored)?;
        if resource.facts.public || call.caller.user.is_some() {
            resources.push(resource);
        }
    }
    let has_private = resources.iter().any(|resource| !resource.facts.public);
    let signer = if has_private { Some(Signer::of(&call.store, &call.fetched).await?) } else { None };
    let now = call.store.clock().now();
    Ok(resources.iter().map(|resource| resource.show(&call.origin, signer.as_ref(), now)).collect())
}
