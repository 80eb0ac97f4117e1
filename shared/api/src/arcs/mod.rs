//! What ARCS sees of the archive's users: ids that are UUIDs, and one of four roles.
//!
//! Administrators are those of the archive. Of all others the role is the one that an administrator gave them; until then it
//! follows from what they do in the other API: who manages a repository is senior.

pub mod requested;

use records::permissions::{Effective, Permission};

use crate::call::Call;
use crate::caller::{Caller, User};
use crate::problem::Problem;

pub use records::user_id::{user_id, user_uri};

/// Seconds without a request after which a session ends.
pub const SESSION_LIFETIME: i64 = 240 * 60;

/// The role of those who may do everything.
pub const ADMINISTRATOR: u8 = 0;

/// The role of those who look after what others have made.
pub const SENIOR_RESEARCHER: u8 = 1;

/// The role of every other user.
pub const RESEARCHER: u8 = 2;

/// The role of a caller who did not log in.
pub const GUEST: u8 = 3;

/// A caller's role. Lower is stronger.
pub fn role(caller: &Caller) -> u8 {
    if caller.user.is_some() { role_of(caller.rights(), caller.given_role()) } else { GUEST }
}

/// The role of a user with these rights, to whom this role was given.
pub fn role_of(rights: &Effective, given: Option<u8>) -> u8 {
    if rights.may(Permission::AdministerSystem, None) {
        return ADMINISTRATOR;
    }
    let manages = || rights.grants().values().any(|granted| granted.contains(&Permission::ManageRepository));
    // Only the group of administrators makes one.
    let given = given.map(|role| role.clamp(SENIOR_RESEARCHER, RESEARCHER));
    given.unwrap_or_else(|| if manages() { SENIOR_RESEARCHER } else { RESEARCHER })
}

/// The caller, who must be an administrator: 401 for guests, 403 for all others.
pub fn administrator(call: &Call) -> Result<&User, Problem> {
    let user = call.user()?;
    if role(&call.caller) == ADMINISTRATOR {
        return Ok(user);
    }
    Err(Problem::Forbidden("only an administrator may do this".to_owned()))
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
        assert_eq!(role_of(&Effective::default(), None), RESEARCHER);
        assert_eq!(role_of(&granted(5, Permission::ManageRepository), None), SENIOR_RESEARCHER);
        assert_eq!(role_of(&granted(5, Permission::ViewRepository), None), RESEARCHER);
        assert_eq!(role_of(&granted(1, Permission::AdministerSystem), None), ADMINISTRATOR);
    }

    #[test]
    fn a_role_that_was_given_counts_except_for_administrators() {
        assert_eq!(role_of(&Effective::default(), Some(SENIOR_RESEARCHER)), SENIOR_RESEARCHER);
        assert_eq!(role_of(&granted(5, Permission::ManageRepository), Some(RESEARCHER)), RESEARCHER);
        assert_eq!(role_of(&granted(1, Permission::AdministerSystem), Some(RESEARCHER)), ADMINISTRATOR);
        assert_eq!(role_of(&Effective::default(), Some(ADMINISTRATOR)), SENIOR_RESEARCHER);
    }
}
