//! What routes declare, against what the original asks for.

use std::collections::BTreeSet;

use api::{Dialect, Endpoint};
use records::permissions::Permission;

use super::vectors::{self, shape_of};

fn codes(permissions: &[Permission]) -> BTreeSet<String> {
    permissions.iter().map(|permission| permission.code().to_owned()).collect()
}

fn fits(endpoint: &Endpoint, permissions: &BTreeSet<String>, mode: &str) -> bool {
    let (all, one_of) =
        if mode == "any" { (BTreeSet::new(), permissions.clone()) } else { (permissions.clone(), BTreeSet::new()) };
    codes(&endpoint.permissions) == all && codes(&endpoint.one_of) == one_of
}

#[test]
fn every_route_asks_for_what_the_original_asks_for() {
    let (routes, differences) = (vectors::routes(), vectors::differences());
    let mut wrong = vec![];
    let mut used = BTreeSet::new();
    let spoken = local::wiring::endpoints().into_iter().filter(|endpoint| endpoint.dialect == Dialect::ArchivesSpace);
    for endpoint in spoken {
        let shape = shape_of(&endpoint);
        let what = format!("{} {}", endpoint.method, endpoint.path);
        match (routes.get(&shape), differences.get(&shape)) {
            (None, None) => wrong.push(format!("{what} is no route of the original")),
            (Some(route), None) if !fits(&endpoint, &route.permissions, &route.mode) => {
                wrong.push(format!("{what} should need {:?}", route.permissions));
            }
            (Some(_), None) => {}
            (_, Some(difference)) => {
                // What a handler checks itself is not declared; the matrix asks it.
                if !endpoint.permissions.is_empty() && !fits(&endpoint, &difference.permissions, "") {
                    wrong.push(format!("{what} should need {:?}", difference.permissions));
                }
                used.insert(shape);
            }
        }
    }
    for (shape, difference) in differences {
        if !used.contains(&shape) {
            wrong.push(format!("{} {} does not exist, but is said to differ", difference.method, difference.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn default_groups_grant_what_they_grant_in_the_original() {
    let grants = vectors::grants();
    let groups = records::permissions::groups::REPOSITORY_GROUPS;
    assert_eq!(groups.iter().map(|group| group.code).collect::<Vec<_>>(), grants.group_codes());
    for group in groups {
        assert_eq!(codes(group.grants), grants.of_group(group.code), "{}", group.code);
    }
}
