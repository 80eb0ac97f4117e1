//! Subjects, the terms that they are made of, and the vocabularies that hold the terms.

use super::shared::{self, BLANK, needs};
use crate::derive::{display, identity, publish, refused, slug, text};
use crate::permissions::Permission::{
    DeleteSubjectRecord, DeleteVocabularyRecord, UpdateSubjectRecord, UpdateVocabularyRecord,
};
use crate::record_type::{Claim, Draft, Kept, RecordType, Scope, Unique};
use crate::{Body, Invalid};

/// The row of subjects.
pub static SUBJECT: RecordType = RecordType {
    name: "subject",
    model: "Subject",
    plural: "subjects",
    scope: Scope::Global,
    needs: needs(&[], &[UpdateSubjectRecord], &[DeleteSubjectRecord]),
    stale: true,
    unique: &[
        Unique {
            name: "subject_terms",
            claims: |body| shared::claim(Some(identity::subject(body)), "terms", "Subject must be unique"),
            within: Scope::Global,
            conflict: true,
        },
        Unique { name: "subject_authority_id", claims: claim_authority_id, within: Scope::Global, conflict: true },
    ],
    kept_by: &[Kept {
        relation: "subjects",
        sources: &["agent_person", "agent_family", "agent_corporate_entity", "agent_software"],
        error: "Record deletion failed: the subject is used by an agent",
    }],
    prepare,
    render: shared::show_use,
    numbered: &[shared::terms("terms")],
    ..BLANK
};

/// The row of terms. Clients make them through subjects; equal ones are one record.
pub static TERM: RecordType = RecordType {
    name: "term",
    model: "Term",
    plural: "terms",
    scope: Scope::Global,
    needs: needs(&[], &[UpdateSubjectRecord], &[DeleteSubjectRecord]),
    unique: &[Unique {
        name: "term",
        claims: |body| shared::claim(Some(identity::term(body)), "term", "Term must be unique"),
        within: Scope::Global,
        conflict: false,
    }],
    ..BLANK
};

/// The row of vocabularies.
pub static VOCABULARY: RecordType = RecordType {
    name: "vocabulary",
    model: "Vocabulary",
    plural: "vocabularies",
    scope: Scope::Global,
    needs: needs(&[], &[UpdateVocabularyRecord], &[DeleteVocabularyRecord]),
    unique: &[
        Unique {
            name: "vocabulary_name",
            claims: |body| shared::claim_text(body, "name", "Must be unique"),
            within: Scope::Global,
            conflict: false,
        },
        Unique {
            name: "vocabulary_ref_id",
            claims: |body| shared::claim_text(body, "ref_id", "Must be unique"),
            within: Scope::Global,
            conflict: false,
        },
    ],
    ..BLANK
};

/// A heading identifier is unique within its source and vocabulary.
fn claim_authority_id(body: &Body) -> Vec<Claim> {
    let value = text(body, "authority_id").map(|authority_id| {
        let parts: serde_json::Value =
            [text(body, "vocabulary"), text(body, "source"), Some(authority_id)].into_iter().collect();
        parts.to_string()
    });
    shared::claim(value, "authority_id", "Subject heading identifier must be unique within source")
}

fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    slug::keep_or_clear(draft);
    publish::fill_nested(&mut draft.body, draft.publish_default);
    shared::inline_terms_of(&mut draft.body, draft.neighbours);
    let title = display::subject(&draft.body);
    draft.body.insert("title".to_owned(), title.into());
    draft.body.insert("publish".to_owned(), true.into());
    let mut invalid = Invalid::default();
    refused::external_documents(&draft.body, &mut invalid);
    refused::finish(invalid)
}
