//! The end of a repository: its descriptions go with it, anything else inside keeps it.

use api::Problem;
use api::pipeline::repository_uri;
use records::record_type::RecordType;
use records::types::{
    ACCESSION, ARCHIVAL_OBJECT, ASSESSMENT, CLASSIFICATION, CLASSIFICATION_TERM, DIGITAL_OBJECT,
    DIGITAL_OBJECT_COMPONENT, EVENT, GROUP, REPOSITORY, RESOURCE, TOP_CONTAINER,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::access::AccessChange;
use store::members::Members;
use store::{Fetched, Key, Store, Transaction};

use super::Deletion;
use crate::desk::Desk;
use crate::operation::{Operation, Size, Step};

/// What is deleted with a repository: roots with what stands below them, what a tree may have lost, and what all of it was kept in.
static CONTENTS: &[&RecordType] = &[
    &CLASSIFICATION,
    &CLASSIFICATION_TERM,
    &EVENT,
    &RESOURCE,
    &ARCHIVAL_OBJECT,
    &DIGITAL_OBJECT,
    &DIGITAL_OBJECT_COMPONENT,
    &ACCESSION,
    &TOP_CONTAINER,
];

/// Records that end in one step.
const TOGETHER: usize = 40;

/// Members of a group that leave it in one transaction.
const MEMBERS: usize = 100;

/// The deletion of a repository.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RepositoryDeletion {
    number: u64,
    /// Records that are gone.
    #[serde(default)]
    gone: u64,
    /// The kind of contents that is being deleted.
    #[serde(default)]
    stage: usize,
}

impl RepositoryDeletion {
    /// Of the repository with this number, which must exist.
    pub fn new(number: u64) -> Self {
        Self { number, gone: 0, stage: 0 }
    }

    /// As clients read it, whether it is over or goes on.
    pub fn answer(&self) -> Value {
        json!({ "status": "Deleted", "id": self.number })
    }

    fn uri(&self) -> String {
        repository_uri(self.number)
    }

    /// The collections of some types, with what is in them.
    async fn collections(&self, store: &Store, rows: &[&RecordType]) -> Result<Vec<(String, Members)>, Problem> {
        let uris: Vec<String> = rows.iter().map(|row| format!("{}/{}", self.uri(), row.plural)).collect();
        let fetched = store.fetch(uris.iter().map(|uri| Key::members(uri))).await?;
        let mut found = Vec::with_capacity(uris.len());
        for uri in uris {
            let members = store.members(&uri, &fetched).await?;
            found.push((uri, members));
        }
        Ok(found)
    }

    /// Ends the groups, and what they granted. Harvesters hear of the repository only.
    async fn dismiss_groups(&self, desk: &Desk<'_>) -> Result<(), Problem> {
        let groups = self.collections(desk.store, &[&GROUP]).await?;
        for uri in groups.iter().flat_map(|(collection, groups)| first_of(collection, groups, usize::MAX)) {
            let fetched = desk.store.fetch([Key::record(&uri), Key::roster(&uri)]).await?;
            let Some(group) = desk.store.record_in(&fetched, &uri).await? else { continue };
            let roster = Store::roster_in(&fetched, &uri)?;
            let members: Vec<&String> = roster.members.keys().collect();
            let revoked = AccessChange { revoked: [uri.clone()].into(), ..AccessChange::default() };
            for together in members.chunks(MEMBERS) {
                let mut transaction = Transaction::new();
                for user in together {
                    transaction.change_access(user, &revoked);
                }
                desk.store.commit(transaction).await?;
            }
            let mut attempts = desk.attempts(&fetched);
            let mut staging = attempts.start();
            staging.forget(&GROUP, &group).await?;
            staging.transaction.remove_roster(&uri, &roster);
            attempts.commit(staging).await?;
        }
        Ok(())
    }

    /// Ends the repository itself, when nothing is in it.
    async fn close(&self, desk: &Desk<'_>) -> Result<(), Problem> {
        self.dismiss_groups(desk).await?;
        let nothing = Fetched::default();
        let mut attempts = desk.attempts(&nothing);
        loop {
            let Some(repository) = desk.store.read(&[&self.uri()]).await?.pop().flatten() else { return Ok(()) };
            let mut staging = attempts.start();
            staging.depend_on(&repository.uri);
            staging.delete(&REPOSITORY, &repository).await?;
            if attempts.commit(staging).await? {
                return Ok(());
            }
        }
    }
}

fn first_of(collection: &str, members: &Members, count: usize) -> impl Iterator<Item = String> {
    members.live.iter().take(count).map(move |number| format!("{collection}/{number}"))
}

impl Operation for RepositoryDeletion {
    const KIND: &'static str = "delete_repository";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        // They say of others what nobody may lose.
        let rows: Vec<&RecordType> = CONTENTS.iter().copied().chain([&ASSESSMENT]).collect();
        let found = self.collections(desk.store, &rows).await?;
        let (contents, assessments) = found.split_at(CONTENTS.len());
        if assessments.iter().any(|(_, members)| !members.live.is_empty()) {
            return Err(Problem::conflict("Repository not empty"));
        }
        Ok(Size::Long { total: 1 + contents.iter().map(|(_, members)| members.live.len()).sum::<u64>() })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let rest = CONTENTS.get(self.stage..).unwrap_or_default();
        for (collection, members) in self.collections(desk.store, rest).await? {
            let ahead = members.live.len();
            if ahead == 0 {
                self.stage += 1;
                continue;
            }
            let mut some = Deletion::new(first_of(&collection, &members, TOGETHER).collect());
            Box::pin(some.advance(desk)).await?;
            if !some.left.is_empty() {
                return Err(Problem::conflict("Repository not empty"));
            }
            self.gone += some.gone as u64 + some.below;
            return Ok(Step::More { done: self.gone, total: self.gone + ahead + 1 });
        }
        Box::pin(self.close(desk)).await?;
        Ok(Step::Done(self.answer()))
    }

    fn targets(&self) -> Vec<String> {
        vec![self.uri()]
    }

    fn is_beside_repositories(&self) -> bool {
        true
    }
}
