//! Records of settings (preferences, templates), and collection management, which has a URI but lives in its owner.

use serde_json::Value;

use super::shared::{self, BLANK, DELETE, VIEW, needs};
use crate::Body;
use crate::permissions::Permission::{CreateJob, ManageCustomReportTemplates, ManageRdeTemplates};
use crate::record_type::{RecordType, Scope, Unique};

const SHIPPED: &str = include_str!("../../preferences.json");

/// The preference that a new archive has for everybody.
pub fn shipped_preference() -> Body {
    let defaults: Value = serde_json::from_str(SHIPPED).unwrap_or_default();
    let mut preference = Body::new();
    preference.insert("defaults".to_owned(), defaults);
    preference
}

/// The row of preferences. Whose they are decides who may see and change them: the handlers look closer.
pub static PREFERENCE: RecordType = RecordType {
    name: "preference",
    model: "Preference",
    plural: "preferences",
    needs: needs(&[], &[], DELETE),
    prepare: |draft| {
        if let Some(defaults) = draft.body.get_mut("defaults").and_then(Value::as_object_mut) {
            defaults.entry("locale").or_insert_with(|| "en".into());
        }
        Ok(())
    },
    unique: &[Unique {
        name: "preference",
        claims: |body| {
            let user = body.get("user_id").map_or_else(|| "all".to_owned(), ToString::to_string);
            shared::claim(Some(user), "user_id", "Preferences already exist for this user and repository")
        },
        within: Scope::Repository,
        conflict: false,
    }],
    ..BLANK
};

/// The row of custom report templates.
pub static CUSTOM_REPORT_TEMPLATE: RecordType = RecordType {
    name: "custom_report_template",
    model: "CustomReportTemplate",
    plural: "custom_report_templates",
    needs: needs(&[CreateJob], &[ManageCustomReportTemplates], &[ManageCustomReportTemplates]),
    unique: &[Unique {
        name: "custom_report_template_name",
        claims: |body| shared::claim_text(body, "name", "custom report template name not unique"),
        within: Scope::Global,
        conflict: false,
    }],
    ..BLANK
};

/// The row of templates for rapid data entry.
pub static RDE_TEMPLATE: RecordType = RecordType {
    name: "rde_template",
    model: "RdeTemplate",
    plural: "rde_templates",
    needs: needs(&[], &[ManageRdeTemplates], &[ManageRdeTemplates]),
    // They are never changed, so they show no version.
    render: |body, _| {
        body.shift_remove("lock_version");
    },
    ..BLANK
};

/// Collection management is written with its owner; by itself it can only be read.
pub static COLLECTION_MANAGEMENT: RecordType = RecordType {
    name: "collection_management",
    model: "CollectionManagement",
    plural: "collection_management",
    needs: needs(VIEW, &[], &[]),
    ..BLANK
};
