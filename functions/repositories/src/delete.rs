//! The end of a repository: its descriptions go with it, anything else inside keeps it.

use api::write::{Attempts, delete};
use api::{Call, Problem, Reply};
use records::record_type::RecordType;
use records::types::{
    ACCESSION, ASSESSMENT, CLASSIFICATION, DIGITAL_OBJECT, EVENT, GROUP, REPOSITORY, RESOURCE, TOP_CONTAINER,
};
use serde_json::json;
use store::access::AccessChange;
use store::{Key, Store, Transaction};

/// What is deleted with a repository, users of other records before the records they use. Roots take their components along.
static CONTENTS: &[&RecordType] = &[&CLASSIFICATION, &EVENT, &RESOURCE, &DIGITAL_OBJECT, &ACCESSION];

/// What keeps a repository from being deleted.
static OBSTACLES: &[&RecordType] = &[&TOP_CONTAINER, &ASSESSMENT];

/// Records that are read together on the way.
const TOGETHER: usize = 100;

/// `DELETE /repositories/:repo_id`.
pub(crate) async fn remove(call: Call) -> Result<Reply, Problem> {
    let number = call.params.number("repo_id");
    let uri = api::pipeline::repository_uri(number);
    let found = call.store.read(&[&uri]).await?.pop().flatten();
    let repository = found
        .filter(|_| number != records::permissions::GLOBAL_REPOSITORY)
        .ok_or_else(|| Problem::missing(REPOSITORY.model))?;
    for row in OBSTACLES {
        if !numbers(&call, &uri, row).await?.is_empty() {
            return Err(Problem::conflict("Repository not empty"));
        }
    }
    for row in CONTENTS {
        empty(&call, &uri, row).await?;
    }
    dismiss_groups(&call, &uri).await?;
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        staging.delete(&REPOSITORY, &repository).await?;
        if attempts.commit(staging).await? {
            break;
        }
    }
    Ok(Reply::json(&json!({ "status": "Deleted", "id": number })))
}

async fn numbers(call: &Call, repository: &str, row: &RecordType) -> Result<Vec<u32>, Problem> {
    let collection = format!("{repository}/{}", row.plural);
    let fetched = call.store.fetch([Key::members(&collection)]).await?;
    Ok(call.store.members(&collection, &fetched).await?.live.iter().collect())
}

/// Deletes the repository's records of one type, each in its own transaction: stopped half-way, it goes on when asked again.
async fn empty(call: &Call, repository: &str, row: &'static RecordType) -> Result<(), Problem> {
    let numbers = numbers(call, repository, row).await?;
    for batch in numbers.chunks(TOGETHER) {
        let uris: Vec<String> = batch.iter().map(|number| format!("{repository}/{}/{number}", row.plural)).collect();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        for record in call.store.read(&uris).await?.into_iter().flatten() {
            delete(call, row, &record).await?;
        }
    }
    Ok(())
}

/// Ends the repository's groups, and what they granted. Harvesters hear of the repository only.
async fn dismiss_groups(call: &Call, repository: &str) -> Result<(), Problem> {
    for number in numbers(call, repository, &GROUP).await? {
        let uri = format!("{repository}/groups/{number}");
        let fetched = call.store.fetch([Key::record(&uri), Key::roster(&uri)]).await?;
        let Some(group) = call.store.record_in(&fetched, &uri).await? else { continue };
        let roster = Store::roster_in(&fetched, &uri)?;
        let members: Vec<&String> = roster.members.keys().collect();
        let revoked = AccessChange { revoked: [uri.clone()].into(), ..AccessChange::default() };
        for together in members.chunks(TOGETHER) {
            let mut transaction = Transaction::new();
            for user in together {
                transaction.change_access(user, &revoked);
            }
            call.store.commit(transaction).await?;
        }
        let mut attempts = Attempts::new(call);
        let mut staging = attempts.start();
        staging.forget(&GROUP, &group).await?;
        staging.transaction.remove_roster(&uri, &roster);
        attempts.commit(staging).await?;
    }
    Ok(())
}
