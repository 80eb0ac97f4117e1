//! Creating, updating and deleting records of any type.
//!
//! A write is staged into a [`Transaction`], so that a handler can put several records into one; [`Attempts`] commits it
//! and starts again with fresh numbers when another writer took them.

mod cutting;
mod follow;
mod found_by;
mod hiding;
mod merging;
mod neighbourhood;
mod numbered;
mod references;
mod repointing;
mod showing;
mod staging;
mod transferring;
pub(crate) mod tree;
mod unique;

use std::borrow::Cow;
use std::collections::BTreeSet;

use records::Body;
use records::permissions::GLOBAL_REPOSITORY;
use records::record_type::{RecordType, Scope, Stored};
use serde_json::{Value, json};
use store::{Fetched, Key, Store, Transaction};

use crate::call::Call;
use crate::inputs::Inputs;
use crate::problem::Problem;

pub use cutting::loosen;
pub(crate) use hiding::{has_hidden_links, hide};
pub use staging::{Draft, Staging};
pub use transferring::Route;
pub use tree::{Leaves, Parent};
pub use unique::{Claimed, claimed, guard_key, operation_refusal};

/// How often a write starts again because its numbers were taken.
const ATTEMPTS: usize = 6;

/// How often a write starts again because others changed the tree that it writes to.
const REARRANGEMENTS: u32 = 40;

/// Keys that creating or updating a record will ask for: its counters, and what its nested records are equal to.
pub fn keys_for_create(row: &RecordType, inputs: &Inputs) -> Vec<Key> {
    let mut keys = vec![Key::counter(row.name)];
    if let Some(Ok(Value::Object(body))) = &inputs.json {
        keys.extend(numbered::keys(row, body));
        keys.extend(tree::keys(row, body));
    }
    keys
}

/// Keys that the nested records of a body will ask for, where it is one of many.
pub fn keys_for_nested(row: &RecordType, body: &Body) -> Vec<Key> {
    numbered::keys(row, body)
}

/// Creates a record from a validated body, in the repository that the path names.
pub async fn create(call: &Call, row: &'static RecordType, body: Body) -> Result<Stored, Problem> {
    check_home(row, call.repository())?;
    let mut attempts = Attempts::new(call);
    loop {
        let mut staging = attempts.start();
        let draft = Draft { row, repository: call.repository(), body: body.clone(), suppressed: false };
        let staged = staging.create(draft).await;
        let Some(stored) = attempts.staged(staged).await? else { continue };
        if attempts.commit(staging).await? {
            return Ok(stored);
        }
    }
}

/// Refuses archival records in the hidden repository of the archive itself.
fn check_home(row: &RecordType, repository: Option<u64>) -> Result<(), Problem> {
    let is_welcome = row.scope == Scope::Global || ["group", "event", "preference"].contains(&row.name);
    if is_welcome || repository != Some(GLOBAL_REPOSITORY) {
        return Ok(());
    }
    Err(Problem::bad_request("The global repository cannot contain archival records"))
}

/// Replaces a record by a validated body, which must carry the version that its writer saw.
pub async fn update(call: &Call, row: &'static RecordType, current: &Stored, body: Body) -> Result<Stored, Problem> {
    let mut current = Cow::Borrowed(current);
    let mut attempts = Attempts::new(call);
    loop {
        check_version(&current, &body)?;
        let mut staging = attempts.start();
        if current.place.is_some() {
            // Whoever moved it meanwhile left its version alone.
            staging.depend_on(&current.uri);
        }
        let staged = staging.update(row, &current, body.clone()).await;
        if let Some(stored) = attempts.staged(staged).await?
            && attempts.commit(staging).await?
        {
            return Ok(stored);
        }
        if current.place.is_some() {
            current = Cow::Owned(reread(call, row, &current.uri).await?);
        }
    }
}

/// A record as it is now.
async fn reread(call: &Call, row: &RecordType, uri: &str) -> Result<Stored, Problem> {
    call.store.read(&[uri]).await?.pop().flatten().ok_or_else(|| Problem::missing(row.model))
}

/// Deletes a record, and the references that others make to it. A record that changes meanwhile is read again: no version
/// comes with a deletion. `false` when more stands below the record than ends in one transaction: then nothing is gone.
pub async fn delete(call: &Call, row: &'static RecordType, current: &Stored) -> Result<bool, Problem> {
    if records::tree::of_component(row.name).or_else(|| records::tree::of_root(row.name)).is_some() {
        if !tree::remove::delete(call, row, current).await? {
            return Ok(false);
        }
        return cut_late(call, current).await.map(|()| true);
    }
    let mut current = current.clone();
    let mut attempts = Attempts::new(call);
    loop {
        let mut staging = attempts.start();
        let staged = staging.delete(row, &current).await;
        staging.neighbours_rewritten.insert(current.uri.clone());
        if attempts.staged(staged).await?.is_some() && attempts.commit(staging).await? {
            break;
        }
        current = reread(call, row, &current.uri).await?;
    }
    cut_late(call, &current).await.map(|()| true)
}

/// Cuts the references of those who began to refer to a record after its links were read, and did not see it go.
async fn cut_late(call: &Call, gone: &Stored) -> Result<(), Problem> {
    if gone.inbound.is_empty() {
        return Ok(());
    }
    let mut attempts = Attempts::new(call);
    loop {
        let mut staging = attempts.start();
        let staged = staging.cut_inbound(gone).await;
        if attempts.staged(staged).await?.is_some() && attempts.commit(staging).await? {
            return Ok(());
        }
    }
}

/// Stages writes and commits them, again and again while numbers turn out to be in use, or a neighbour that is rewritten
/// changes meanwhile.
///
/// ```ignore
/// let mut attempts = Attempts::new(call);
/// loop {
///     let mut staging = attempts.start();
///     let stored = staging.create(draft()).await?;
///     if attempts.commit(staging).await? {
///         return Ok(stored);
///     }
/// }
/// ```
pub struct Attempts<'a> {
    store: &'a Store,
    fetched: &'a Fetched,
    username: Option<String>,
    user: Option<u64>,
    contended: bool,
    owners: numbered::Owners,
    gone: BTreeSet<String>,
    /// How often a tree changed meanwhile: what was read of it with the request is out of date then.
    rearrangements: u32,
    crowded: BTreeSet<String>,
    left: usize,
}

impl<'a> Attempts<'a> {
    /// For a request.
    pub fn new(call: &'a Call) -> Self {
        Self::over(&call.store, &call.fetched, call.caller.username()).of_user(call.caller.number())
    }

    /// Outside of a request, for a bootstrap.
    pub fn over(store: &'a Store, fetched: &'a Fetched, username: Option<&str>) -> Self {
        Self {
            store,
            fetched,
            username: username.map(ToOwned::to_owned),
            user: None,
            contended: false,
            owners: numbered::Owners::new(),
            gone: BTreeSet::new(),
            rearrangements: 0,
            crowded: BTreeSet::new(),
            left: ATTEMPTS,
        }
    }

    /// In the name of the user with this number, whose preferences count.
    #[must_use]
    pub fn of_user(self, user: Option<u64>) -> Self {
        Self { user, ..self }
    }

    /// An empty staging.
    pub fn start(&self) -> Staging<'a> {
        let mut staging = Staging::over(self.store, self.fetched, self.username.as_deref(), self.contended);
        staging.user = self.user;
        staging.owners.clone_from(&self.owners);
        staging.gone.clone_from(&self.gone);
        staging.trees.is_outdated = self.rearrangements > 0;
        staging.crowded.clone_from(&self.crowded);
        staging
    }

    /// What was staged; `None` says that a tree changed while it was, and that everything has to be staged again.
    pub async fn staged<T>(&mut self, staged: Result<T, Problem>) -> Result<Option<T>, Problem> {
        match staged {
            Err(Problem::Rearranged(_)) if self.rearrangements < REARRANGEMENTS => {
                self.look_again().await;
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    /// Lets trees be read anew, after a pause that grows, so that those who met do not meet again.
    async fn look_again(&mut self) {
        self.rearrangements += 1;
        tokio::time::sleep(store::jittered(self.rearrangements)).await;
    }

    /// Commits; `false` says that everything has to be staged again.
    pub async fn commit(&mut self, mut staging: Staging<'a>) -> Result<bool, Problem> {
        let overfull = staging.settle_trees();
        let transaction = std::mem::take(&mut staging.transaction);
        let error = match self.store.commit(transaction).await {
            Ok(()) => {
                for leaf in overfull {
                    Box::pin(leaf.split(self.store)).await;
                }
                return Ok(true);
            }
            Err(error) => error,
        };
        let is_another_by_now = match &error {
            store::Error::Rearranged(_) => true,
            // A component may have been moved, which leaves its version as it is.
            store::Error::Stale(uri) => staging.neighbours_rewritten.contains(uri),
            _ => false,
        };
        if is_another_by_now && self.rearrangements < REARRANGEMENTS {
            self.look_again().await;
            return Ok(false);
        }
        self.left -= 1;
        match error {
            store::Error::NumberInUse(_) if self.left > 0 => {
                self.contended = true;
                Ok(false)
            }
            store::Error::Stale(uri) if self.left > 0 && staging.rehinted.contains(&uri) => {
                self.crowded.insert(uri);
                Ok(false)
            }
            store::Error::TargetMissing(uri) if self.left > 0 && staging.loosened.contains(&uri) => {
                self.gone.insert(uri);
                Ok(false)
            }
            store::Error::Taken(taken) => {
                // Nested records that others made meanwhile are taken over; anything else refuses the write.
                let (nested, refusing): (Vec<_>, Vec<_>) =
                    taken.into_iter().partition(|claim| unique::nested_guard(&claim.rule).is_some());
                if !refusing.is_empty() {
                    return Err(unique::taken(&refusing));
                }
                if self.left == 0 {
                    return Err(Problem::Unavailable("nested records are being made by too many writers".to_owned()));
                }
                for claim in nested {
                    self.owners.extend(unique::nested_guard(&claim.rule).map(|guard| (guard, claim.owner)));
                }
                Ok(false)
            }
            error => Err(error.into()),
        }
    }
}

/// The checks of an update that come before everything else.
pub fn check_version(current: &Stored, body: &Body) -> Result<(), Problem> {
    if current.suppressed {
        return Err(Problem::conflict("Can't update an object that has been suppressed"));
    }
    let seen = match body.get("lock_version") {
        Some(Value::Number(version)) => version.as_u64(),
        Some(Value::String(version)) => version.trim().parse().ok(),
        _ => return Err(Problem::conflict("You must provide a lock_version in your request")),
    };
    if seen == Some(current.lock_version) { Ok(()) } else { Err(Problem::stale()) }
}

/// The answer to a write. Actions give no warnings and no URI: pass `None`.
pub fn outcome(status: &str, row: &RecordType, stored: &Stored, warnings: Option<&Value>) -> Value {
    let number: u64 = stored.uri.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let mut outcome = json!({
        "status": status,
        "id": number,
        "lock_version": stored.lock_version,
        "stale": if row.stale { Value::Bool(true) } else { Value::Null },
    });
    if let Some(warnings) = warnings {
        outcome["uri"] = stored.uri.as_str().into();
        let has_warnings = warnings.as_object().is_some_and(|warnings| !warnings.is_empty());
        outcome["warnings"] = if has_warnings { warnings.clone() } else { json!([]) };
    }
    outcome
}

/// A transaction for a handler that writes no record.
pub async fn commit(call: &Call, transaction: Transaction) -> Result<(), Problem> {
    match call.store.commit(transaction).await {
        Err(store::Error::Taken(taken)) => Err(unique::taken(&taken)),
        other => Ok(other?),
    }
}
