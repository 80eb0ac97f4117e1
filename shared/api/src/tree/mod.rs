//! The routes that read a tree, for the three kinds of trees alike ([`records::tree::TREES`]).
//!
//! A page of a tree is read from its cards, never from its records. What stands in a tree but is suppressed is left out for
//! those who do not see it; counts and positions are those of the whole tree, so that pages stay where they are for everybody.

mod children;
mod families;
mod nodes;
mod page;
mod pages;
pub(crate) mod standpoints;
mod whole;

use records::record_type::{RecordType, Stored};
use records::tree::{self, Tree, number_of};
use records::uri::Uri;
use store::Key;

use crate::call::Call;
use crate::endpoint::{Endpoint, get};
use crate::generic::{collection, item_path};
use crate::inputs::Inputs;
use crate::params::{Kind, Param};
use crate::preferences::sees_suppressed;
use crate::problem::Problem;

pub use families::models_endpoint;
pub(crate) use whole::full_tree;
pub use whole::{Part, components_below, whole_endpoint};

/// The routes that every tree has: `tree/root`, `tree/waypoint`, `tree/node`, `tree/node_from_root`, the retired `tree`, and the
/// children of a component.
pub fn tree_endpoints(tree: &'static Tree) -> Vec<Endpoint> {
    let route = |name: &str| {
        let published_only = Param::defaulted("published_only", Kind::Boolean, "false");
        get(format!("{}/tree/{name}", item_path(tree.root))).needs_all(tree.root.needs.read).params([published_only])
    };
    vec![
        route("root").reads(move |inputs| keys(tree, inputs, None)).to(move |call| pages::root(tree, call)),
        route("waypoint")
            .params([Param::required("offset", Kind::Integer), Param::optional("parent_node", Kind::String)])
            .reads(move |inputs| keys(tree, inputs, inputs.scalar("parent_node")))
            .to(move |call| pages::waypoint(tree, call)),
        route("node")
            .params([Param::required("node_uri", Kind::String)])
            .reads(move |inputs| keys(tree, inputs, inputs.scalar("node_uri")))
            .to(move |call| nodes::node(tree, call)),
        route("node_from_root")
            .params([Param::required("node_ids", Kind::Integers)])
            .reads(move |inputs| nodes::keys_of_ids(tree, inputs))
            .to(move |call| nodes::node_from_root(tree, call)),
        whole::tree_endpoint(tree),
        children::endpoint(tree),
    ]
}

/// `GET …/previous`: the sibling before a component, else what is above it.
pub fn previous_endpoint(tree: &'static Tree) -> Endpoint {
    children::previous_endpoint(tree)
}

/// The root, a component that a parameter names, and how many children the one or the other has.
fn keys(tree: &'static Tree, inputs: &Inputs, node: Option<&str>) -> Vec<Key> {
    let Some(root) = root_uri(tree.root, inputs) else { return vec![] };
    let node = node.and_then(Uri::parse).filter(|uri| uri.record_type() == Some(tree.component.name));
    let parent = node.as_ref().map_or(0, |uri| number_of(uri.as_str()));
    let records = [Some(Key::record(&root)), node.map(|uri| Key::record(uri.as_str()))];
    records.into_iter().flatten().chain([Key::branch(&root, parent)]).collect()
}

/// The URI of the root that the path names.
fn root_uri(row: &RecordType, inputs: &Inputs) -> Option<String> {
    let collection = collection(row, inputs.number("repo_id"))?;
    Some(format!("{collection}/{}", inputs.number("id")?))
}

/// The component of this tree that a parameter names by its URI. It was read with the request.
async fn component(tree: &Tree, call: &Call, root: &Stored, parameter: &str) -> Result<Option<Stored>, Problem> {
    let Some(text) = call.params.string(parameter) else { return Ok(None) };
    let Some(uri) = Uri::parse(text).filter(|uri| uri.record_type() == Some(tree.component.name)) else {
        let what = format!("Failed validation -- Must be the URI of {}", tree.component.name);
        return Err(Problem::refused(parameter, what));
    };
    let stored = call.store.record_in(&call.fetched, uri.as_str()).await?;
    in_tree(tree, call, root, stored).await.map(Some)
}

/// A component that the caller sees in this tree, or why there is none.
async fn in_tree(tree: &Tree, call: &Call, root: &Stored, stored: Option<Stored>) -> Result<Stored, Problem> {
    let missing = || Problem::missing(tree.component.model);
    let stored = stored.filter(|stored| tree::root_of(stored) == Some(root.uri.as_str())).ok_or_else(missing)?;
    if stored.suppressed && !sees_suppressed(call).await? {
        return Err(missing());
    }
    Ok(stored)
}
