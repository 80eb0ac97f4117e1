//! Changing and deleting a part.

use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::entity::uri;
use arcs::kinds::Resource;
use store::{Error, Transaction};

use super::create::refused;
use super::given::Given;
use super::{ATTEMPTS, Attached, check_is, traces};
use crate::versions;
use api::arcs::requested::{author, read_again, requested};

pub(super) async fn update<K: Attached>(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let given = Given::of(&call)?;
    let mut part = requested::<K>(&call).await?;
    check_is(K::WRITERS, &call, user, &part)?;
    for _ in 0..ATTEMPTS {
        let facts = part.facts.read_change(given)?;
        versions::check(&call, &part.stored)?;
        match write(&call, user, &mut part, facts).await {
            Ok(()) => return Ok(versions::show(&call, &part.stored, Reply::json(&K::show(&part)))),
            // Clients change single properties, so the other change stays. Who named a version is refused with the next look at it.
            Err(Error::Stale(_)) => part = read_again(&call.store, &part).await?,
            Err(Error::Taken(_)) => {
                return Err(Problem::bad_request(format!("there is such a {} already", K::NAME)));
            }
            Err(error) => return Err(refused(error)),
        }
    }
    Err(Problem::stale())
}

async fn write<K: Attached>(call: &Call, user: &User, part: &mut Entity<K>, facts: K) -> Result<(), Error> {
    if facts == part.facts {
        return Ok(());
    }
    let (seen, from, beside) = (part.stored.revision(), part.facts.traces(), part.facts.beside());
    part.change(&call.store, author(user), facts)?;
    let (stored, facts) = (&part.stored, &part.facts);
    let mut transaction = Transaction::new();
    transaction.update(&call.store, stored, seen).await?;
    if facts.beside() != beside {
        transaction.link(&uri::<Resource>(facts.resource()), K::RELATION, &stored.uri, &facts.beside());
    }
    let to = facts.traces();
    traces::change(&mut transaction, &stored.uri, &from, &to);
    call.store.commit(transaction).await?;
    let gone: Vec<_> = from.into_iter().filter(|trace| !to.contains(trace)).collect();
    traces::forget(&call.store, traces::words(&gone).collect()).await;
    Ok(())
}

pub(super) async fn delete<K: Attached>(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let mut part = requested::<K>(&call).await?;
    check_is(K::WRITERS, &call, user, &part)?;
    for _ in 0..ATTEMPTS {
        versions::check(&call, &part.stored)?;
        let mut transaction = Transaction::new();
        let gone = take_away(&mut transaction, &part);
        match call.store.commit(transaction).await {
            Err(Error::Stale(_)) => part = read_again(&call.store, &part).await?,
            committed => {
                committed?;
                traces::forget(&call.store, gone).await;
                return Ok(Reply::nothing());
            }
        }
    }
    Err(Problem::stale())
}

/// Removes a part with everything that it left. The words that it used, for [`traces::forget`] afterwards.
pub(super) fn take_away<K: Attached>(transaction: &mut Transaction, part: &Entity<K>) -> Vec<store::words::Word> {
    let traces = part.facts.traces();
    transaction.delete(&part.stored.uri, part.stored.revision());
    transaction.unlink(&uri::<Resource>(part.facts.resource()), K::RELATION, &part.stored.uri);
    traces::change(transaction, &part.stored.uri, &traces, &[]);
    traces::words(&traces).collect()
}
