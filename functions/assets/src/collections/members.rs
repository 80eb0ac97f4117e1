//! What is in a collection: appending, removing, and changing the order. Each is done whole or refused before anything is written.

use api::call::Inputs;
use api::{Call, Problem, Reply};
use arcs::entity::parse_id;
use arcs::kinds::{Collection, Resource};
use arcs::membership::{self, Arranged};
use arcs::{Entity, Kind};
use http::StatusCode;
use serde_json::{Value, json};
use store::{Error, Key};
use uuid::Uuid;

use super::given;
use crate::parts::Given;
use crate::{rights, versions};
use api::arcs::requested::{id_in_path, missing, requested};

/// The collection, how much is in it, and the first resources that are named.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    let count = id_in_path(inputs).map(membership::count_key);
    super::item(inputs).into_iter().chain(count).chain(given::keys(inputs, "members")).collect()
}

/// 201 with nothing, as in the original; also when all of them were in it already.
pub(super) async fn append(call: Call) -> Result<Reply, Problem> {
    let (collection, ids) = to_change(&call).await?;
    given::existing(&call, &ids).await?;
    check_room(&call, collection.id, &ids).await?;
    membership::append(&call.store, collection.id, &ids).await.map_err(refused)?;
    Ok(Reply::json(&json!({})).status(StatusCode::CREATED))
}

pub(super) async fn remove(call: Call) -> Result<Reply, Problem> {
    let (collection, ids) = to_change(&call).await?;
    answer(membership::remove(&call.store, collection.id, &ids).await?, Reply::json(&json!({})))
}

pub(super) async fn remove_one(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let collection = requested::<Collection>(&call).await?;
    rights::check_author(&call, user, &collection)?;
    let member = call.inputs().scalar("member").and_then(parse_id).ok_or_else(missing::<Resource>)?;
    answer(membership::remove(&call.store, collection.id, &[member]).await?, Reply::nothing())
}

/// `{"members": […]}`: these, in this order, on the pages that they have now; all members, or some. `{"member": …, "page": n}`: this one,
/// to this page.
pub(super) async fn reorder(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let given = Given::of(&call)?;
    let collection = requested::<Collection>(&call).await?;
    rights::check_author(&call, user, &collection)?;
    let arranged = match (given.value("members"), given.value("member")) {
        (Some(_), Some(_)) => return Err(Problem::bad_request("either members or a member and its page")),
        (Some(members), None) => {
            let order = given::order(members)?;
            membership::reorder(&call.store, collection.id, &order).await
        }
        (None, Some(member)) => {
            let text = member.as_str().ok_or_else(|| Problem::bad_request("member must be the id of a resource"))?;
            let member = parse_id(text).ok_or_else(missing::<Resource>)?;
            let page = page(given.value("page"))?;
            membership::move_to(&call.store, collection.id, member, page).await
        }
        (None, None) => return Err(Problem::bad_request("members is needed, or a member and its page")),
    };
    let reply = versions::tell(&collection.stored, Reply::json(&collection.show()));
    answer(arranged.map_err(refused)?, reply)
}

/// The collection and the members of a request that changes them.
async fn to_change(call: &Call) -> Result<(Entity<Collection>, Vec<Uuid>), Problem> {
    let user = call.user()?;
    let given = Given::of(call)?;
    let collection = requested::<Collection>(call).await?;
    rights::check_author(call, user, &collection)?;
    let ids = given::ids(given.value("members").unwrap_or(&Value::Null), "members")?;
    Ok((collection, ids))
}

/// Whether all fit in. Those that are in it already need no room, and are looked for when it matters.
async fn check_room(call: &Call, collection: Uuid, ids: &[Uuid]) -> Result<(), Problem> {
    let room = membership::MOST.saturating_sub(membership::count(&call.fetched, collection)?);
    if ids.len() <= room {
        return Ok(());
    }
    let fetched = call.store.fetch(ids.iter().map(|id| membership::key(collection, *id))).await?;
    let new = ids.iter().filter(|id| !membership::contains(&fetched, collection, **id)).count();
    if new <= room {
        return Ok(());
    }
    Err(Problem::bad_request(format!(
        "a collection has room for {} resources, and there is room for {room}",
        membership::MOST
    )))
}

fn page(value: Option<&Value>) -> Result<usize, Problem> {
    let number = value.and_then(Value::as_u64).filter(|page| *page >= 1);
    let page = number.and_then(|page| usize::try_from(page).ok());
    page.ok_or_else(|| Problem::bad_request("page must be a number, at least 1"))
}

fn answer(arranged: Arranged, reply: Reply) -> Result<Reply, Problem> {
    match arranged {
        Arranged::Done => Ok(reply),
        Arranged::NoMember(id) => Err(Problem::NotFound(format!("this {} has no member {id}", Collection::NAME))),
    }
}

/// What became of a collection that others work on, too.
fn refused(error: Error) -> Problem {
    match error {
        Error::TargetMissing(_) => missing::<Collection>(),
        Error::Rearranged(_) => Problem::conflict("others are changing this collection: read it and try again"),
        error => error.into(),
    }
}
