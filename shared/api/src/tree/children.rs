//! A component's neighbours as whole records: its children, and the one before it.

use records::record_type::Stored;
use records::tree::{Tree, number_of, root_of};
use serde_json::Value;
use store::tree::rank;
use store::{Fetched, Key, Store};

use super::standpoints;
use crate::call::Call;
use crate::endpoint::{Endpoint, get};
use crate::generic::{collection, item_key, item_path, requested};
use crate::preferences::sees_suppressed;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::show::{Eyes, show_all};

/// `GET …/children`.
pub(super) fn endpoint(tree: &'static Tree) -> Endpoint {
    get(format!("{}/children", item_path(tree.component)))
        .needs_all(tree.component.needs.read)
        .reads(move |inputs| item_key(tree.component, inputs).into_iter().collect())
        .to(move |call| children(tree, call))
}

/// `GET …/previous`.
pub(super) fn previous_endpoint(tree: &'static Tree) -> Endpoint {
    get(format!("{}/previous", item_path(tree.component)))
        .needs_all(tree.component.needs.read)
        .reads(move |inputs| item_key(tree.component, inputs).into_iter().collect())
        .to(move |call| previous(tree, call))
}

async fn children(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let component = requested(tree.component, &call).await?;
    let root = root_of(&component).unwrap_or_default();
    let cards = call.store.cards(root, number_of(&component.uri), "", usize::MAX).await?;
    let components = collection(tree.component, call.repository()).unwrap_or_default();
    let uris: Vec<String> = cards.iter().map(|card| format!("{components}/{}", card.number)).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let mut records: Vec<Stored> = call.store.read(&uris).await?.into_iter().flatten().collect();
    if records.iter().any(|record| record.suppressed) && !sees_suppressed(&call).await? {
        records.retain(|record| !record.suppressed);
    }
    Ok(Reply::json(&show_all(&call.store, &records, eyes(&call)).await?))
}

async fn previous(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let component = requested(tree.component, &call).await?;
    let before = sibling_before(tree, &call, &component).await?;
    let above = component.place.as_ref().map(|place| place.parent.as_str());
    let before = match (before, above) {
        (Some(before), _) => Some(before),
        (None, Some(above)) if Some(above) != root_of(&component) => call.store.read(&[above]).await?.pop().flatten(),
        _ => None,
    };
    let before = before.ok_or_else(|| Problem::NotFound("No previous node".to_owned()))?;
    let mut shown = show_all(&call.store, &[before], eyes(&call)).await?;
    Ok(Reply::json(&shown.pop().unwrap_or(Value::Null)))
}

/// The next sibling ahead of a component that the caller sees.
async fn sibling_before(tree: &Tree, call: &Call, component: &Stored) -> Result<Option<Stored>, Problem> {
    let mut fetched = Fetched::default();
    let mut position = standpoints::position(&call.store, &mut fetched, component).await?;
    let (Some(root), Some(place)) = (root_of(component), &component.place) else { return Ok(None) };
    let parent = if place.parent == root { 0 } else { number_of(&place.parent) };
    let branch = Store::branch_in(&fetched, root, parent)?;
    let components = collection(tree.component, call.repository()).unwrap_or_default();
    while position > 0 {
        position -= 1;
        let Some((leaf, ahead)) = branch.leaf_at(position, false) else { continue };
        standpoints::fetch_new(&call.store, &mut fetched, vec![Key::leaf(root, parent, leaf.number)]).await?;
        let spots = Store::leaf_in(&fetched, root, parent, leaf.number);
        let spot = usize::try_from(ahead).ok().and_then(|ahead| spots.get(ahead));
        let Some((_, number)) = spot.and_then(|spot| rank::read_spot(spot)) else { continue };
        let found = call.store.read(&[&format!("{components}/{number}")]).await?.pop().flatten();
        let Some(found) = found else { continue };
        if !found.suppressed || sees_suppressed(call).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Who sees the component sees what belongs to it.
fn eyes(call: &Call) -> Eyes {
    Eyes::of(&call.caller, call.repository())
}
