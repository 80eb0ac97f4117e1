//! The two preferences that the archive itself obeys: `publish`, the default for new records, and `show_suppressed`, with which
//! those who may see suppressed records choose to.
//!
//! A preference is a record like any other. Besides, one small document, the index, says for each repository and user which
//! preference is theirs and what these two flags are; whoever writes a preference writes the index in the same transaction.
//! So what holds for a caller costs one key, however many levels there are: routes that take a record have it in their
//! first read, and readers ask for it only when there is something suppressed to be seen and they are allowed to see it.

use std::collections::BTreeMap;

use records::Body;
use records::permissions::{GLOBAL_REPOSITORY, Permission};
use serde_json::{Value, json};
use store::{Fetched, Key, Store};

use crate::call::Call;
use crate::problem::Problem;

/// Who may see suppressed records of a repository, if they want to. One of these is enough.
const MAY_SEE_SUPPRESSED: [Permission; 3] =
    [Permission::ManageRepository, Permission::ViewSuppressed, Permission::SuppressArchivalRecord];

/// Whose a preference is: a user's, or everybody's.
pub type Whose = Option<u64>;

/// What the index says about one preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of the record.
    pub number: u64,
    /// New records that do not say are published.
    pub publish: bool,
    /// Suppressed records are shown.
    pub show_suppressed: bool,
}

impl Entry {
    /// Of a preference with this body.
    pub fn of(number: u64, body: &Body) -> Self {
        let flag =
            |name: &str| body.get("defaults").and_then(|defaults| defaults.get(name)) == Some(&Value::Bool(true));
        Self { number, publish: flag("publish"), show_suppressed: flag("show_suppressed") }
    }
}

/// The index of all preferences.
#[derive(Clone, Debug, Default)]
pub struct Preferences {
    entries: BTreeMap<(u64, Whose), Entry>,
}

impl Preferences {
    /// The index among fetched items, with its version.
    pub fn read(fetched: &Fetched) -> Result<(Self, u64), Problem> {
        let document = Store::document_in(fetched, &Key::preferences())?.unwrap_or_default();
        let mut entries = BTreeMap::new();
        for (key, entry) in &document.body {
            let (repository, user) = key.split_once('/').unwrap_or((key, ""));
            let Ok(repository) = repository.parse() else { continue };
            let is = |place: usize| entry.get(place) == Some(&json!(1));
            let number = entry.get(0).and_then(Value::as_u64).unwrap_or_default();
            let found = Entry { number, publish: is(1), show_suppressed: is(2) };
            entries.insert((repository, user.parse().ok()), found);
        }
        Ok((Self { entries }, document.version))
    }

    /// The document of the index.
    pub fn write(&self) -> Body {
        let entries = self.entries.iter().map(|((repository, user), entry)| {
            let user = user.map(|user| user.to_string()).unwrap_or_default();
            let flags = [u8::from(entry.publish), u8::from(entry.show_suppressed)];
            (format!("{repository}/{user}"), json!([entry.number, flags[0], flags[1]]))
        });
        entries.collect()
    }

    /// One preference.
    pub fn find(&self, repository: u64, whose: Whose) -> Option<Entry> {
        self.entries.get(&(repository, whose)).copied()
    }

    /// The preferences of one user: repository and number of each.
    pub fn of_user(&self, user: u64) -> Vec<(u64, u64)> {
        let own = self.entries.iter().filter(|((_, whose), _)| *whose == Some(user));
        own.map(|((repository, _), entry)| (*repository, entry.number)).collect()
    }

    /// Notes a preference; one that had another owner before is noted there no more.
    pub fn put(&mut self, repository: u64, whose: Whose, entry: Entry) {
        self.forget(entry.number);
        self.entries.insert((repository, whose), entry);
    }

    /// Forgets a preference.
    pub fn forget(&mut self, number: u64) {
        self.entries.retain(|_, known| known.number != number);
    }

    /// Whether a new record is published when its writer does not say.
    pub fn publish(&self, repository: Option<u64>, user: Whose) -> bool {
        self.last(repository, user).is_some_and(|entry| entry.publish)
    }

    /// Whether a user wants to see suppressed records.
    pub fn show_suppressed(&self, repository: Option<u64>, user: Whose) -> bool {
        self.last(repository, user).is_some_and(|entry| entry.show_suppressed)
    }

    /// What holds: a preference has a value for every flag, so the last level that there is decides.
    fn last(&self, repository: Option<u64>, user: Whose) -> Option<Entry> {
        levels(repository, user).into_iter().rev().find_map(|(_, repository, whose)| self.find(repository, whose))
    }
}

/// The levels of preferences, by name, the later ones over the earlier ones.
pub fn levels(repository: Option<u64>, user: Whose) -> Vec<(&'static str, u64, Whose)> {
    let mut levels = vec![("global", GLOBAL_REPOSITORY, None)];
    if user.is_some() {
        levels.push(("user_global", GLOBAL_REPOSITORY, user));
    }
    if let Some(repository) = repository.filter(|number| *number != GLOBAL_REPOSITORY) {
        levels.push(("repo", repository, None));
        if user.is_some() {
            levels.push(("user_repo", repository, user));
        }
    }
    levels
}

/// Whether the caller sees suppressed records of the repository that the path names. Ask only when there are any: it may
/// cost a read.
pub async fn sees_suppressed(call: &Call) -> Result<bool, Problem> {
    sees_suppressed_in(call, call.repository()).await
}

/// The same of any repository: for routes that find records without naming one.
pub async fn sees_suppressed_in(call: &Call, repository: Option<u64>) -> Result<bool, Problem> {
    let Some(repository) = repository else { return Ok(true) };
    let may = |permission| call.caller.may(permission, Some(repository));
    if may(Permission::IndexSystem) {
        return Ok(true);
    }
    if !MAY_SEE_SUPPRESSED.iter().any(|permission| may(*permission)) {
        return Ok(false);
    }
    let fetched = call.store.fetch([Key::preferences()]).await?;
    let (preferences, _) = Preferences::read(&fetched)?;
    Ok(preferences.show_suppressed(Some(repository), call.caller.number()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64, publish: bool) -> Entry {
        Entry { number, publish, show_suppressed: !publish }
    }

    #[test]
    fn later_levels_win() {
        let mut preferences = Preferences::default();
        assert!(!preferences.publish(Some(2), Some(5)));
        preferences.put(2, None, entry(7, true));
        assert!(preferences.publish(Some(2), Some(5)) && preferences.publish(Some(2), None));
        assert!(!preferences.publish(Some(3), Some(5)) && !preferences.publish(None, Some(5)));
        preferences.put(2, Some(5), entry(8, false));
        assert!(!preferences.publish(Some(2), Some(5)) && preferences.show_suppressed(Some(2), Some(5)));
        assert!(preferences.publish(Some(2), Some(6)));
        preferences.forget(8);
        assert!(preferences.publish(Some(2), Some(5)));
    }

    #[test]
    fn a_preference_has_one_owner() {
        let mut preferences = Preferences::default();
        preferences.put(2, Some(5), entry(8, true));
        preferences.put(2, None, entry(8, true));
        assert_eq!(preferences.find(2, Some(5)), None);
        assert_eq!(preferences.write()["2/"], json!([8, 1, 0]));
    }
}
