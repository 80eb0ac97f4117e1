//! What an archive has before anybody has done anything: the hidden repository whose groups count everywhere, the users
//! that the groups are for, and what these need. Written in one transaction, once.

use api::Problem;
use api::write::{Attempts, Draft, Staging};
use passwords::hashing;
use records::Body;
use records::permissions::GLOBAL_REPOSITORY;
use records::permissions::groups::{SYSTEM_USERS, SystemUser};
use records::record_type::{RecordType, Stored};
use records::types::{
    AGENT_PERSON, AGENT_SOFTWARE, GROUP, PREFERENCE, REPOSITORY, USER, VOCABULARY, shipped_preference,
};
use serde_json::{Value, json};
use store::access::Access;
use store::members::Membership;
use store::rosters::Roster;
use store::{Fetched, Key, Store};
use thiserror::Error;

use crate::membership::codes;
use crate::users::agent;

/// Why an archive could not be made ready.
#[derive(Debug, Error)]
pub enum Failure {
    /// The store does not answer, or the password could not be hashed.
    #[error("the archive was not made ready: {0}")]
    Failed(String),
    /// There are records, but not those of a new archive.
    #[error("the table holds something else than an archive")]
    Foreign,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem.cause().map_or_else(|| format!("{problem:?}"), ToOwned::to_owned))
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Makes a new archive ready; `admin_password` is what `admin` logs in with. One that is ready stays as it is: one read.
pub async fn bootstrap(store: &Store, admin_password: &str) -> Result<(), Failure> {
    if is_ready(store).await? {
        return Ok(());
    }
    let hash = hashing::hash(admin_password).await?;
    // Nothing is there: no counter has to be read to know that the numbers start with 1.
    let fetched = Fetched::default();
    let mut attempts = Attempts::over(store, &fetched, None);
    let mut staging = attempts.start();
    stage(store, &mut staging, &hash).await?;
    staging.transaction.set_document(mark(), 0, &Body::new())?;
    match attempts.commit(staging).await {
        Ok(true) => Ok(()),
        // Another process was faster, or there is something that should not be there.
        Ok(false) | Err(_) if is_ready(store).await? => Ok(()),
        Ok(false) => Err(Failure::Foreign),
        Err(problem) => Err(problem.into()),
    }
}

fn mark() -> Key {
    Key::system("bootstrap")
}

async fn is_ready(store: &Store) -> Result<bool, store::Error> {
    Ok(store.fetch([mark()]).await?.has(&mark()))
}

/// Stages every record. The numbers follow from the order.
async fn stage(store: &Store, staging: &mut Staging<'_>, hash: &str) -> Result<(), Problem> {
    let repository = json!({ "repo_code": "_archivesspace", "name": "Global repository" });
    let repository = create(staging, &REPOSITORY, &repository).await?;
    hide(staging, &repository);
    create(staging, &VOCABULARY, &json!({ "name": "global", "ref_id": "global" })).await?;
    create(staging, &PREFERENCE, &json!(shipped_preference())).await?;
    let software = create(staging, &AGENT_SOFTWARE, &software()).await?;
    let administrator = json!(agent(&SYSTEM_USERS[0].name.into()));
    let person = create(staging, &AGENT_PERSON, &administrator).await?;
    for agent in [&software, &person] {
        staging.transaction.hint(&agent.uri, [format!("repository:{}", repository.uri)]);
    }
    staging.reserve(GROUP.name, SYSTEM_USERS.len() as u64).await?;
    staging.reserve(USER.name, SYSTEM_USERS.len() as u64).await?;
    for user in SYSTEM_USERS {
        stage_user(store, staging, user, (&person, &software)).await?;
    }
    staging.transaction.set_credential("/users/1", hash);
    Ok(())
}

/// A user with its group. Only the administrator is seen, and stands for a person.
async fn stage_user(
    store: &Store,
    staging: &mut Staging<'_>,
    user: &SystemUser,
    (person, software): (&Stored, &Stored),
) -> Result<(), Problem> {
    let granted: Vec<&str> = (user.grants)().into_iter().map(records::permissions::Permission::code).collect();
    let group = json!({
        "group_code": user.group,
        "description": user.group_description,
        "grants_permissions": granted,
    });
    let group = create(staging, &GROUP, &group).await?;
    let mut body = json!({
        "username": user.username,
        "name": user.name,
        "is_system_user": true,
        "is_active_user": true,
    });
    if !user.hidden {
        body["agent_record"] = json!({ "ref": person.uri });
    }
    let mut stored = create(staging, &USER, &body).await?;
    if user.hidden {
        hide(staging, &stored);
        // Without the hint that makes the agent show whose it is: it is nobody's in particular.
        stored.body.insert("agent_record".to_owned(), json!({ "ref": software.uri }));
    } else {
        // The original makes it an administrator by a second write.
        stored.lock_version = 1;
    }
    staging.transaction.create(store, &stored).await?;
    let access = Access {
        username: user.username.to_owned(),
        groups: [(group.uri.clone(), codes(&group))].into(),
        active: true,
        role: None,
    };
    staging.transaction.set_access(&stored.uri, &access);
    let mut roster = Roster::default();
    roster.members.insert(stored.uri, user.username.to_owned());
    staging.transaction.set_roster(&group.uri, &roster);
    Ok(())
}

async fn create(staging: &mut Staging<'_>, row: &'static RecordType, body: &Value) -> Result<Stored, Problem> {
    let body = body.as_object().cloned().unwrap_or_default();
    staging.create(Draft { row, repository: Some(GLOBAL_REPOSITORY), body, suppressed: false }).await
}

/// Takes a record from its collection: it can be read, but no list shows it.
fn hide(staging: &mut Staging<'_>, stored: &Stored) {
    staging.transaction.member(&stored.uri, Membership::Removed, stored.revision().next());
}

/// The archive itself, as an agent.
fn software() -> Value {
    json!({
        "publish": false,
        "names": [{
            "software_name": "Fonds",
            "version": env!("CARGO_PKG_VERSION"),
            "source": "local",
            "rules": "local",
            "sort_name_auto_generate": true,
        }],
    })
}
