//! One record after the other into one transaction.

use std::collections::{BTreeMap, BTreeSet};

use records::derive::numbering;
use records::links;
use records::record_type::{self, RecordType, Scope, Stored};
use records::{Body, Uri};
use serde_json::Value;
use store::ids::Number;
use store::members::Membership;
use store::{Fetched, Key, Store, Transaction};

use super::tree::{Parent, Trees, Wish};
use super::{numbered, references, unique};
use crate::generic::collection;
use crate::preferences::Preferences;
use crate::problem::Problem;

/// A record that is to be created.
pub struct Draft {
    /// Its type.
    pub row: &'static RecordType,
    /// Its repository; ignored for types outside of repositories.
    pub repository: Option<u64>,
    /// The validated body.
    pub body: Body,
    /// Whether it is hidden from the start.
    pub suppressed: bool,
}

/// Writes under way.
pub struct Staging<'a> {
    /// What was staged so far; handlers may add to it.
    pub transaction: Transaction,
    pub(crate) neighbours_rewritten: BTreeSet<String>,
    pub(super) store: &'a Store,
    pub(super) fetched: &'a Fetched,
    pub(super) username: Option<String>,
    pub(super) user: Option<u64>,
    preferences: Option<Preferences>,
    contended: bool,
    numbers: Vec<Number>,
    reserved: BTreeMap<&'static str, std::ops::Range<u64>>,
    pub(super) pending: BTreeSet<String>,
    pub(super) owners: numbered::Owners,
    /// Records that lose a link here; they may be gone already.
    pub(super) loosened: BTreeSet<String>,
    /// Those that turned out to be.
    pub(super) gone: BTreeSet<String>,
    /// Records whose hints are replaced here as they were read.
    pub(super) rehinted: BTreeSet<String>,
    /// Those where others turned out to be faster.
    pub(super) crowded: BTreeSet<String>,
    /// Records that end in this transaction: their references to others that end need no cutting.
    pub(super) ending: BTreeSet<String>,
    /// What changes in trees.
    pub(super) trees: Trees,
    /// Records that lose references here: as they were read, and the body that they will have.
    pub(super) cut: BTreeMap<String, (Stored, Body)>,
}

impl<'a> Staging<'a> {
    pub(crate) fn over(store: &'a Store, fetched: &'a Fetched, username: Option<&str>, contended: bool) -> Self {
        Self {
            transaction: Transaction::new(),
            neighbours_rewritten: BTreeSet::new(),
            store,
            fetched,
            username: username.map(ToOwned::to_owned),
            user: None,
            preferences: None,
            contended,
            numbers: vec![],
            reserved: BTreeMap::new(),
            pending: BTreeSet::new(),
            owners: numbered::Owners::new(),
            loosened: BTreeSet::new(),
            gone: BTreeSet::new(),
            rehinted: BTreeSet::new(),
            crowded: BTreeSet::new(),
            ending: BTreeSet::new(),
            trees: Trees::default(),
            cut: BTreeMap::new(),
        }
    }

    /// Lets the write start again, instead of being refused, when this record changes meanwhile.
    pub fn depend_on(&mut self, uri: &str) {
        self.neighbours_rewritten.insert(uri.to_owned());
    }

    /// Stages a new record. A component takes the place that its body asks for.
    pub async fn create(&mut self, mut draft: Draft) -> Result<Stored, Problem> {
        let wish = Wish::take(draft.row, &mut draft.body);
        let parent = match &wish {
            Some(wish) => Some((Box::pin(self.parent(wish)).await?, wish.position)),
            None => None,
        };
        Box::pin(self.create_below(draft, parent)).await
    }

    /// Stages a new record, below this parent when it is a component.
    pub(crate) async fn create_below(
        &mut self,
        draft: Draft,
        parent: Option<(Parent, Option<u64>)>,
    ) -> Result<Stored, Problem> {
        let row = draft.row;
        let repository = draft.repository.filter(|_| row.scope == Scope::Repository);
        let number = self.number(row.name, 1).await?;
        let uri = format!("{}/{number}", collection(row, repository).unwrap_or_default());
        let now = self.store.clock().now();
        let body = self.complete(row, repository, &uri, number, draft.body, None).await?;
        let mut stored = Stored {
            record_type: row.name,
            uri,
            lock_version: 0,
            silent: 0,
            created_by: self.username.clone(),
            last_modified_by: self.username.clone(),
            create_time: now,
            user_mtime: now,
            system_mtime: now,
            suppressed: draft.suppressed,
            inbound: BTreeSet::new(),
            place: None,
            body,
        };
        if let Some((parent, position)) = &parent {
            stored.place = Some(Box::pin(self.plant(parent, *position, &stored)).await?);
        }
        self.stage_neighbourhood(row, repository, &stored, None).await?;
        self.transaction.create(self.store, &stored).await?;
        self.transaction.member(&stored.uri, Membership::Added, stored.revision());
        if stored.suppressed {
            self.transaction.member(&stored.uri, Membership::Suppressed, stored.revision().next());
        }
        self.pending.insert(stored.uri.clone());
        Ok(stored)
    }

    /// Stages a record's next version. A component moves when its body asks for another position, or for another tree.
    pub async fn update(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        mut body: Body,
    ) -> Result<Stored, Problem> {
        let wish = Wish::take(row, &mut body);
        let parsed = Uri::parse(&current.uri);
        let repository = parsed.as_ref().and_then(Uri::repository).filter(|_| row.scope == Scope::Repository);
        let number = parsed.as_ref().map_or(0, Uri::id);
        let body = self.complete(row, repository, &current.uri, number, body, Some(&current.body)).await?;
        let body = self.cut_mirrors(row, current, body).await?;
        self.succeed(row, current, body, wish).await
    }

    /// Stages a record's next version whose body is complete as it is: an action changed a part of it.
    pub async fn amend(&mut self, row: &'static RecordType, current: &Stored, body: Body) -> Result<Stored, Problem> {
        self.succeed(row, current, body, None).await
    }

    async fn succeed(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        body: Body,
        wish: Option<Wish>,
    ) -> Result<Stored, Problem> {
        let repository =
            Uri::parse(&current.uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository);
        let mut stored = self.successor(current, body);
        match wish {
            Some(wish) => stored.place = Box::pin(self.follow_wish(current, &stored, wish)).await?,
            None => Box::pin(self.follow_card(current, &stored)).await?,
        }
        self.stage_neighbourhood(row, repository, &stored, Some(current)).await?;
        self.transaction.update(self.store, &stored, current.revision()).await?;
        if let Some(before) = current.place.as_ref().filter(|before| stored.place.as_ref() != Some(before)) {
            self.transaction.relocate(&stored, before);
        }
        Ok(stored)
    }

    /// Stages a change that nobody's copy has to follow: the version stays.
    pub async fn adjust(&mut self, current: &Stored, body: Body) -> Result<Stored, Problem> {
        let stored = self.silent_successor(current, body);
        self.follow_card(current, &stored).await?;
        self.transaction.update(self.store, &stored, current.revision()).await?;
        Ok(stored)
    }

    /// Stages what [`Staging::amend`] does, as a change that nobody's copy has to follow.
    pub async fn revise(&mut self, row: &'static RecordType, current: &Stored, body: Body) -> Result<Stored, Problem> {
        let repository =
            Uri::parse(&current.uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository);
        let stored = self.silent_successor(current, body);
        self.follow_card(current, &stored).await?;
        self.stage_neighbourhood(row, repository, &stored, Some(current)).await?;
        self.transaction.update(self.store, &stored, current.revision()).await?;
        Ok(stored)
    }

    /// Hides a record or shows it again: nobody's copy has to follow.
    pub async fn suppress(&mut self, current: &Stored, suppressed: bool) -> Result<Stored, Problem> {
        let mut stored = self.silent_successor(current, current.body.clone());
        stored.suppressed = suppressed;
        self.follow_card(current, &stored).await?;
        let what = if suppressed { Membership::Suppressed } else { Membership::Unsuppressed };
        self.transaction.update(self.store, &stored, current.revision()).await?;
        self.transaction.member(&stored.uri, what, stored.revision());
        self.tell_neighbours(current, suppressed).await?;
        Ok(stored)
    }

    pub(super) fn successor(&self, current: &Stored, body: Body) -> Stored {
        let now = self.store.clock().now();
        Stored {
            lock_version: current.lock_version + 1,
            last_modified_by: self.username.clone().or_else(|| current.last_modified_by.clone()),
            user_mtime: now,
            system_mtime: now,
            body,
            ..current.clone()
        }
    }

    pub(super) fn silent_successor(&self, current: &Stored, body: Body) -> Stored {
        let next = self.successor(current, body);
        Stored { lock_version: current.lock_version, silent: current.silent + 1, ..next }
    }

    /// Lets the next records of a type have numbers that were reserved before.
    pub fn hand_out(&mut self, record_type: &'static str, numbers: std::ops::Range<u64>) {
        self.reserved.insert(record_type, numbers);
    }

    /// Takes numbers in a row for the next records of a type: cheaper than one by one.
    pub async fn reserve(&mut self, record_type: &'static str, count: u64) -> Result<(), Problem> {
        let first = self.number(record_type, count).await?;
        self.reserved.insert(record_type, first..first + count);
        Ok(())
    }

    /// Numbers in a row for new records, claimed in this transaction.
    async fn number(&mut self, record_type: &'static str, count: u64) -> Result<u64, Problem> {
        if let Some(number) = self.reserved.get_mut(record_type).filter(|_| count == 1).and_then(Iterator::next) {
            return Ok(number);
        }
        let already: u64 =
            self.numbers.iter().filter(|number| number.record_type() == record_type).map(|number| number.count).sum();
        let contended = self.contended || already > 0;
        let number = self.store.number(record_type, count, self.fetched, contended).await?;
        self.transaction.claim(&number);
        let value = number.value;
        self.numbers.push(number);
        Ok(value)
    }

    /// What the type itself makes of a validated body.
    pub(super) async fn complete(
        &mut self,
        row: &'static RecordType,
        repository: Option<u64>,
        uri: &str,
        number: u64,
        body: Body,
        previous: Option<&Body>,
    ) -> Result<Body, Problem> {
        let mut value = Value::Object(body);
        references::canonicalise(&mut value, 0);
        let Value::Object(body) = value else { return Ok(Body::new()) };
        let neighbours = self.neighbours(row, &body).await?;
        let publish_default = self.publish_default(repository)?;
        let moment = (self.store.clock().now(), publish_default);
        let mut body = complete_body(row, body, previous, (number, uri), moment, &neighbours)?;
        self.assign_numbers(row, repository, &mut body).await?;
        Ok(body)
    }

    /// What the writer's preferences say about new records that do not say whether they are published.
    fn publish_default(&mut self, repository: Option<u64>) -> Result<bool, Problem> {
        let preferences = match self.preferences.take() {
            Some(preferences) => preferences,
            None => Preferences::read(self.fetched)?.0,
        };
        let publish = preferences.publish(repository, self.user);
        self.preferences = Some(preferences);
        Ok(publish)
    }

    /// Bodies of the records that a body refers to.
    async fn neighbours(&self, row: &RecordType, body: &Body) -> Result<BTreeMap<String, Body>, Problem> {
        let mut uris: BTreeSet<String> = links::references(row, body).into_iter().map(|found| found.target).collect();
        references::collect_named(body, &mut uris);
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let found = self.store.records_in(self.fetched, &uris).await?;
        let with_uri = |stored: Stored| {
            let mut body = stored.body;
            body.entry("uri").or_insert_with(|| stored.uri.as_str().into());
            (stored.uri, body)
        };
        Ok(found.into_iter().flatten().map(with_uri).collect())
    }

    /// Gives numbers to nested records, and makes records of those that are shared (terms).
    async fn assign_numbers(
        &mut self,
        row: &'static RecordType,
        repository: Option<u64>,
        body: &mut Body,
    ) -> Result<(), Problem> {
        if row.numbered.is_empty() {
            return Ok(());
        }
        let plan = numbered::Plan::new(row, body, self.fetched, &self.owners);
        let mut first = BTreeMap::new();
        for (record_type, count) in plan.missing() {
            first.insert(record_type, self.number(record_type, count).await?);
        }
        let (numbers, created) = plan.settle(first);
        numbering::assign(row, body, repository, &numbers);
        for (number, nested) in created {
            let Some(uri) = Uri::of(nested.record_type, None, number) else { continue };
            let guard = numbered::guard(nested.record_type, nested.identity.as_deref().unwrap_or_default());
            self.create_nested(nested.record_type, uri.as_str().to_owned(), &guard, nested.body).await?;
        }
        Ok(())
    }

    async fn create_nested(
        &mut self,
        record_type: &'static str,
        uri: String,
        guard: &Key,
        body: Body,
    ) -> Result<(), Problem> {
        let now = self.store.clock().now();
        let stored = Stored {
            record_type,
            uri,
            lock_version: 0,
            silent: 0,
            created_by: self.username.clone(),
            last_modified_by: self.username.clone(),
            create_time: now,
            user_mtime: now,
            system_mtime: now,
            suppressed: false,
            inbound: BTreeSet::new(),
            place: None,
            body,
        };
        self.transaction.create(self.store, &stored).await?;
        self.transaction.guard(guard.clone(), &unique::nested_refusal(guard), &stored.uri);
        self.transaction.member(&stored.uri, Membership::Added, stored.revision());
        Ok(())
    }
}

/// 32 hexadecimal digits that nobody has seen before.
fn fresh_hex() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// What the type's row makes of a body. Not asynchronous, because the row's view of its neighbours cannot wait.
fn complete_body(
    row: &RecordType,
    body: Body,
    previous: Option<&Body>,
    (id, uri): (u64, &str),
    (now, publish_default): (i64, bool),
    neighbours: &BTreeMap<String, Body>,
) -> Result<Body, Problem> {
    let mut draft = record_type::Draft {
        body,
        previous,
        id,
        uri,
        publish_default,
        now,
        fresh_hex: &fresh_hex,
        neighbours: &|uri| neighbours.get(uri),
    };
    row.complete(&mut draft)?;
    Ok(draft.body)
}
