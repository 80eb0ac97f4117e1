//! A page of siblings at a time.

use api::Problem;
use api::write::Draft;
use records::links::references;
use records::record_type::Stored;
use records::tree::root_of;
use records::types::ARCHIVAL_OBJECT;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Fetched, Key, Store};

use super::{ATTEMPTS, ResourceDuplicate, component, content, keys};
use crate::Desk;

/// Siblings of one step.
const PAGE: usize = 48;

/// Items that a component adds to a transaction, besides what its references add.
const WEIGHT: usize = 9;

/// Items of a transaction.
const ROOM: usize = 90;

/// The children of a node, from some spot on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct List {
    /// Number of the node in the source; 0 for the resource.
    source: u64,
    /// Number of its copy.
    copy: u64,
    from: String,
}

impl List {
    pub(super) fn below(source: u64, copy: u64) -> Self {
        Self { source, copy, from: String::new() }
    }
}

/// Siblings that are copied next.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Page {
    /// Number of the copy that they come below; 0 for the resource.
    below: u64,
    /// The number of the first one's copy. Those of the others follow.
    first: u64,
    /// Their numbers.
    sources: Vec<u64>,
}

/// A component that is to be written.
struct Copy {
    number: u64,
    draft: Draft,
}

impl Copy {
    fn weight(&self) -> usize {
        WEIGHT + 2 * references(self.draft.row, &self.draft.body).len()
    }

    fn draft(&self) -> Draft {
        let Draft { row, repository, body, suppressed } = &self.draft;
        Draft { row, repository: *repository, body: body.clone(), suppressed: *suppressed }
    }
}

impl ResourceDuplicate {
    /// Finds out what is copied next, and which numbers it gets. `false` when nothing is left.
    pub(super) async fn turn_page(&mut self, store: &Store) -> Result<bool, Problem> {
        self.page = Page::default();
        while let Some(list) = self.lists.pop() {
            let cards = store.cards(&self.source, list.source, &list.from, PAGE).await?;
            let Some(last) = cards.last() else { continue };
            let count = cards.len() as u64;
            // Numbers that a step loses are never anybody's.
            let first = store.number(ARCHIVAL_OBJECT.name, count, &Fetched::default(), true).await?.value;
            if cards.len() == PAGE {
                // A blank sorts ahead of everything that spots are made of.
                self.lists.push(List { from: format!("{} ", last.spot), ..list });
            }
            let with_children = cards.iter().zip(first..).filter(|(card, _)| card.children.all > 0);
            let below: Vec<List> = with_children.map(|(card, copy)| List::below(card.number, copy)).collect();
            self.lists.extend(below.into_iter().rev());
            self.ahead = (self.ahead + cards.iter().map(|card| card.children.all).sum::<u64>()).max(count);
            self.page = Page { below: list.copy, first, sources: cards.into_iter().map(|card| card.number).collect() };
            return Ok(true);
        }
        Ok(false)
    }

    /// Writes those of the page that are not there yet.
    pub(super) async fn copy_page(&mut self, desk: &Desk<'_>, root: &str) -> Result<(), Problem> {
        for attempt in 1.. {
            match self.try_page(desk, root).await {
                Ok(true) => break,
                Err(problem) if problem.cause().is_some() || attempt == ATTEMPTS => return Err(problem),
                Ok(false) if attempt == ATTEMPTS => return Err(self.crowded()),
                // A component or one of its neighbours is another by now.
                Ok(false) | Err(_) => {}
            }
        }
        let count = self.page.sources.len() as u64;
        self.done += count;
        self.ahead = self.ahead.saturating_sub(count);
        Ok(())
    }

    async fn try_page(&self, desk: &Desk<'_>, root: &str) -> Result<bool, Problem> {
        let copies = self.waiting(desk, root).await?;
        if copies.is_empty() {
            return Ok(true);
        }
        let bodies = copies.iter().map(|copy| &copy.draft.body);
        let fetched = desk.store.fetch(keys(self.home(), &ARCHIVAL_OBJECT, bodies)).await?;
        let mut rest = copies.as_slice();
        while !rest.is_empty() {
            let mut attempts = desk.attempts(&fetched);
            let count = fitting(rest);
            let mut staging = attempts.start();
            for copy in &rest[..count] {
                staging.hand_out(ARCHIVAL_OBJECT.name, copy.number..copy.number + 1);
                let staged = staging.create(copy.draft()).await;
                if attempts.staged(staged).await?.is_none() {
                    return Ok(false);
                }
            }
            if !attempts.commit(staging).await? {
                return Ok(false);
            }
            rest = &rest[count..];
        }
        Ok(true)
    }

    /// What of the page is to be written: what is there of the source, and not yet of the copy.
    async fn waiting(&self, desk: &Desk<'_>, root: &str) -> Result<Vec<Copy>, Problem> {
        let home = self.home();
        let below = if self.page.below == 0 { root.to_owned() } else { component(home, self.page.below) };
        let pairs: Vec<(String, u64)> =
            self.page.sources.iter().map(|number| component(home, *number)).zip(self.page.first..).collect();
        let uris = pairs.iter().flat_map(|(source, copy)| [source.clone(), component(home, *copy)]);
        let fetched = desk.store.fetch(uris.chain([below.clone()]).map(|uri| Key::record(&uri))).await?;
        if !fetched.has(&Key::record(&below)) {
            desk.note(format!("{below} has been deleted meanwhile"));
            return Ok(vec![]);
        }
        let wanted = pairs.into_iter().filter(|(_, copy)| !fetched.has(&Key::record(&component(home, *copy))));
        let (uris, numbers): (Vec<String>, Vec<u64>) = wanted.unzip();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let found = desk.store.records_in(&fetched, &uris).await?.into_iter().zip(numbers);
        let found = found.filter_map(|(source, number)| Some((source?, number)));
        let (mut sources, numbers): (Vec<Stored>, Vec<u64>) =
            found.filter(|(source, _)| root_of(source) == Some(&self.source)).unzip();
        content::add_mirrored(desk.store, &ARCHIVAL_OBJECT, &mut sources).await?;
        let copies = sources.into_iter().zip(numbers).map(|(source, number)| {
            let mut body = content::copy_of(&source.body, root);
            body.insert("resource".to_owned(), json!({ "ref": root }));
            if self.page.below != 0 {
                body.insert("parent".to_owned(), json!({ "ref": below }));
            }
            let suppressed = source.suppressed;
            Copy { number, draft: Draft { row: &ARCHIVAL_OBJECT, repository: Some(home), body, suppressed } }
        });
        Ok(copies.collect())
    }
}

/// How many of them go into one transaction: one at least.
fn fitting(copies: &[Copy]) -> usize {
    let mut room = ROOM;
    let fits = |copy: &&Copy| {
        let weight = copy.weight();
        let fits = weight <= room;
        room = room.saturating_sub(weight);
        fits
    };
    copies.iter().take_while(fits).count().max(1)
}
