//! What the original asks for, and what its groups grant: an opinion that is independent of the code under test.

use std::collections::{BTreeMap, BTreeSet};

use api::Endpoint;
use serde::Deserialize;

/// The hidden repository whose groups grant things everywhere.
const GLOBAL: u64 = 1;

/// A route of the original.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Route {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) permissions: BTreeSet<String>,
    #[serde(default)]
    pub(super) mode: String,
}

/// A route here that asks for something else.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub(super) method: String,
    pub(super) path: String,
    /// Codes that are needed; none when it is open.
    pub(super) permissions: BTreeSet<String>,
    /// Whether everybody is refused who asks as the matrix does, because more than a permission is missing.
    pub(super) refused: bool,
}

/// What groups grant.
#[derive(Debug, Deserialize)]
pub(super) struct Grants {
    /// Permissions that follow from another one, wherever that is held.
    derived: BTreeMap<String, String>,
    stored: BTreeSet<String>,
    groups: Vec<Group>,
    global_groups: Vec<GlobalGroup>,
}

#[derive(Debug, Deserialize)]
struct Group {
    code: String,
    grants: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct GlobalGroup {
    group_code: String,
    grants: serde_json::Value,
}

/// A method with a path whose parameters have no names.
pub(super) type Shape = (String, String);

pub(super) fn routes() -> BTreeMap<Shape, Route> {
    let routes: Vec<Route> = serde_json::from_str(include_str!("../../vectors/endpoints.json")).unwrap();
    routes.into_iter().map(|route| (shape(&route.method, &route.path), route)).collect()
}

pub(super) fn grants() -> Grants {
    serde_json::from_str(include_str!("../../vectors/permissions.json")).unwrap()
}

/// The differences that are meant: method, path, what is needed here, why.
pub(super) fn differences() -> BTreeMap<Shape, Difference> {
    let lines = include_str!("../../vectors/permission-differences.tsv").lines();
    let difference = |line: &str| {
        let [method, path, needed, reason] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(!reason.is_empty(), "{line}");
        let codes = needed.split(',').filter(|code| !["open", "refused"].contains(code));
        let permissions = codes.map(ToOwned::to_owned).collect();
        let refused = needed == "refused";
        let difference = Difference { method: method.to_owned(), path: path.to_owned(), permissions, refused };
        (shape(method, path), difference)
    };
    lines.filter(|line| !line.starts_with('#')).map(difference).collect()
}

pub(super) fn shape(method: &str, path: &str) -> Shape {
    let is_parameter = |segment: &str| segment.starts_with([':', '{', '*']);
    let segments = path.split('/').map(|segment| if is_parameter(segment) { "{}" } else { segment });
    (method.to_owned(), segments.collect::<Vec<_>>().join("/"))
}

pub(super) fn shape_of(endpoint: &Endpoint) -> Shape {
    shape(endpoint.method.as_str(), &endpoint.path)
}

impl Grants {
    /// What the default group of a repository grants.
    pub(super) fn of_group(&self, code: &str) -> BTreeSet<String> {
        self.groups.iter().find(|group| group.code == code).unwrap().grants.clone()
    }

    /// The codes of the default groups.
    pub(super) fn group_codes(&self) -> Vec<&str> {
        self.groups.iter().map(|group| group.code.as_str()).collect()
    }

    /// What a group of the whole archive grants.
    pub(super) fn of_global_group(&self, code: &str) -> BTreeSet<String> {
        let group = self.global_groups.iter().find(|group| group.group_code == code).unwrap();
        serde_json::from_value(group.grants.clone()).unwrap_or_else(|_| self.stored.clone())
    }

    /// Whether somebody with these grants, by repository, may do this in a repository, or outside of all.
    pub(super) fn allow(&self, held: &BTreeMap<u64, BTreeSet<String>>, code: &str, repository: Option<u64>) -> bool {
        match self.derived.get(code) {
            Some(source) => held.values().any(|codes| codes.contains(source)),
            None => [Some(GLOBAL), repository]
                .into_iter()
                .flatten()
                .any(|place| held.get(&place).is_some_and(|codes| codes.contains(code))),
        }
    }
}
