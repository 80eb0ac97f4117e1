//! `tree/root` and `tree/waypoint`: the children of the root, or of a component, two hundred at a time.

use std::collections::BTreeSet;

use records::tree::{Tree, number_of};
use store::Store;

use super::page::{Containers, Page, counts, own_containers, shown};
use crate::call::Call;
use crate::generic::requested;
use crate::problem::Problem;
use crate::reply::Reply;

/// The root, with the first page of its children.
pub(super) async fn root(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let root = requested(tree.root, &call).await?;
    let published_only = call.params.boolean("published_only").unwrap_or(false);
    let branch = Store::branch_in(&call.fetched, &root.uri, 0)?;
    let mut page = Page::read(&call.store, &root.uri, 0, &branch, 0, published_only).await?;
    page.hide(&call).await?;
    let keys: BTreeSet<_> = page.container_keys().chain(own_containers(&root)).collect();
    let containers = Containers::read(&call.store, keys).await?;
    let find = |uri: &str| containers.get(uri);
    let shown = shown(tree, &root, published_only, &find);
    Ok(Reply::json(&shown.root(&root, counts(&branch), page.show(&shown, None))))
}

/// A page of children.
pub(super) async fn waypoint(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let root = requested(tree.root, &call).await?;
    let parent = super::component(tree, &call, &root, "parent_node").await?;
    let number = parent.map(|parent| number_of(&parent.uri));
    let published_only = call.params.boolean("published_only").unwrap_or(false);
    let branch = Store::branch_in(&call.fetched, &root.uri, number.unwrap_or(0))?;
    let offset = call.params.integer("offset").and_then(|offset| u64::try_from(offset).ok());
    let offset = offset.ok_or_else(|| Problem::refused("offset", "Failed validation -- Must not be negative"))?;
    let mut page = Page::read(&call.store, &root.uri, number.unwrap_or(0), &branch, offset, published_only).await?;
    page.hide(&call).await?;
    let containers = Containers::read(&call.store, page.container_keys().collect()).await?;
    let find = |uri: &str| containers.get(uri);
    let shown = shown(tree, &root, published_only, &find);
    Ok(Reply::json(&page.show(&shown, number)))
}
