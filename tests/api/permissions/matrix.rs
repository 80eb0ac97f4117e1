//! Every route × every role × the own, another and a missing repository: refused or not, as the original would.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use api::params::Kind;
use api::{Dialect, Endpoint};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use tests::Caller;

use super::request::Filling;
use super::vectors::{self, Grants, shape_of};
use crate::harness::{Fonds, REPO, bodies};
use tests::catalogue::Catalogue;

/// Where the roles are what they are.
const OWN: u64 = 2;
/// Where they are nobody.
const OTHER: u64 = 3;
/// Where there is nothing.
const MISSING: u64 = 77;

/// A caller, and what the vectors say about it.
struct Role {
    name: String,
    number: Option<u32>,
    caller: RefCell<Caller>,
    held: BTreeMap<u64, BTreeSet<String>>,
}

/// Nobody, a user without groups, a member of each default group, and the users that an archive begins with.
async fn roles(fonds: &Fonds, grants: &Grants) -> Vec<Role> {
    let admin = fonds.admin().await;
    let mut roles = vec![Role {
        name: "anonymous".to_owned(),
        number: None,
        caller: RefCell::new(fonds.anonymous()),
        held: BTreeMap::new(),
    }];
    let mut add = async |name: &str, number: u32, held: BTreeMap<u64, BTreeSet<String>>| {
        let caller = RefCell::new(fonds.session_of(number).await);
        roles.push(Role { name: name.to_owned(), number: Some(number), caller, held });
    };
    add("nobody", register(&admin, "nobody").await, BTreeMap::new()).await;
    let groups = admin.get(&format!("{REPO}/groups?page=1&page_size=100")).await.ok();
    let groups = groups.as_array().or_else(|| groups["results"].as_array()).unwrap();
    for code in grants.group_codes() {
        let number = register(&admin, code).await;
        let group = groups.iter().find(|group| group["group_code"] == code).unwrap();
        let uri = group["uri"].as_str().unwrap();
        let mut group: Value = admin.get(uri).await.ok();
        group["member_usernames"] = json!([code]);
        admin.post(uri, &group).await.ok();
        add(code, number, BTreeMap::from([(OWN, grants.of_group(code))])).await;
    }
    let system = [("searchindex", 2), ("publicanonymous", 3), ("staffsystem", 4), ("administrators", 1)];
    for (code, number) in system {
        add(code, number, BTreeMap::from([(1, grants.of_global_group(code))])).await;
    }
    roles
}

async fn register(admin: &Caller, name: &str) -> u32 {
    let uri = admin.create("/users?password=secret", &json!({ "username": name, "name": name })).await;
    uri.rsplit('/').next().unwrap().parse().unwrap()
}

/// What is expected of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Refused,
    /// 400: there is no such repository, whoever asks.
    Homeless,
}

/// The rules that count for a route: those of the original, or those that differ on purpose.
struct Rule {
    permissions: BTreeSet<String>,
    one_is_enough: bool,
    refused: bool,
}

impl Rule {
    fn judge(&self, grants: &Grants, role: &Role, repository: Option<u64>) -> Verdict {
        if repository == Some(MISSING) {
            return Verdict::Homeless;
        }
        let mut held = self.permissions.iter().map(|code| grants.allow(&role.held, code, repository));
        let allowed = if self.one_is_enough { held.any(|held| held) } else { held.all(|held| held) };
        if allowed && !self.refused { Verdict::Allowed } else { Verdict::Refused }
    }
}

fn rules() -> impl Fn(&Endpoint) -> Rule {
    let (routes, differences) = (vectors::routes(), vectors::differences());
    move |endpoint| {
        let shape = shape_of(endpoint);
        if let Some(difference) = differences.get(&shape) {
            let permissions = difference.permissions.clone();
            return Rule { permissions, one_is_enough: false, refused: difference.refused };
        }
        let route = routes.get(&shape).unwrap_or_else(|| panic!("{shape:?} is no route of the original"));
        Rule { permissions: route.permissions.clone(), one_is_enough: route.mode == "any", refused: false }
    }
}

/// What ends a repository comes last, because everything else needs it.
fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = local::wiring::endpoints();
    endpoints.retain(|endpoint| endpoint.dialect == Dialect::ArchivesSpace);
    endpoints.sort_by_key(|endpoint| endpoint.method == Method::DELETE && endpoint.path.ends_with("{repo_id}"));
    endpoints
}

#[tokio::test]
async fn every_route_refuses_those_whom_the_original_refuses() {
    let fonds = Fonds::start().await;
    fonds.admin().await.create("/repositories", &bodies::repository("OTHER")).await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let (grants, rule_of) = (vectors::grants(), rules());
    let roles = roles(&fonds, &grants).await;
    fonds.index_everything().await;
    let (mut asked, mut ended, mut wrong) = (0, 0, vec![]);
    for endpoint in endpoints() {
        let rule = rule_of(&endpoint);
        let has_home = endpoint.params.iter().any(|param| param.kind == Kind::Repository);
        let homes: &[Option<u64>] = if has_home { &[Some(OWN), Some(OTHER), Some(MISSING)] } else { &[None] };
        let mut cases: Vec<(&Role, Option<u64>, Verdict)> = vec![];
        for role in &roles {
            cases.extend(homes.iter().map(|home| (role, *home, rule.judge(&grants, role, *home))));
        }
        // First those that must not change anything: what the others do cannot excuse them.
        let (allowed, refused): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|(_, _, verdict)| *verdict == Verdict::Allowed);
        for wave in [refused, allowed] {
            let answers = join_all(wave.iter().map(|(role, home, _)| {
                let filling = Filling {
                    repository: home.unwrap_or(OWN),
                    // No record has this number: who is allowed changes nothing that others are asked about.
                    number: 999_999,
                    text: "no-such-text",
                    samples: &catalogue.samples,
                };
                let (caller, endpoint) = (role.caller.borrow().clone(), &endpoint);
                async move { filling.send(&caller, endpoint, "").await }
            }))
            .await;
            for ((role, home, verdict), answer) in wave.into_iter().zip(answers) {
                asked += 1;
                let fits = match verdict {
                    Verdict::Allowed => ![403, 412].contains(&answer.status) && answer.status < 500,
                    Verdict::Refused => answer.status == 403,
                    Verdict::Homeless => answer.status == 400 && !answer.json()["error"]["repo_id"].is_null(),
                };
                if !fits {
                    let text: String = answer.text().chars().take(160).collect();
                    wrong.push(format!(
                        "{} {} in {home:?} by {}: {} instead of {verdict:?}: {text}",
                        endpoint.method, endpoint.path, role.name, answer.status
                    ));
                }
                // Who has logged out logs in again.
                if endpoint.path.ends_with("logout")
                    && let Some(number) = role.number
                {
                    ended += 1;
                    *role.caller.borrow_mut() = fonds.session_of(number).await;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 4000 && ended < 50, "{asked} requests, {ended} sessions");
}
