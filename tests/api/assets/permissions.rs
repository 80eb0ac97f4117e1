//! Every route of ARCS × every role × what is public, private, or missing, against a table that says who may: a route without a line
//! fails, and so does a line without a route.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicU32, Ordering};

use api::{Dialect, Endpoint};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use tests::Caller;

use super::{scan, upload};
use crate::harness::Fonds;

/// An id that nothing has.
const NOTHING: &str = "240c43e9-6e3c-449c-9f30-e17d44216658";

/// Who asks. The creator made the object, and is a researcher like the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Guest,
    Researcher,
    Creator,
    Senior,
    Admin,
}

const ROLES: [Role; 5] = [Role::Guest, Role::Researcher, Role::Creator, Role::Senior, Role::Admin];

/// What there is of the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Public,
    Private,
    Missing,
}

/// A line of the table.
struct Line {
    about: String,
    rule: String,
    answers: Vec<u16>,
    body: Option<String>,
}

fn table() -> BTreeMap<(String, String), Line> {
    let lines = include_str!("../../vectors/arcs-permissions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [method, path, about, rule, answers, ref body @ ..] = fields[..] else { panic!("{line}") };
            let line = Line {
                about: about.to_owned(),
                rule: rule.to_owned(),
                answers: answers.split(',').map(|status| status.parse().unwrap()).collect(),
                body: body.first().map(|body| (*body).to_owned()),
            };
            ((method.to_owned(), path.to_owned()), line)
        })
        .collect()
}

/// A route as the table names it.
fn name(endpoint: &Endpoint) -> (String, String) {
    let path = endpoint.path.strip_prefix("/api").unwrap_or(&endpoint.path);
    let colon = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => format!(":{}", name.trim_start_matches('*')),
        None => segment.to_owned(),
    };
    (endpoint.method.to_string(), path.split('/').map(colon).collect::<Vec<_>>().join("/"))
}

/// A path without the names of its parameters.
fn shape(endpoint: &Endpoint) -> Vec<&str> {
    endpoint.path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

/// What the rule says: `None` allows, a status refuses.
fn refusal(line: &Line, role: Role, state: State) -> Option<u16> {
    let is_open = line.rule == "anyone" || (line.rule == "visible" && state != State::Private);
    if role == Role::Guest && !is_open {
        // Of what is missing nobody knows that it would be private.
        return Some(401);
    }
    if state == State::Missing {
        return Some(if line.rule == "mine" { 403 } else { 404 });
    }
    let may = match line.rule.as_str() {
        "anyone" | "visible" | "user" => true,
        "author" => role >= Role::Creator,
        "owner" | "mine" => role == Role::Creator,
        "senior" => role >= Role::Senior,
        "admin" => role == Role::Admin,
        "self" => [Role::Creator, Role::Admin].contains(&role),
        other => panic!("no rule {other}"),
    };
    if may { None } else { Some(403) }
}

/// The people, by their numbers: sessions are made as they are needed, because some requests end one.
struct People<'a> {
    fonds: &'a Fonds,
    numbers: BTreeMap<Role, u32>,
    creator: String,
    made: AtomicU32,
}

impl<'a> People<'a> {
    async fn settle(fonds: &'a Fonds) -> Self {
        let admin = fonds.admin().await.bearing();
        let mut numbers = BTreeMap::from([(Role::Admin, 1)]);
        let mut creator = String::new();
        for (role, username, number) in
            [(Role::Researcher, "other", 2), (Role::Creator, "maker", 2), (Role::Senior, "senior", 1)]
        {
            let body = json!({ "username": username, "role": number });
            let user = admin.post("/api/users", &body).await.expect(201);
            assert_eq!(user["role"], number);
            let id = user["id"].as_str().unwrap();
            let uri = api::arcs::user_uri(arcs::entity::parse_id(id).unwrap()).unwrap();
            numbers.insert(role, uri.rsplit('/').next().unwrap().parse().unwrap());
            if role == Role::Creator {
                id.clone_into(&mut creator);
            }
        }
        Self { fonds, numbers, creator, made: AtomicU32::new(0) }
    }

    async fn caller(&self, role: Role) -> Caller {
        match self.numbers.get(&role) {
            Some(number) => self.fonds.session_of(*number).await.bearing(),
            None => self.fonds.anonymous(),
        }
    }

    fn next(&self) -> u32 {
        self.made.fetch_add(1, Ordering::Relaxed)
    }

    /// An object that the creator has made; its id.
    async fn make(&self, about: &str, public: bool) -> String {
        let maker = self.caller(Role::Creator).await;
        let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
        match about {
            "-" => return String::new(),
            "user" => return self.creator.clone(),
            "collection" => {
                let body = json!({ "title": format!("collection {}", self.next()), "public": public });
                return id(&maker.post("/api/collections", &body).await.expect(201));
            }
            _ => {}
        }
        let resource = id(&upload(&maker, "scan", public, "scan.png", &scan()).await);
        let (path, more) = match about {
            "resource" => return resource,
            "comment" => ("/api/comments", json!({ "content": "text" })),
            "keyword" => ("/api/keywords", json!({ "keyword": "wall" })),
            "annotation" => {
                ("/api/annotations", json!({ "transcript": "t", "x1": 0.1, "y1": 0.1, "x2": 0.2, "y2": 0.2 }))
            }
            "flag" => ("/api/flags", json!({ "reason": "spam", "explanation": "why" })),
            "bookmark" => ("/api/bookmarks", json!({})),
            other => panic!("nobody makes a {other}"),
        };
        let mut body = more;
        body["resource_id"] = resource.into();
        id(&maker.post(path, &body).await.expect(201))
    }
}

/// Objects that are only looked at, by what they are and whether they are public.
type Seen = BTreeMap<(String, bool), String>;

/// One request; what is wrong with its answer.
async fn ask(
    people: &People<'_>,
    endpoint: &Endpoint,
    line: &Line,
    cell: (Role, State),
    seen: &Seen,
) -> Option<String> {
    let (role, state) = cell;
    let public = state == State::Public;
    let id = if state == State::Missing {
        NOTHING.to_owned()
    } else if line.about == "user" && endpoint.method == Method::DELETE && role == Role::Admin {
        let body = json!({ "username": format!("leaving{}", people.next()) });
        let user = people.caller(Role::Admin).await.post("/api/users", &body).await.expect(201);
        user["id"].as_str().unwrap().to_owned()
    } else if endpoint.method == Method::GET || refusal(line, role, state).is_some() {
        seen[&(line.about.clone(), public)].clone()
    } else {
        people.make(&line.about, public).await
    };
    let resource = &seen[&("resource".to_owned(), true)];
    let fill = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some("id" | "ref") => {
            if line.about == "-" {
                NOTHING.to_owned()
            } else {
                id.clone()
            }
        }
        Some("member") => resource.clone(),
        Some("page") => "account".to_owned(),
        Some("email") => format!("nobody{}@example.org", people.next()),
        Some(_) => "0".repeat(64),
        None => segment.to_owned(),
    };
    let path = endpoint.path.split('/').map(fill).collect::<Vec<_>>().join("/");
    let body = line.body.as_deref().unwrap_or_default();
    let body = body.replace("{id}", &id).replace("{resource}", resource).replace("{n}", &people.next().to_string());
    let caller = people.caller(role).await;
    let answer = caller.send(endpoint.method.clone(), &path, &[("content-type", "application/json")], body).await;
    let wanted = refusal(line, role, state).map_or_else(|| line.answers.clone(), |status| vec![status]);
    if wanted.contains(&answer.status) {
        return None;
    }
    let text: String = answer.text().chars().take(200).collect();
    Some(format!("{} {path} by {role:?}, {state:?}: {} instead of {wanted:?}: {text}", endpoint.method, answer.status))
}

#[tokio::test]
async fn every_route_of_arcs_lets_in_whom_the_table_names() {
    let fonds = Fonds::start().await;
    let people = People::settle(&fonds).await;
    let table = table();
    let mut seen = Seen::new();
    for about in table.values().map(|line| line.about.clone()).chain(["resource".to_owned()]) {
        for public in [true, false] {
            if let Entry::Vacant(place) = seen.entry((about.clone(), public)) {
                place.insert(people.make(&about, public).await);
            }
        }
    }
    let (mut asked, mut wrong, mut used) = (0, vec![], std::collections::BTreeSet::new());
    let endpoints = local::wiring::endpoints();
    let (ours, others): (Vec<_>, Vec<_>) = endpoints.iter().partition(|endpoint| endpoint.dialect == Dialect::Arcs);
    for endpoint in ours {
        let name = name(endpoint);
        let Some(line) = table.get(&name) else {
            wrong.push(format!("{} {} has no line in arcs-permissions.tsv", name.0, name.1));
            continue;
        };
        let states: &[State] = match line.about.as_str() {
            "-" => &[State::Public],
            "user" => &[State::Public, State::Missing],
            _ => &[State::Public, State::Private, State::Missing],
        };
        // Of two APIs that share a path, who says nothing about who asks means the other one.
        let is_shared = others.iter().any(|other| other.method == endpoint.method && shape(other) == shape(endpoint));
        let roles = if is_shared { &ROLES[1..] } else { &ROLES[..] };
        let cells: Vec<(Role, State)> =
            roles.iter().flat_map(|role| states.iter().map(|state| (*role, *state))).collect();
        let answers = join_all(cells.iter().map(|cell| ask(&people, endpoint, line, *cell, &seen))).await;
        asked += cells.len();
        wrong.extend(answers.into_iter().flatten());
        used.insert(name);
    }
    wrong.extend(
        table
            .keys()
            .filter(|name| !used.contains(*name))
            .map(|(method, path)| format!("{method} {path} is in arcs-permissions.tsv, but no route")),
    );
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 1000, "{asked} requests");
}
