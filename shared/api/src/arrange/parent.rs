//! `POST …/parent`: moves a component below another one, or to the top.

use records::tree::Tree;
use store::Key;

use super::{position, updated};
use crate::call::Call;
use crate::endpoint::{Endpoint, post};
use crate::generic::{collection, item_key, item_path, requested};
use crate::params::{Kind, Param};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::write::tree::{Destination, move_components};

pub(super) fn endpoint(tree: &'static Tree) -> Endpoint {
    let row = tree.component;
    post(format!("{}/parent", item_path(row)))
        .needs_all(row.needs.update)
        .params([Param::optional("parent", Kind::Integer), Param::required("position", Kind::Integer)])
        .reads(move |inputs| {
            let parent = uri(tree, inputs.number("repo_id"), inputs.number("parent"));
            item_key(row, inputs).into_iter().chain(parent.as_deref().map(Key::record)).collect()
        })
        .to(move |call| set_parent(tree, call))
}

fn uri(tree: &Tree, repository: Option<u64>, number: Option<u64>) -> Option<String> {
    Some(format!("{}/{}", collection(tree.component, repository)?, number?))
}

async fn set_parent(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let component = requested(tree.component, &call).await?;
    // Numbers that no record can have name none.
    let parent = call.params.integer("parent").map(|number| u64::try_from(number).unwrap_or_default());
    let destination = Destination {
        root: records::tree::root_of(&component).unwrap_or_default().to_owned(),
        parent: parent.and_then(|number| uri(tree, call.repository(), Some(number))),
        position: position(call.params.integer("position")),
    };
    let moved = move_components(&call, tree, &destination, std::slice::from_ref(&component.uri)).await?;
    Ok(updated(tree.component, moved.last().unwrap_or(&component)))
}
