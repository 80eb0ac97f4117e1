//! Creating a collection: one read and one transaction, and one more for each 33 members beyond the first 30.

use api::call::Inputs;
use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::kinds::{Collection, Resource};
use arcs::{Entity, Kind, collections, entity, membership};
use http::{StatusCode, header};
use store::{Error, Key, Transaction};
use uuid::Uuid;

use super::fields::Fields;
use super::given;
use crate::parts::Given;
use crate::versions;
use api::arcs::requested::{author, missing};
use api::repeated::{self, Repeatable};

/// Members that come with the collection itself: each is three items beside its own six, and DynamoDB takes 100.
const TOGETHER: usize = 30;

pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    given::keys(inputs, "members")
}

pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let given = Given::of(&call)?;
    let repeatable = Repeatable::of(&call, user, Collection::COLLECTION, &call.inputs().bytes)?;
    let fields = Fields::read(given)?;
    if fields.title.is_none() {
        return Err(Problem::bad_request("title is needed"));
    }
    let members = given
        .value("members")
        .filter(|members| !members.is_null())
        .map_or(Ok(vec![]), |value| given::ids(value, "members"))?;
    let named: Vec<Uuid> = members.iter().copied().chain(fields.pdf.flatten()).collect();
    given::existing(&call, &named).await?;
    let collection = Entity::new(&call.store, author(user), describe(user, fields))?;
    let failed = match keep(&call, &collection, &members, &repeatable).await {
        Ok(()) => return Ok(created(&collection)),
        Err(failed) => failed,
    };
    if let Some(uris) = repeatable.made_before(&call.store, &failed).await? {
        let id = uris[0].rsplit('/').next().and_then(entity::parse_id).ok_or_else(repeated::gone)?;
        let made = Entity::<Collection>::get(&call.store, id).await?.ok_or_else(repeated::gone)?;
        // The first request may have been cut off before all members were in.
        membership::append(&call.store, made.id, &members).await?;
        return Ok(created(&made));
    }
    match failed {
        // One was deleted since it was read.
        Error::TargetMissing(_) => Err(missing::<Resource>()),
        failed => Err(failed.into()),
    }
}

fn created(collection: &Entity<Collection>) -> Reply {
    let reply = Reply::json(&collection.show()).status(StatusCode::CREATED);
    versions::tell(&collection.stored, reply.with(header::LOCATION, &collection.stored.uri))
}

fn describe(user: &User, fields: Fields) -> Collection {
    let mut collection = Collection {
        user: user.uri.clone(),
        title: String::new(),
        description: None,
        public: false,
        pdf: None,
        temporary: false,
    };
    fields.apply(&mut collection);
    collection
}

async fn keep(
    call: &Call,
    collection: &Entity<Collection>,
    members: &[Uuid],
    repeatable: &Repeatable,
) -> Result<(), Error> {
    let mut transaction = Transaction::new();
    collections::create(&mut transaction, &call.store, collection).await?;
    let (first, rest) = members.split_at(members.len().min(TOGETHER));
    for (member, page) in first.iter().zip(1..) {
        membership::place(&mut transaction, collection.id, *member, page)?;
    }
    repeatable.note(&call.store, &mut transaction, [collection.stored.uri.as_str()]);
    call.store.commit(transaction).await?;
    membership::append(&call.store, collection.id, rest).await
}
