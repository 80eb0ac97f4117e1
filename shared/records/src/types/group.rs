//! Groups: who may do what in a repository.

use super::shared::{self, BLANK, needs};
use crate::derive::text;
use crate::permissions::{Level, Permission};
use crate::record_type::{Draft, RecordType, Scope, Unique};
use crate::{Body, Invalid};

/// The row of groups. Members are users' business: whoever stores a group also changes its members' access.
pub static GROUP: RecordType = RecordType {
    name: "group",
    model: "Group",
    plural: "groups",
    needs: needs(&[Permission::ManageRepository], &[Permission::ManageRepository], &[Permission::ManageRepository]),
    unique: &[Unique {
        name: "group_code",
        claims: |body| {
            let code = text(body, "group_code").map(str::to_lowercase);
            shared::claim(code, "group_code", "Group code must be unique within a repository")
        },
        within: Scope::Repository,
        conflict: false,
    }],
    prepare,
    ..BLANK
};

/// Keeps the permissions that can be granted; those that follow from others are not kept.
fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    let mut granted = Vec::new();
    for code in codes(&draft.body) {
        let Some(permission) = Permission::from_code(code) else {
            return Err(Invalid::one("grants_permissions", format!("Unknown permission code: {code}")));
        };
        if permission.is_stored() && !granted.contains(&permission.code()) {
            granted.push(permission.code());
        }
    }
    let granted: Vec<serde_json::Value> = granted.into_iter().map(Into::into).collect();
    draft.body.insert("grants_permissions".to_owned(), granted.into());
    Ok(())
}

/// Whether a group wants a permission that only the archive's own groups may hold: this is refused to everybody.
pub fn asks_for_global(body: &Body) -> bool {
    codes(body)
        .filter_map(Permission::from_code)
        .any(|permission| permission.is_stored() && permission.level() == Level::Global)
}

fn codes(body: &Body) -> impl Iterator<Item = &str> {
    body.get("grants_permissions")
        .and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|code| code.as_str())
}
