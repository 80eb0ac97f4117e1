//! Events follow the records that they are about: when all of them are hidden, so is the event, until one is shown again.

use std::collections::{BTreeMap, BTreeSet};

use records::Uri;
use records::links;
use records::record_type::Stored;
use records::types::EVENT;

use super::Staging;
use crate::problem::Problem;

/// The property of events that holds their records.
const RECORDS: &str = "linked_records";

/// Events that follow in one transaction.
const TOGETHER: usize = 30;

impl Staging<'_> {
    /// Stages what becomes of the events about these records, all of which are hidden or shown from now on. Says whether some
    /// events are left for another transaction.
    pub async fn follow(&mut self, records: &[&Stored], suppressed: bool) -> Result<bool, Problem> {
        let mut events: BTreeSet<String> = BTreeSet::new();
        for record in records.iter().filter(|record| record.inbound.contains(&links::link_hint(RECORDS))) {
            let found = self.store.links(&record.uri, RECORDS, usize::MAX).await?;
            let sources = found.into_iter().map(|link| link.source);
            events.extend(
                sources.filter(|source| Uri::parse(source).is_some_and(|uri| uri.record_type() == Some(EVENT.name))),
            );
        }
        let events = self.read(&events).await?;
        let mut changing: Vec<&Stored> = events.values().filter(|event| event.suppressed != suppressed).collect();
        if suppressed {
            let hidden = self.hidden(records, &changing).await?;
            changing.retain(|event| targets(event).iter().all(|target| hidden.contains(target)));
        }
        for event in changing.iter().take(TOGETHER) {
            self.suppress(event, suppressed).await?;
            self.depend_on(&event.uri);
        }
        Ok(changing.len() > TOGETHER)
    }

    /// Which records of these events are hidden, among them those that this transaction hides.
    async fn hidden(&self, hiding: &[&Stored], events: &[&Stored]) -> Result<BTreeSet<String>, Problem> {
        let mut hidden: BTreeSet<String> = hiding.iter().map(|record| record.uri.clone()).collect();
        let others: BTreeSet<String> =
            events.iter().flat_map(|event| targets(event)).filter(|target| !hidden.contains(target)).collect();
        let others = self.read(&others).await?;
        hidden.extend(others.into_values().filter(|record| record.suppressed).map(|record| record.uri));
        Ok(hidden)
    }

    async fn read(&self, uris: &BTreeSet<String>) -> Result<BTreeMap<String, Stored>, Problem> {
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let found = self.store.read(&uris).await?.into_iter().flatten();
        Ok(found.map(|record| (record.uri.clone(), record)).collect())
    }
}

/// The records that an event is about.
fn targets(event: &Stored) -> Vec<String> {
    let references = links::references(&EVENT, &event.body).into_iter();
    references.filter(|reference| reference.relation == RECORDS).map(|reference| reference.target).collect()
}
