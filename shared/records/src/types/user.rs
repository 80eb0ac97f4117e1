//! Users. Passwords are not part of them, and permissions are added by who knows the groups.

use super::shared::{self, BLANK, needs};
use crate::Body;
use crate::derive::text;
use crate::permissions::Permission::ManageUsers;
use crate::record_type::{Claim, Draft, Needs, RecordType, Scope, Unique};

/// The row of users. Anybody may register and edit the own record; the handlers look closer.
pub static USER: RecordType = RecordType {
    name: "user",
    model: "User",
    plural: "users",
    scope: Scope::Global,
    needs: Needs { read: &[ManageUsers], ..needs(&[], &[], &[ManageUsers]) },
    unique: &[Unique { name: "username", claims: claim_username, within: Scope::Global, conflict: false }],
    prepare: |draft| {
        complete(draft);
        Ok(())
    },
    ..BLANK
};

fn claim_username(body: &Body) -> Vec<Claim> {
    let Some(username) = text(body, "username") else { return Vec::new() };
    let message = format!("Username '{username}' is already in use");
    shared::claim(Some(username.to_owned()), "username", &message)
}

fn complete(draft: &mut Draft<'_>) {
    let username = text(&draft.body, "username").map(|username| username.trim().to_lowercase());
    if let Some(username) = username {
        draft.body.insert("username".to_owned(), username.into());
    }
    // Membership is kept with the groups; the property only travels.
    draft.body.shift_remove("groups");
    shared::carry_over(draft, &["source", "is_system_user", "agent_record"]);
    draft.body.entry("source").or_insert_with(|| "local".into());
    shared::say_no(&mut draft.body, &["is_system_user"]);
}
