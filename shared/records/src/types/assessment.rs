//! Assessments: how records are doing, and what they are worth.

pub mod attributes;

use super::shared::{self, BLANK, VIEW, needs};
use crate::Invalid;
use crate::derive::{publish, refused, text};
use crate::permissions::Permission::{DeleteAssessmentRecord, UpdateAssessmentRecord};
use crate::record_type::{Draft, RecordType, Surroundings};

/// Questions that are answered with no when nobody answers them.
const QUESTIONS: [&str; 11] = [
    "accession_report",
    "appraisal",
    "container_list",
    "catalog_record",
    "control_file",
    "finding_aid_ead",
    "finding_aid_paper",
    "finding_aid_word",
    "finding_aid_spreadsheet",
    "review_required",
    "sensitive_material",
];

/// Questions that stay open in a new assessment; an update answers them with no.
const LATER_QUESTIONS: [&str; 4] = ["deed_of_gift", "finding_aid_online", "inactive", "related_eac_records"];

/// The row of assessments.
pub static ASSESSMENT: RecordType = RecordType {
    name: "assessment",
    model: "Assessment",
    plural: "assessments",
    needs: needs(VIEW, &[UpdateAssessmentRecord], &[DeleteAssessmentRecord]),
    looked_up_by: &[shared::found_by("definition", attributes::used)],
    surroundings: Surroundings { named: attributes::named, ..shared::ALONE },
    prepare,
    render: attributes::show,
    ..BLANK
};

fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    publish::fill_nested(&mut draft.body, draft.publish_default);
    shared::say_no(&mut draft.body, &QUESTIONS);
    if draft.previous.is_some() {
        shared::say_no(&mut draft.body, &LATER_QUESTIONS);
    }
    if let Some(value) = text(&draft.body, "monetary_value").map(money) {
        draft.body.insert("monetary_value".to_owned(), value.into());
    }
    attributes::keep_said(&mut draft.body);
    let id = draft.id.to_string();
    draft.body.insert("display_string".to_owned(), id.into());
    let mut invalid = Invalid::default();
    refused::external_documents(&draft.body, &mut invalid);
    refused::finish(invalid)
}

/// An amount with a fraction has two decimals.
fn money(amount: &str) -> String {
    match amount.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction:0<2}"),
        _ => amount.to_owned(),
    }
}
