//! What ARCS sees of the archive's users: ids that are UUIDs, and one of four roles.
//!
//! Both follow from what the archive keeps anyway; nothing is stored for them.

use records::permissions::{Effective, Permission};

use crate::caller::Caller;

pub use records::user_id::user_id;

/// Seconds without a request after which a session ends.
pub const SESSION_LIFETIME: i64 = 240 * 60;

/// The role of those who may do everything.
pub const ADMINISTRATOR: u8 = 0;

/// The role of those who manage some repository.
pub const SENIOR_RESEARCHER: u8 = 1;

/// The role of every other user.
pub const RESEARCHER: u8 = 2;

/// The role of a caller who did not log in.
pub const GUEST: u8 = 3;

/// A caller's role. Lower is stronger.
pub fn role(caller: &Caller) -> u8 {
    if caller.user.is_some() { role_of(caller.rights()) } else { GUEST }
}

/// The role of a user with these rights.
pub fn role_of(rights: &Effective) -> u8 {
    if rights.may(Permission::AdministerSystem, None) {
        return ADMINISTRATOR;
    }
    let manages = rights.grants().values().any(|granted| granted.contains(&Permission::ManageRepository));
    if manages { SENIOR_RESEARCHER } else { RESEARCHER }
}

#[cfg(test)]
mod tests {
    use records::permissions::Grants;

    use super::*;

    fn granted(repository: u64, permission: Permission) -> Effective {
        Effective::new(Grants::from([(repository, [permission].into())]))
    }

    #[test]
    fn roles_follow_from_permissions() {
        assert_eq!(role(&Caller::default()), GUEST);
        assert_eq!(role_of(&Effective::default()), RESEARCHER);
        assert_eq!(role_of(&granted(5, Permission::ManageRepository)), SENIOR_RESEARCHER);
        assert_eq!(role_of(&granted(5, Permission::ViewRepository)), RESEARCHER);
        assert_eq!(role_of(&granted(1, Permission::AdministerSystem)), ADMINISTRATOR);
    }
}
