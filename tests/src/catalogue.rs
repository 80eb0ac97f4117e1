//! Every type of record that can be written, with what a record of it must have: what holds for one type is tested for all.
//!
//! Nothing here is a list of types or routes: both come from the endpoints and the schemas.

use api::generic::{collection_path, item_path};
use api::{Dialect, Endpoint};
use http::Method;
use records::RecordType;
use serde_json::Value;

use crate::Caller;
use crate::samples::Samples;

/// What routes do with a record, besides creating it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Read,
    Update,
    Delete,
    List,
}

/// The repository that the records are made in: the first one of an archive.
const REPO: &str = "/repositories/2";

/// A type of record that clients create.
#[derive(Clone)]
pub struct Kind {
    /// Its row.
    pub row: &'static RecordType,
    /// Where its records are created, with what the route asks for besides the body.
    pub create: String,
    /// Its collection in the repository that tests work in.
    pub collection: String,
    /// What else can be done with its records.
    steps: Vec<Step>,
}

/// An archive that has one record of every type, to refer to.
pub struct Catalogue {
    /// The types.
    pub kinds: Vec<Kind>,
    /// Bodies for them.
    pub samples: Samples,
}

impl Catalogue {
    /// Creates one record of every type, those first that others need.
    ///
    /// The administrator must have made a repository, the archive's first.
    pub async fn fill(admin: &Caller) -> Self {
        let kinds = kinds();
        let known =
            [("repository", REPO), ("vocabulary", "/vocabularies/1"), ("enumeration", "/config/enumerations/1")];
        let mut samples = Samples::new(known.map(|(name, uri)| (name, uri.to_owned())));
        let mut missing: Vec<&Kind> = kinds.iter().collect();
        while !missing.is_empty() {
            let (mut left, mut told) = (vec![], vec![]);
            for kind in &missing {
                let answer = admin.post(&kind.create, &samples.small(kind.row.name, "near")).await;
                if answer.status == 200 {
                    samples.put(kind.row.name, answer.ok()["uri"].as_str().unwrap());
                } else {
                    left.push(*kind);
                    told.push(format!("{}: {} {}", kind.row.name, answer.status, answer.text()));
                }
            }
            assert!(left.len() < missing.len(), "{}", told.join("\n"));
            missing = left;
        }
        Self { kinds, samples }
    }

    /// Deletes the record to refer to where there is room for one only: everybody's preferences in a repository.
    pub async fn make_room(&self, caller: &Caller, kind: &Kind) {
        if kind.has_room_for_one() {
            let gone = caller.delete(self.samples.uri(kind.row.name).unwrap()).await;
            assert!([200, 404].contains(&gone.status), "{}", gone.text());
        }
    }

    /// A small body that collides with no other of its type.
    pub fn small(&self, kind: &Kind, tag: &str) -> Value {
        self.samples.small(kind.row.name, tag)
    }
}

impl Kind {
    /// Whether records are read one by one.
    pub fn reads(&self) -> bool {
        self.steps.contains(&Step::Read)
    }

    /// Whether they are updated.
    pub fn updates(&self) -> bool {
        self.steps.contains(&Step::Update)
    }

    /// Whether they are deleted.
    pub fn deletes(&self) -> bool {
        self.steps.contains(&Step::Delete)
    }

    /// Whether they are listed in pages.
    pub fn lists(&self) -> bool {
        self.steps.contains(&Step::List)
    }

    /// Whether a place has room for one record only.
    pub fn has_room_for_one(&self) -> bool {
        self.row.name == "preference"
    }

    /// Whether the archive goes on writing a record after the answer, so that clients do not know its version: a job's status.
    pub fn goes_on(&self) -> bool {
        self.row.name == "job"
    }

    /// Creates a record; its URI.
    pub async fn create(&self, caller: &Caller, body: &Value) -> String {
        caller.create(&self.create, body).await
    }
}

/// The types, from the routes that there are.
pub fn kinds() -> Vec<Kind> {
    let mut endpoints = local::wiring::endpoints();
    // The other API has paths that are spelled the same.
    endpoints.retain(|endpoint| endpoint.dialect == Dialect::ArchivesSpace);
    let has = |method: Method, path: &str| find(&endpoints, &method, path).is_some();
    let kind = |row: &'static RecordType| {
        let (collection, item) = (collection_path(row), item_path(row));
        let create = find(&endpoints, &Method::POST, &collection)?;
        let path = collection.replace("/repositories/{repo_id}", REPO);
        // The one parameter that a creating route asks for is the first password of a user.
        let needed = create.params.iter().find(|param| !param.optional && param.name != "repo_id");
        let query = needed.map(|param| format!("?{}=secret", param.name)).unwrap_or_default();
        let steps = [
            (Step::Read, has(Method::GET, &item)),
            (Step::Update, has(Method::POST, &item)),
            (Step::Delete, has(Method::DELETE, &item) || has(Method::DELETE, &item.replace("{id}", "{repo_id}"))),
            (Step::List, find(&endpoints, &Method::GET, &collection).is_some_and(|endpoint| endpoint.paginated)),
        ];
        Some(Kind {
            row,
            create: format!("{path}{query}"),
            collection: path,
            steps: steps.into_iter().filter_map(|(step, exists)| exists.then_some(step)).collect(),
        })
    };
    records::types::all().iter().copied().filter_map(kind).collect()
}

fn find<'a>(endpoints: &'a [Endpoint], method: &Method, path: &str) -> Option<&'a Endpoint> {
    endpoints.iter().find(|endpoint| endpoint.method == *method && endpoint.path == path)
}
