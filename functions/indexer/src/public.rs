//! Who everybody may see: records that are published and not suppressed, as is all that they stand below, in a published repository.

use std::collections::{BTreeSet, HashMap};

use records::links::{self, Hint, PUBLISHED, PUBLISHED_REPOSITORY, Standing};
use records::record_type::Stored;
use records::tree::expected_above;
use serde_json::Value;
use store::{Error, Store};

/// Rounds of reading what is above what was read. Where a component expects to stand is read in the first.
const ROUNDS: usize = 64;

/// What is above some records: components, roots, repositories.
#[derive(Default)]
pub(crate) struct Above(HashMap<String, Stored>);

impl Above {
    /// Reads it: one batch, and one more for each level that was moved since its components were placed.
    pub(crate) async fn read(store: &Store, records: &[Stored]) -> Result<Self, Error> {
        let mut above = Self::default();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        let homes = records.iter().filter_map(|record| home_of(&record.uri));
        let mut wanted: BTreeSet<String> = records.iter().flat_map(expected_above).chain(homes).collect();
        for _ in 0..ROUNDS {
            wanted.retain(|uri| !asked.contains(uri));
            if wanted.is_empty() {
                break;
            }
            let uris: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let found: Vec<Stored> = store.read(&uris).await?.into_iter().flatten().collect();
            asked.append(&mut wanted);
            wanted = found.iter().filter_map(|record| Some(record.place.as_ref()?.parent.clone())).collect();
            above.0.extend(found.into_iter().map(|record| (record.uri.clone(), record)));
        }
        Ok(above)
    }

    /// Whether everybody may see a record.
    pub(crate) fn is_public(&self, record: &Stored) -> bool {
        is_shown(record) && self.is_home_public(&record.uri) && self.is_way_public(record)
    }

    /// Whether the repository that a record is in is published, when it is in one.
    fn is_home_public(&self, uri: &str) -> bool {
        home_of(uri).is_none_or(|home| self.0.get(&home).is_some_and(is_shown))
    }

    fn is_way_public(&self, record: &Stored) -> bool {
        let mut next = record.place.as_ref().map(|place| &place.parent);
        // Nobody makes circles; but what changes while it is read must not be followed for ever.
        for _ in 0..=self.0.len() {
            let Some(uri) = next else { return true };
            let Some(above) = self.0.get(uri).filter(|above| is_shown(above)) else { return false };
            next = above.place.as_ref().map(|place| &place.parent);
        }
        false
    }

    /// Whether a record's repository is published, and whether everybody may see the record.
    pub(crate) fn standing_of(&self, record: &Stored) -> (bool, bool) {
        (self.is_home_public(&record.uri), self.is_public(record))
    }
}

/// The hints that a record leaves, if its repository is published, and everybody may see it.
pub(crate) fn hints_of(source: &Stored, (repository_published, published): (bool, bool)) -> BTreeSet<Hint> {
    let Some(row) = records::types::find(source.record_type) else { return BTreeSet::new() };
    let home = home_of(&source.uri);
    links::hints(row, &source.body, Standing { repository: home.as_deref(), repository_published, published })
}

/// Whether a hint says how public those are who leave it.
pub(crate) fn is_about_publication(hint: &str) -> bool {
    hint == PUBLISHED || hint.starts_with(PUBLISHED_REPOSITORY)
}

/// The repository that a record is in.
pub(crate) fn home_of(uri: &str) -> Option<String> {
    let parsed = records::Uri::parse(uri)?;
    let home = format!("/repositories/{}", parsed.repository()?);
    (home != uri).then_some(home)
}

fn is_shown(record: &Stored) -> bool {
    !record.suppressed && record.body.get("publish").and_then(Value::as_bool).unwrap_or(false)
}
