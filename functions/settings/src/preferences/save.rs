//! Writing preferences, together with the index of what the archive obeys of them.

use api::generic::requested;
use api::preferences::{Entry, Preferences};
use api::write::{Attempts, Draft, Staging, check_version, outcome};
use api::{Call, Problem, Reply};
use records::Uri;
use records::permissions::GLOBAL_REPOSITORY;
use records::record_type::Stored;
use records::types::PREFERENCE;
use serde_json::json;
use store::{Fetched, Key};

use super::check_owner;

/// `POST /repositories/:repo_id/preferences`.
pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let whose = check_owner(&call, &call.body)?;
    let mut attempts = Attempts::new(&call);
    let mut newer: Option<Fetched> = None;
    loop {
        let mut staging = attempts.start();
        let draft =
            Draft { row: &PREFERENCE, repository: call.repository(), body: call.body.clone(), suppressed: false };
        let stored = staging.create(draft).await?;
        index(newer.as_ref().unwrap_or(&call.fetched), &mut staging, |index| {
            index.put(repository(&call), whose, entry(&stored));
        })?;
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&outcome("Created", &PREFERENCE, &stored, Some(&call.warnings))));
        }
        newer = Some(call.store.fetch([Key::preferences()]).await?);
    }
}

/// `POST /repositories/:repo_id/preferences/:id`.
pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let current = requested(&PREFERENCE, &call).await?;
    check_owner(&call, &current.body)?;
    let whose = check_owner(&call, &call.body)?;
    check_version(&current, &call.body)?;
    let mut attempts = Attempts::new(&call);
    let mut newer: Option<Fetched> = None;
    loop {
        let mut staging = attempts.start();
        let stored = staging.update(&PREFERENCE, &current, call.body.clone()).await?;
        index(newer.as_ref().unwrap_or(&call.fetched), &mut staging, |index| {
            index.put(repository(&call), whose, entry(&stored));
        })?;
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&outcome("Updated", &PREFERENCE, &stored, Some(&call.warnings))));
        }
        newer = Some(call.store.fetch([Key::preferences()]).await?);
    }
}

/// `DELETE /repositories/:repo_id/preferences/:id`.
pub(super) async fn remove(call: Call) -> Result<Reply, Problem> {
    let current = requested(&PREFERENCE, &call).await?;
    let number = call.params.number("id");
    let mut attempts = Attempts::new(&call);
    let mut newer: Option<Fetched> = None;
    loop {
        let mut staging = attempts.start();
        staging.delete(&PREFERENCE, &current).await?;
        index(newer.as_ref().unwrap_or(&call.fetched), &mut staging, |index| index.forget(number))?;
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&json!({ "status": "Deleted", "id": number })));
        }
        newer = Some(call.store.fetch([Key::preferences()]).await?);
    }
}

/// Changes the index in the same transaction. `fetched` is what came with the request, or a newer read when another writer
/// was faster.
fn index(fetched: &Fetched, staging: &mut Staging<'_>, change: impl FnOnce(&mut Preferences)) -> Result<(), Problem> {
    let key = Key::preferences();
    let (mut index, version) = Preferences::read(fetched)?;
    change(&mut index);
    staging.depend_on(&key.pk);
    staging.transaction.set_document(key, version, &index.write())?;
    Ok(())
}

fn entry(stored: &Stored) -> Entry {
    Entry::of(Uri::parse(&stored.uri).map_or(0, |uri| uri.id()), &stored.body)
}

fn repository(call: &Call) -> u64 {
    call.repository().unwrap_or(GLOBAL_REPOSITORY)
}
