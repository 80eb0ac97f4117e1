//! Changing what is said about a collection, and deleting one.

use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::kinds::Collection;
use arcs::{Entity, collections};
use store::{Error, Transaction};

use super::fields::Fields;
use super::given;
use crate::parts::Given;
use crate::{rights, versions};
use api::arcs::requested::{author, read_again, requested};

/// How often a change is made again because another one came first: clients change single properties, so the other one stays.
const ATTEMPTS: usize = 6;

pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = Given::of(&call)?;
    let mut collection = requested::<Collection>(&call).await?;
    rights::check_author(&call, user, &collection)?;
    let fields = Fields::read(body)?;
    given::existing(&call, fields.pdf.flatten().as_slice()).await?;
    for _ in 0..ATTEMPTS {
        versions::check(&call, &collection.stored)?;
        match write(&call, user, &mut collection, fields.clone()).await {
            Err(Error::Stale(_)) => collection = read_again(&call.store, &collection).await?,
            written => {
                written?;
                return Ok(versions::tell(&collection.stored, Reply::json(&collection.show())));
            }
        }
    }
    Err(Problem::stale())
}

async fn write(call: &Call, user: &User, collection: &mut Entity<Collection>, fields: Fields) -> Result<(), Error> {
    let mut facts = collection.facts.clone();
    fields.apply(&mut facts);
    if facts == collection.facts {
        return Ok(());
    }
    let before = collection.clone();
    collection.change(&call.store, author(user), facts)?;
    let mut transaction = Transaction::new();
    collections::update(&mut transaction, &call.store, &before, collection).await?;
    call.store.commit(transaction).await?;
    let has_other_name = before.facts.title != collection.facts.title;
    if has_other_name || before.facts.public != collection.facts.public {
        collections::forget(&call.store, &before).await;
    }
    Ok(())
}

pub(super) async fn delete(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let mut collection = requested::<Collection>(&call).await?;
    rights::check_admin(&call)?;
    for _ in 0..ATTEMPTS {
        versions::check(&call, &collection.stored)?;
        match collections::delete(&call.store, &collection).await {
            Err(Error::Stale(_)) => collection = read_again(&call.store, &collection).await?,
            deleted => {
                deleted?;
                return Ok(Reply::nothing());
            }
        }
    }
    Err(Problem::stale())
}
