//! What a user may do, worked out from what the user's groups grant.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ALL, Permission};
use crate::Body;

/// The number of the hidden repository whose groups grant things in the whole archive.
pub const GLOBAL_REPOSITORY: u64 = 1;

/// Stored permissions by the number of the repository whose groups grant them.
pub type Grants = BTreeMap<u64, BTreeSet<Permission>>;

/// A user's grants, with questions that can be asked of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effective {
    grants: Grants,
}

impl Effective {
    /// Keeps the grants of a user; repositories without any are left out.
    pub fn new(mut grants: Grants) -> Self {
        grants.retain(|_, permissions| !permissions.is_empty());
        Self { grants }
    }

    /// The grants as given.
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Whether the user may do this in a repository (`None`: on a route outside of repositories).
    ///
    /// A stored permission counts when a group of this or of the global repository grants it; an implied one when its
    /// source is granted anywhere.
    pub fn may(&self, permission: Permission, repository: Option<u64>) -> bool {
        if let Some(source) = permission.implied_by() {
            return self.grants.values().any(|permissions| permissions.contains(&source));
        }
        let granted_in = |repository| self.grants.get(&repository).is_some_and(|held| held.contains(&permission));
        granted_in(GLOBAL_REPOSITORY) || repository.is_some_and(granted_in)
    }

    /// The user's `permissions` as clients see them: codes by repository URI, and those that count everywhere under
    /// `_archivesspace`.
    pub fn map(&self) -> Body {
        let implied: Vec<Value> = ALL
            .iter()
            .filter(|permission| !permission.is_stored() && self.may(**permission, None))
            .map(|permission| permission.code().into())
            .collect();
        let codes = |permissions: &BTreeSet<Permission>| -> Vec<Value> {
            permissions.iter().map(|permission| permission.code().into()).collect()
        };
        let mut map = Body::new();
        for (repository, permissions) in &self.grants {
            let mut listed = implied.clone();
            listed.extend(codes(permissions));
            map.insert(format!("/repositories/{repository}"), listed.into());
        }
        let mut everywhere = self.grants.get(&GLOBAL_REPOSITORY).map(codes).unwrap_or_default();
        // Every user may edit the own record; nobody grants it.
        everywhere.push("edit_user_self".into());
        everywhere.extend(implied);
        map.insert("_archivesspace".to_owned(), everywhere.into());
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::groups::SYSTEM_USERS;

    fn granted(repository: u64, permissions: &[Permission]) -> Effective {
        Effective::new(Grants::from([(repository, permissions.iter().copied().collect())]))
    }

    #[test]
    fn implied_permissions_count_everywhere() {
        let archivist = granted(5, &[Permission::ManageAgentRecord, Permission::ViewRepository]);
        assert!(archivist.may(Permission::UpdateAgentRecord, None));
        assert!(archivist.may(Permission::ViewRepository, Some(5)));
        assert!(!archivist.may(Permission::ViewRepository, Some(6)));
        assert!(!archivist.may(Permission::UpdateSubjectRecord, None));
    }

    #[test]
    fn the_administrator_has_the_two_global_entries() {
        let admin = granted(GLOBAL_REPOSITORY, &(SYSTEM_USERS[0].grants)());
        let map = admin.map();
        assert_eq!(map.keys().collect::<Vec<_>>(), ["/repositories/1", "_archivesspace"]);
        assert_eq!(map["/repositories/1"].as_array().map(Vec::len), Some(55));
        assert_eq!(map["_archivesspace"].as_array().map(Vec::len), Some(56));
        assert!(admin.may(Permission::ViewRepository, Some(7)));
    }

    #[test]
    fn nobody_may_edit_the_own_record_only() {
        let map = Effective::default().map();
        assert_eq!(serde_json::Value::Object(map).to_string(), r#"{"_archivesspace":["edit_user_self"]}"#);
    }
}
