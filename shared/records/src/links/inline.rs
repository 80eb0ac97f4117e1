//! Few links, kept where they are shown.
//!
//! Relationships that show at both ends are read from the links, which is a query for each record. Most records have a few
//! at most, so those are also kept among the hints at the record: a page of records then needs no query at all.
//!
//! Hints are only ever added by writers, so what they say of links is trusted only as long as `many:<relation>` is not among
//! them: more links than fit, or one that was changed or taken away. Then the links are asked. Whoever narrows hints makes them
//! exact again.

use std::collections::{BTreeMap, BTreeSet};

use super::Reference;
use crate::record_type::Link;
use crate::{RecordType, Uri};

/// Links of a relation that are kept at a record.
const KEPT: usize = 8;

/// Bytes of such a hint. They are read with the record, wanted or not.
const LONGEST: usize = 400;

/// The hint that says to ask the links themselves.
pub fn many_hint(relation: &str) -> String {
    format!("many:{relation}")
}

fn link_text(relation: &str, source: &str, extra: &str) -> String {
    format!("from:{relation}:{source}:{extra}")
}

/// Whether the record at the target shows references of this kind.
pub fn is_shown(source_type: &str, relation: &str, target: &str) -> bool {
    let row = Uri::parse(target).and_then(|uri| uri.record_type()).and_then(crate::types::find);
    row.is_some_and(|row: &RecordType| {
        row.surroundings.users.contains(&relation)
            || row.mirrors.iter().any(|mirror| mirror.relation == relation && mirror.sources.contains(&source_type))
    })
}

/// What a link says of the place that its reference has among others at the source: the record at the target shows its links
/// in the order of their places. Absent for the first place, and where nothing is shown.
pub const PLACE: &str = "@place";

/// One link for each target and relation, with what the first of its references says besides `ref`, as JSON text.
pub fn reverse(references: &[Reference]) -> BTreeMap<(&str, &str), String> {
    let mut links = BTreeMap::new();
    for reference in references {
        links.entry((reference.target.as_str(), reference.relation.as_str())).or_insert_with(|| extra_text(reference));
    }
    links
}

fn extra_text(reference: &Reference) -> String {
    let place = reference.path.split('/').nth(1).and_then(|place| place.parse::<u64>().ok()).unwrap_or_default();
    let mut extra = reference.extra.clone();
    if place > 0 && is_mirrored(&reference.relation) {
        extra.insert(PLACE.to_owned(), place.into());
    }
    if extra.is_empty() { String::new() } else { serde_json::to_string(&extra).unwrap_or_default() }
}

/// Whether there are records that show relationships of this name from their other end.
fn is_mirrored(relation: &str) -> bool {
    crate::types::all().iter().any(|row| row.mirrors.iter().any(|mirror| mirror.relation == relation))
}

/// The hint that a link adds to those that are known at its target; `None` when they say enough.
pub fn note(known: &BTreeSet<String>, relation: &str, source: &str, extra: &str) -> Option<String> {
    let many = many_hint(relation);
    let hint = link_text(relation, source, extra);
    if known.contains(&many) || known.contains(&hint) {
        return None;
    }
    let of_source = link_text(relation, source, "");
    let of_relation = format!("from:{relation}:");
    let says_otherwise = known.iter().any(|hint| hint.starts_with(&of_source));
    let kept = known.iter().filter(|hint| hint.starts_with(&of_relation)).count();
    Some(if says_otherwise || kept >= KEPT || hint.len() > LONGEST { many } else { hint })
}

/// The links of a relation as the hints tell them; `None` when the links have to be asked.
pub fn told(known: &BTreeSet<String>, relation: &str) -> Option<Vec<Link>> {
    if known.contains(&many_hint(relation)) {
        return None;
    }
    let prefix = format!("from:{relation}:");
    let links: Vec<Link> = known
        .iter()
        .filter_map(|hint| hint.strip_prefix(&prefix))
        .filter_map(|text| {
            let (source, extra) = text.split_once(':')?;
            let extra = if extra.is_empty() { crate::Body::new() } else { serde_json::from_str(extra).ok()? };
            Some(Link { relation: relation.to_owned(), source: source.to_owned(), extra })
        })
        .collect();
    // A hint without any: from before links were told this way.
    (!links.is_empty()).then_some(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_links_are_told() {
        let mut known = BTreeSet::new();
        for number in 1..=KEPT {
            let source = format!("/repositories/2/events/{number}");
            known.extend(note(&known, "linked_records", &source, r#"{"role":"source"}"#));
        }
        let told = told(&known, "linked_records").unwrap();
        assert_eq!(told.len(), KEPT);
        assert_eq!(told[0].source, "/repositories/2/events/1");
        assert_eq!(told[0].extra["role"], "source");
    }

    #[test]
    fn one_more_has_to_be_asked_for() {
        let mut known = BTreeSet::new();
        for number in 0..=KEPT {
            known.extend(note(&known, "linked_records", &format!("/repositories/2/events/{number}"), ""));
        }
        assert!(known.contains("many:linked_records"));
        assert!(told(&known, "linked_records").is_none());
    }

    #[test]
    fn a_link_that_changed_has_to_be_asked_for() {
        let mut known = BTreeSet::new();
        known.extend(note(&known, "related_agents", "/agents/people/1", "{}"));
        assert_eq!(note(&known, "related_agents", "/agents/people/1", "{}"), None);
        known.extend(note(&known, "related_agents", "/agents/people/1", r#"{"relator":"x"}"#));
        assert!(told(&known, "related_agents").is_none());
    }
}
