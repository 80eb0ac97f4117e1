//! Subjects, the terms they are made of, and vocabularies.

mod vocabularies;

use api::Endpoint;
use api::endpoint::group;
use operations::deletion::record_endpoints;
use operations::merge;
use records::permissions::Permission::MergeSubjectRecord;
use records::types::SUBJECT;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = record_endpoints(&SUBJECT);
    endpoints.extend(vocabularies::endpoints());
    endpoints.push(merge::endpoint(&SUBJECT, MergeSubjectRecord));
    group("subjects", endpoints)
}
