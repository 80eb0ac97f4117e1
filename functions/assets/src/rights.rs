//! Who may do what in ARCS: three roles, and a little more for who made something.

use api::arcs::{ADMINISTRATOR, SENIOR_RESEARCHER, role};
use api::caller::User;
use api::{Call, Problem};

use arcs::kinds::Resource;
use arcs::{Entity, Kind};

/// A private resource, and what belongs to it, is for anybody who is logged in. That it exists is told: the public
/// reference answers 401, not 404.
pub(crate) fn check_visible(call: &Call, resource: &Resource) -> Result<(), Problem> {
    check_open(call, resource.public)
}

/// The same for anything that is for everybody, or for who is logged in.
pub(crate) fn check_open(call: &Call, is_public: bool) -> Result<(), Problem> {
    if is_public {
        return Ok(());
    }
    call.user().map(|_| ())
}

/// Whether the caller is a senior researcher or more: lower roles are stronger.
pub(crate) fn is_senior(call: &Call) -> bool {
    role(&call.caller) <= SENIOR_RESEARCHER
}

/// Objects are changed by who made them, and by senior researchers.
pub(crate) fn check_author<K: Kind>(call: &Call, user: &User, entity: &Entity<K>) -> Result<(), Problem> {
    if entity.facts.author() == user.uri || is_senior(call) {
        return Ok(());
    }
    Err(Problem::Forbidden(format!("only its creator or a senior researcher may change this {}", K::NAME)))
}

/// Some things only administrators do.
pub(crate) fn check_admin(call: &Call) -> Result<(), Problem> {
    if role(&call.caller) == ADMINISTRATOR {
        return Ok(());
    }
    Err(Problem::Forbidden("only an administrator may do this".to_owned()))
}
