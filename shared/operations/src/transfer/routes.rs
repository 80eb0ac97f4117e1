//! The routes that begin a transfer. Those of single records belong to the functions of their types.

use std::collections::BTreeMap;

use api::generic::{item_key, item_path, requested};
use api::params::Kind;
use api::pipeline::repository_uri;
use api::write::Route;
use api::{Call, Endpoint, Param, Problem, Reply, post};
use records::Uri;
use records::permissions::{GLOBAL_REPOSITORY, Permission};
use records::record_type::RecordType;

use super::{Transfer, carry};
use crate::{Acting, Desk, perform};

/// `POST …/transfer` of a record. It needs what updating it needs, in both repositories.
pub fn endpoint(row: &'static RecordType) -> Endpoint {
    post(format!("{}/transfer", item_path(row)))
        .needs_all(row.needs.update)
        .params([target()])
        .reads(move |inputs| item_key(row, inputs).into_iter().collect())
        .to(move |call| transfer(row, call))
}

/// `POST /repositories/:repo_id/transfer`.
pub fn repository_endpoint() -> Endpoint {
    post("/repositories/{repo_id}/transfer")
        .needs(Permission::TransferRepository)
        .params([target()])
        .to(transfer_repository)
}

fn target() -> Param {
    Param::required("target_repo", Kind::String)
}

async fn transfer(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let (from, to) = (call.repository().unwrap_or_default(), checked_target(&call, row.needs.update).await?);
    let current = requested(row, &call).await?;
    let transfer = Transfer::new(from, to, Some(current.uri.clone()));
    let meanwhile = transfer.answer();
    if from == to {
        let acting = Acting::of(&call);
        let route = Route { from, to, goes_along: &|_| false, definitions: &BTreeMap::new() };
        carry::record_custody(&Desk::new(&call.store, &acting, None), &route, &current.uri).await?;
        return Ok(Reply::json(&meanwhile));
    }
    Ok(Reply::json(&perform(&call, transfer).await?.answer(meanwhile)))
}

async fn transfer_repository(call: Call) -> Result<Reply, Problem> {
    let from = call.repository().unwrap_or_default();
    let to = checked_target(&call, &[Permission::TransferRepository]).await?;
    if from == GLOBAL_REPOSITORY || from == to {
        return Err(Problem::refused("target_repo", "A repository can't be transferred there"));
    }
    let transfer = Transfer::new(from, to, None);
    let meanwhile = transfer.answer();
    Ok(Reply::json(&perform(&call, transfer).await?.answer(meanwhile)))
}

/// The number of the repository that records go to: it exists, and the caller may do this there.
async fn checked_target(call: &Call, needs: &[Permission]) -> Result<u64, Problem> {
    let unknown = || Problem::refused("target_repo", "Repository not found");
    let named = call.params.string("target_repo").and_then(Uri::from_reference);
    let uri = named.filter(|uri| uri.record_type() == Some("repository")).ok_or_else(unknown)?;
    let number = uri.id();
    let found = call.store.read(&[&repository_uri(number)]).await?.pop().flatten();
    if found.is_none() || number == GLOBAL_REPOSITORY {
        return Err(unknown());
    }
    if !needs.iter().all(|permission| call.caller.may(*permission, Some(number))) {
        return Err(Problem::denied());
    }
    Ok(number)
}
