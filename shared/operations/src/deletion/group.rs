//! Records that end in one transaction.

use api::Problem;
use api::write::Staging;
use records::record_type::{RecordType, Stored};
use store::{Fetched, Store};

use crate::desk::Desk;
use crate::walk::Node;

/// Items that a group of records takes out of the hundred of a transaction.
const ROOM: usize = 90;

/// Items that go with a record: itself, membership, tombstone, unique values, look-ups; its card, and its share in the counts of
/// its parent.
const ALONE: usize = 9;

/// Items that go with a record that others refer to: each of the last references rewrites its holder.
const REFERRED_TO: usize = 45;

/// Records that are looked at together.
const LOOKED_AT: usize = 40;

/// The records that end next.
pub(super) struct Group {
    pub(super) endings: Vec<Ending>,
    /// Records of the list that they stand for: some may be gone already.
    pub(super) count: usize,
    /// The first record of the list, when others stand below it that have to end first.
    pub(super) tree: Option<Node>,
}

/// A record that is about to end.
pub(super) struct Ending {
    row: &'static RecordType,
    pub(super) record: Stored,
    node: Option<Node>,
}

impl Ending {
    fn of(record: Stored) -> Result<Self, Problem> {
        let row = records::types::find(record.record_type);
        let row = row.ok_or_else(|| Problem::bad_request(format!("{} cannot be deleted", record.uri)))?;
        Ok(Self { row, node: Node::of(&record), record })
    }

    fn weight(&self) -> usize {
        if self.record.inbound.is_empty() { ALONE } else { REFERRED_TO }
    }

    async fn stage(&self, staging: &mut Staging<'_>) -> Result<(), Problem> {
        match &self.node {
            Some(node) => {
                let uris = std::slice::from_ref(&self.record.uri);
                Box::pin(staging.delete_in_tree(node.tree, &node.root, uris)).await.map(|_| ())
            }
            None => Box::pin(staging.delete(self.row, &self.record)).await,
        }
    }
}

impl Group {
    /// The first records of a list, as many as go together.
    pub(super) async fn first_of(desk: &Desk<'_>, uris: &[String]) -> Result<Self, Problem> {
        let read: Vec<&str> = uris.iter().take(LOOKED_AT).map(String::as_str).collect();
        let found = desk.store.read(&read).await?;
        let nodes = found.iter().flatten().filter_map(Node::of);
        let branches = desk.store.fetch(nodes.map(|node| node.branch())).await?;
        let mut group = Self { endings: vec![], count: 0, tree: None };
        let mut room = ROOM;
        for record in found {
            if let Some(record) = record {
                let ending = Ending::of(record)?;
                if has_children(&branches, ending.node.as_ref())? {
                    if group.count == 0 {
                        group.tree = ending.node;
                    }
                    break;
                }
                let weight = ending.weight();
                if weight > room {
                    break;
                }
                room -= weight;
                group.endings.push(ending);
            }
            group.count += 1;
        }
        Ok(group)
    }

    /// Stages the end of the records. Those that others have come to need are left, and returned with the reason.
    pub(super) async fn stage(&self, staging: &mut Staging<'_>) -> Result<Vec<(String, Problem)>, Problem> {
        let mut left = vec![];
        for ending in &self.endings {
            staging.depend_on(&ending.record.uri);
            match staging.check_kept(ending.row, &ending.record).await {
                Ok(()) => ending.stage(staging).await?,
                Err(problem @ Problem::Conflict(_)) => left.push((ending.record.uri.clone(), problem)),
                Err(problem) => return Err(problem),
            }
        }
        Ok(left)
    }
}

fn has_children(branches: &Fetched, node: Option<&Node>) -> Result<bool, Problem> {
    let Some(node) = node else { return Ok(false) };
    Ok(Store::branch_in(branches, &node.root, node.number)?.count() > 0)
}

/// Cuts the references of those who began to refer to a record after its links were read, and did not see it go.
pub(super) async fn cut_late(desk: &Desk<'_>, gone: impl Iterator<Item = &Stored>) -> Result<(), Problem> {
    let nothing = Fetched::default();
    for record in gone.filter(|record| !record.inbound.is_empty()) {
        let mut attempts = desk.attempts(&nothing);
        loop {
            let mut staging = attempts.start();
            let staged = staging.cut_inbound(record).await;
            if attempts.staged(staged).await?.is_some() && attempts.commit(staging).await? {
                break;
            }
        }
    }
    Ok(())
}
