//! `POST …/accept_children`: components become children of a node, next to each other and in this order.

use std::collections::BTreeSet;

use records::Uri;
use records::record_type::RecordType;
use records::tree::Tree;
use store::Key;

use super::{foreign, position, updated};
use crate::call::Call;
use crate::endpoint::{Endpoint, post};
use crate::generic::{item_key, item_path, requested};
use crate::params::{Kind, Param};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::write::tree::{Destination, move_components};

/// Children in one request, at most.
const MOST: usize = 1000;

pub(super) fn endpoint(tree: &'static Tree, row: &'static RecordType) -> Endpoint {
    post(format!("{}/accept_children", item_path(row)))
        .needs_all(row.needs.update)
        .params([Param::required("children", Kind::Strings), Param::required("position", Kind::Integer)])
        .reads(move |inputs| {
            let children = inputs.array("children").into_iter().take(MOST).filter_map(Uri::parse);
            item_key(row, inputs).into_iter().chain(children.map(|uri| Key::record(uri.as_str()))).collect()
        })
        .to(move |call| accept(tree, row, call))
}

async fn accept(tree: &'static Tree, row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let target = requested(row, &call).await?;
    let root = records::tree::root_of(&target).unwrap_or(&target.uri).to_owned();
    let mut seen = BTreeSet::new();
    let mut children = vec![];
    for text in call.params.strings("children") {
        let uri = Uri::from_reference(text)
            .filter(|uri| uri.record_type() == Some(tree.component.name) && uri.repository() == call.repository());
        let uri = uri.ok_or_else(|| foreign(text, &root))?.to_string();
        if seen.insert(uri.clone()) {
            children.push(uri);
        }
    }
    if children.len() > MOST {
        return Err(Problem::bad_request(format!("children: at most {MOST} at a time")));
    }
    let parent = (target.uri != root).then(|| target.uri.clone());
    let destination = Destination { root, parent, position: position(call.params.integer("position")) };
    move_components(&call, tree, &destination, &children).await?;
    Ok(updated(row, &target))
}
