//! Copies of whole finding aids: a new resource in the same repository, with a copy of every component below it.
//!
//! The copy is written from the top down, a page of siblings to a step. Components get their numbers before they are written, in the
//! journal: a step that runs again sees from these which of its page are there. Subjects, agents, containers and
//! digital objects are shared with the source; events are not, because they happened to the source alone.
//!
//! What somebody moves inside of the source meanwhile may be copied where it was, where it is, or not at all.

mod content;
mod page;

use api::Problem;
use api::pipeline::repository_uri;
use api::write::{Draft, claimed, keys_for_nested};
use records::links::references;
use records::record_type::Stored;
use records::types::{ARCHIVAL_OBJECT, RESOURCE};
use records::{Body, RecordType, Uri};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Fetched, Key, Store};

use crate::walk::Node;
use crate::{Desk, Operation, Size, Step};
use page::{List, Page};

/// How often something is tried anew because others changed what it is made of.
const ATTEMPTS: usize = 20;

/// Identifiers that are looked at together.
const MARKS: usize = 20;

/// Copies of one resource that are told apart.
const MOST_MARKS: usize = 1000;

/// A finding aid that is being copied.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ResourceDuplicate {
    source: String,
    /// Whether whoever asked may copy what is hidden. Asked once, before anything is written.
    #[serde(skip)]
    sees_hidden: bool,
    /// URI of the copy, once it is there.
    copy: Option<String>,
    /// Children that are still to be copied; the last of these lists comes next.
    lists: Vec<List>,
    /// What is copied next.
    page: Page,
    done: u64,
    /// Components that are known to come.
    ahead: u64,
}

impl Operation for ResourceDuplicate {
    const KIND: &'static str = "resource_duplicate";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        let source = self.read(desk.store).await?;
        if source.suppressed && !self.sees_hidden {
            return Err(missing());
        }
        let node = Node::of(&source).ok_or_else(missing)?;
        self.ahead = node.children(desk).await?;
        Ok(Size::Long { total: self.ahead + 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        match self.copy.clone() {
            None => self.begin(desk).await?,
            Some(copy) => self.copy_page(desk, &copy).await?,
        }
        if self.turn_page(desk.store).await? {
            return Ok(Step::More { done: self.done, total: self.done + self.ahead });
        }
        Ok(Step::Done(json!({ "created": self.copy.iter().collect::<Vec<_>>() })))
    }

    fn targets(&self) -> Vec<String> {
        vec![self.source.clone()]
    }
}

impl ResourceDuplicate {
    /// What a client asks for with `source`, inside of a repository.
    pub(crate) fn asked(job: &Body, repository: Option<u64>, sees_hidden: bool) -> Result<Self, Problem> {
        let source = job.get("source").and_then(Value::as_str).and_then(Uri::from_reference);
        let source = source.filter(|uri| uri.record_type() == Some(RESOURCE.name) && uri.repository() == repository);
        let source = source.ok_or_else(missing)?;
        Ok(Self { source: source.as_str().to_owned(), sees_hidden, ..Self::default() })
    }

    async fn read(&self, store: &Store) -> Result<Stored, Problem> {
        store.read(&[&self.source]).await?.pop().flatten().ok_or_else(missing)
    }

    fn home(&self) -> u64 {
        Uri::parse(&self.source).and_then(|uri| uri.repository()).unwrap_or_default()
    }

    /// Creates the resource, and writes down that it is there.
    async fn begin(&mut self, desk: &Desk<'_>) -> Result<(), Problem> {
        for attempt in 1.. {
            match self.try_begin(desk).await {
                Ok(true) => break,
                // The identifier was taken, or a neighbour went away, since they were looked at.
                Err(problem) if problem.cause().is_some() || attempt == ATTEMPTS => return Err(problem),
                Ok(false) if attempt == ATTEMPTS => return Err(self.crowded()),
                Ok(false) | Err(_) => {}
            }
        }
        Ok(())
    }

    async fn try_begin(&mut self, desk: &Desk<'_>) -> Result<bool, Problem> {
        let mut source = [self.read(desk.store).await?];
        content::add_mirrored(desk.store, &RESOURCE, &mut source).await?;
        let [source] = source;
        let number = desk.store.number(RESOURCE.name, 1, &Fetched::default(), true).await?;
        let copy = format!("{}/{}/{}", repository_uri(self.home()), RESOURCE.plural, number.value);
        let body = content::copy_of(&source.body, &copy);
        let body = free_mark(desk.store, &Stored { uri: copy.clone(), body, ..source.clone() }).await?;
        let fetched = desk.store.fetch(keys(self.home(), &RESOURCE, [&body])).await?;
        let mut attempts = desk.attempts(&fetched);
        let mut staging = attempts.start();
        staging.hand_out(RESOURCE.name, number.value..number.value + 1);
        let draft = Draft { row: &RESOURCE, repository: Some(self.home()), body, suppressed: source.suppressed };
        staging.create(draft).await?;
        let next = Self { copy: Some(copy.clone()), lists: vec![List::below(0, 0)], done: 1, ..self.clone() };
        desk.seal(&mut staging.transaction, &next).await?;
        let is_done = attempts.commit(staging).await?;
        if is_done {
            desk.note(format!("{} is being copied to {copy}", self.source));
            *self = next;
        }
        Ok(is_done)
    }

    fn crowded(&self) -> Problem {
        Problem::Unavailable(format!("{} is changed by others all the time", self.source))
    }
}

/// The body with the first mark that nobody else has.
async fn free_mark(store: &Store, copy: &Stored) -> Result<Body, Problem> {
    for first in (1..=MOST_MARKS).step_by(MARKS) {
        let marked = (first..first + MARKS).map(|number| content::mark(&copy.body, number));
        let marked: Vec<Stored> = marked.map(|body| Stored { body, ..copy.clone() }).collect();
        let guards = |marked: &Stored| claimed(&RESOURCE, marked).into_iter().map(|claim| claim.guard);
        let fetched = store.fetch(marked.iter().flat_map(guards)).await?;
        let is_free = |marked: &Stored| guards(marked).all(|guard| Store::owner_in(&fetched, &guard).is_none());
        if let Some(free) = marked.into_iter().find(is_free) {
            return Ok(free.body);
        }
    }
    Err(Problem::bad_request("There are too many copies of this resource"))
}

/// Everything that creating records with these bodies asks for, besides the tree.
fn keys<'a>(home: u64, row: &'static RecordType, bodies: impl IntoIterator<Item = &'a Body>) -> Vec<Key> {
    let mut keys = vec![Key::preferences(), Key::record(&repository_uri(home))];
    for body in bodies {
        keys.extend(references(row, body).into_iter().map(|reference| Key::record(&reference.target)));
        keys.extend(keys_for_nested(row, body));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The URI of a component of the copy or of its source.
fn component(home: u64, number: u64) -> String {
    format!("{}/{}/{number}", repository_uri(home), ARCHIVAL_OBJECT.plural)
}

fn missing() -> Problem {
    Problem::refused("source", "Must be a resource of this repository")
}
