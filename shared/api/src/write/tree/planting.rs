//! Creating many components below one parent.

use std::collections::BTreeMap;

use records::Body;
use records::record_type::Stored;
use records::tree::Tree;
use store::{Key, Store};

use super::Wish;
use crate::call::Call;
use crate::problem::Problem;
use crate::write::unique;
use crate::write::{Attempts, Draft, Staging};

/// Items that a transaction may have before another child is staged: a child has seven and more.
const ROOM: usize = 72;

/// Where numbers begin that nobody has: those of records that are staged to be looked at.
const NOBODY: u64 = 1 << 40;

/// What children claim: the property, and what a client reads when the value is taken.
type Claims = BTreeMap<Key, (String, String)>;

/// Components for one parent.
pub(crate) struct Planting<'a> {
    call: &'a Call,
    wish: Wish,
    children: Vec<Body>,
}

impl<'a> Planting<'a> {
    /// Components that become the last children of a parent: of the root, when no other is given. What their bodies say about their
    /// place does not count.
    pub(crate) fn new(
        call: &'a Call,
        tree: &'static Tree,
        root: &str,
        parent: Option<String>,
        mut children: Vec<Body>,
    ) -> Self {
        for child in &mut children {
            Wish::take(tree.component, child);
            child.insert(tree.root_property.to_owned(), serde_json::json!({ "ref": root }));
        }
        Self { call, wish: Wish { tree, root: root.to_owned(), parent, position: None }, children }
    }

    /// Creates them all, or none.
    pub(crate) async fn plant(self) -> Result<(), Problem> {
        if self.children.is_empty() {
            return Ok(());
        }
        self.check().await?;
        let component = self.wish.tree.component;
        let count = u64::try_from(self.children.len()).unwrap_or_default();
        // All numbers at once: the transactions follow each other.
        let number = self.call.store.number(component.name, count, &self.call.fetched, true).await?;
        let mut created: Vec<Stored> = vec![];
        let mut attempts = Attempts::new(self.call);
        while created.len() < self.children.len() {
            let first = number.value + u64::try_from(created.len()).unwrap_or_default();
            let mut staging = attempts.start();
            staging.trees.is_outdated |= !created.is_empty();
            staging.hand_out(component.name, first..number.value + count);
            let staged = self.stage(&mut staging, &self.children[created.len()..]).await;
            let written = match attempts.staged(staged).await {
                Ok(None) => continue,
                Ok(Some(staged)) => attempts.commit(staging).await.map(|is_done| is_done.then_some(staged)),
                Err(problem) => Err(problem),
            };
            match written {
                Ok(staged) => created.extend(staged.into_iter().flatten()),
                Err(problem) => {
                    self.take_back(created).await?;
                    return Err(problem);
                }
            }
        }
        Ok(())
    }

    /// Stages as many children as one transaction takes.
    async fn stage(&self, staging: &mut Staging<'_>, children: &[Body]) -> Result<Vec<Stored>, Problem> {
        let parent = staging.parent(&self.wish).await?;
        let mut staged = vec![];
        for body in children {
            if staging.transaction.len() > ROOM {
                break;
            }
            let draft = self.draft(body);
            staged.push(Box::pin(staging.create_below(draft, Some((parent.clone(), None)))).await?);
        }
        Ok(staged)
    }

    fn draft(&self, body: &Body) -> Draft {
        let repository = self.call.repository();
        Draft { row: self.wish.tree.component, repository, body: body.clone(), suppressed: false }
    }

    /// Finds out what would be refused, as far as it can be known before.
    async fn check(&self) -> Result<(), Problem> {
        let mut claims = Claims::new();
        let mut attempts = Attempts::new(self.call);
        loop {
            let mut staging = attempts.start();
            let count = u64::try_from(self.children.len()).unwrap_or_default();
            // Never written, so these are no numbers of anything.
            staging.hand_out(self.wish.tree.component.name, NOBODY..NOBODY + count);
            let staged = self.check_each(&mut staging, &mut claims).await;
            if attempts.staged(staged).await?.is_some() {
                break;
            }
            claims.clear();
        }
        let fetched = self.call.store.fetch(claims.keys().cloned()).await?;
        match claims.into_iter().find(|(guard, _)| Store::owner_in(&fetched, guard).is_some()) {
            Some((_, (property, text))) => Err(Problem::refused(&property, text)),
            None => Ok(()),
        }
    }

    async fn check_each(&self, staging: &mut Staging<'_>, claims: &mut Claims) -> Result<(), Problem> {
        let component = self.wish.tree.component;
        let parent = staging.parent(&self.wish).await?;
        for body in &self.children {
            let stored = Box::pin(staging.create_below(self.draft(body), Some((parent.clone(), None)))).await?;
            for (guard, property, text) in unique::refusals(component, &stored) {
                // What is made here is new.
                if !body.contains_key(&property) {
                    continue;
                }
                if claims.insert(guard, (property.clone(), text.clone())).is_some() {
                    return Err(Problem::refused(&property, text));
                }
            }
        }
        Ok(())
    }

    /// Deletes what was created before a later transaction failed.
    async fn take_back(&self, created: Vec<Stored>) -> Result<(), Problem> {
        for stored in created.iter().rev() {
            crate::write::delete(self.call, self.wish.tree.component, stored).await?;
        }
        Ok(())
    }
}
