//! What every request goes through, in the original's order: a change of it changes status codes.
//!
//! 1. the session (412), 2. the body (400), 3. the parameters (400), 4. permissions (403), 5. the handler.
//!
//! Everything that steps 1 to 4 look at comes from one read, made before the first of them: session, permissions,
//! repository, controlled lists, the record itself and the records that the body refers to.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, Method};
use records::Uri;
use records::enumerations::Lists;
use remote::Reach;
use serde_json::Value;
use store::access::Access;
use store::{Fetched, Key, Store};

use crate::call::Call;
use crate::caller::{Caller, Credential, Login};
use crate::endpoint::{BodyKind, Dialect, Endpoint, Sessions};
use crate::inputs::Inputs;
use crate::paging;
use crate::params::{self, Problems};
use crate::problem::Problem;
use crate::reply::Reply;

/// References of a body that are read ahead. A body with more is still answered, with further reads.
const READ_AHEAD: usize = 1000;

/// How long a request waits for work that can go on without it. The gateway gives up after 30 seconds, and the last piece
/// of the work has to end before.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What all routes of a process share.
pub struct Edge {
    /// The stores.
    pub store: Store,
    /// How long a request waits for work that can go on without it.
    pub patience: Duration,
    /// What checks passwords that come with requests, where they are taken.
    pub passwords: Option<Arc<dyn Passwords>>,
    /// Which addresses outside the archive it goes to for clients.
    pub reach: Reach,
    seeded: Arc<Lists>,
    lists: Mutex<(u64, Arc<Lists>)>,
}

impl Edge {
    /// An edge over these stores.
    pub fn new(store: Store) -> Self {
        let seeded = Arc::new(Lists::seeded());
        Self {
            store,
            patience: PATIENCE,
            passwords: None,
            reach: Reach::default(),
            lists: Mutex::new((0, Arc::clone(&seeded))),
            seeded,
        }
    }

    /// The controlled lists as the fetched item says; parsed once per version.
    fn lists(&self, fetched: &Fetched) -> Result<Arc<Lists>, Problem> {
        // A route that did not ask for them leaves alone what others have parsed.
        let Some(changed) = Store::document_in(fetched, &Key::enumerations())? else {
            return Ok(Arc::clone(&self.seeded));
        };
        let mut cached = self.lists.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if cached.0 != changed.version {
            *cached = (changed.version, Arc::new(Lists::read(&changed.body)));
        }
        Ok(Arc::clone(&cached.1))
    }

    /// The session alone, for requests that match no route: an unknown session is told before an unknown route.
    pub(crate) async fn check_session(&self, dialect: Dialect, headers: &HeaderMap) -> Result<(), Problem> {
        let credential = Credential::of(dialect, headers);
        // No password is hashed for nothing.
        if let Credential::Password(_) = credential {
            return Ok(());
        }
        let fetched = self.store.fetch(credential.keys()).await?;
        Caller::find(&self.store, &credential, &fetched).await.map(|_| ())
    }

    fn keys_of_password(&self, credential: &Credential) -> Vec<Key> {
        match (&self.passwords, credential) {
            (Some(passwords), Credential::Password(login)) => passwords.keys(login),
            _ => vec![],
        }
    }

    async fn find_caller(&self, credential: &Credential, fetched: &Fetched, address: &str) -> Result<Caller, Problem> {
        let Credential::Password(login) = credential else {
            return Caller::find(&self.store, credential, fetched).await;
        };
        let Some(passwords) = &self.passwords else {
            return Err(Problem::Unauthorized("log in, and send the session as a bearer token".to_owned()));
        };
        let (user, access) = passwords.check(&self.store, fetched, login, address).await?;
        Ok(Caller::with_access(user, access, None))
    }
}

/// The answer of a check: URI and rights of the user.
pub type Checked<'a> = Pin<Box<dyn Future<Output = Result<(String, Access), Problem>> + Send + 'a>>;

/// Checks passwords that come with requests (HTTP Basic). Functions that take none link no hash.
pub trait Passwords: Send + Sync {
    /// What to read with the request.
    fn keys(&self, login: &Login) -> Vec<Key>;

    /// Who that is: a user who may log in and whose password it is, or a 401. `address` is the client's, for counting failures.
    fn check<'a>(&'a self, store: &'a Store, fetched: &'a Fetched, login: &'a Login, address: &'a str) -> Checked<'a>;
}

/// A request whose route is known.
pub(crate) struct Matched {
    pub(crate) headers: HeaderMap,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) inputs: Inputs,
    pub(crate) origin: String,
    pub(crate) address: String,
}

/// Answers a request.
pub(crate) async fn run(edge: &Edge, endpoint: &Endpoint, request: Matched) -> Result<Reply, Problem> {
    let credential = match endpoint.sessions {
        Sessions::Ignored => Credential::None,
        Sessions::Checked | Sessions::WithUser => Credential::of(endpoint.dialect, &request.headers),
    };
    let mut keys = keys(endpoint, &credential, &request.inputs);
    keys.extend(edge.keys_of_password(&credential));
    let fetched = edge.store.fetch(keys).await?;
    let caller = edge.find_caller(&credential, &fetched, &request.address).await?;
    let lists = edge.lists(&fetched)?;
    let (body, warnings) = read_body(endpoint, &request.inputs, &lists)?;
    let is_homeless = lacks_repository(edge, endpoint, &request.inputs, &fetched).await?;
    let params = read_params(endpoint, &request.inputs, is_homeless)?;
    let call = Call {
        store: edge.store.clone(),
        caller,
        params,
        body,
        warnings,
        fetched,
        lists,
        headers: request.headers,
        method: request.method,
        path: request.path,
        origin: request.origin,
        address: request.address,
        patience: edge.patience,
        reach: edge.reach.clone(),
        inputs: request.inputs,
    };
    let has_one = endpoint.one_of.is_empty() || endpoint.one_of.iter().any(|permission| call.may(*permission));
    if !has_one || !endpoint.permissions.iter().all(|permission| call.may(*permission)) {
        return Err(Problem::denied());
    }
    (endpoint.handler)(call).await
}

/// Everything worth reading before the session is known.
fn keys(endpoint: &Endpoint, credential: &Credential, inputs: &Inputs) -> Vec<Key> {
    let mut keys = credential.keys();
    if let (Sessions::WithUser, Credential::Token(token)) = (endpoint.sessions, credential) {
        keys.push(Key::record(token.user()));
    }
    if let BodyKind::Record(_) = endpoint.body {
        keys.extend([Key::enumerations(), Key::preferences()]);
    }
    if let (BodyKind::Record(_), Some(Ok(body))) = (endpoint.body, &inputs.json) {
        let mut targets = BTreeSet::new();
        collect_references(body, 0, &mut targets);
        keys.extend(targets.iter().map(|uri| Key::record(uri.as_str())));
    }
    if let Some(reads) = &endpoint.reads {
        keys.extend(reads(inputs));
    }
    if let Some(repository) = inputs.number("repo_id") {
        let home = repository_uri(repository);
        // Readers of one record ask for its repository only when the record is not there.
        let is_reading = endpoint.method == Method::GET
            && endpoint.path.contains("{id}")
            && keys.iter().any(|key| is_inside(key, &home));
        if !is_reading {
            keys.push(Key::record(&home));
        }
    }
    keys
}

/// The URI of a repository.
pub fn repository_uri(number: u64) -> String {
    format!("/repositories/{number}")
}

/// The records that a body names in `ref`.
fn collect_references(value: &Value, depth: usize, found: &mut BTreeSet<Uri>) {
    if depth > 32 || found.len() >= READ_AHEAD {
        return;
    }
    match value {
        Value::Array(items) => {
            // Some lists hold records or their bare URIs (terms).
            found.extend(items.iter().filter_map(Value::as_str).filter_map(Uri::parse));
            for item in items {
                collect_references(item, depth + 1, found);
            }
        }
        Value::Object(object) => {
            found.extend(object.get("ref").and_then(Value::as_str).and_then(Uri::from_reference));
            let nested = object.iter().filter(|(name, _)| *name != "_resolved");
            nested.for_each(|(_, value)| collect_references(value, depth + 1, found));
        }
        _ => {}
    }
}

fn read_body(endpoint: &Endpoint, inputs: &Inputs, lists: &Lists) -> Result<(records::Body, Value), Problem> {
    let BodyKind::Record(record_type) = endpoint.body else {
        let is_refused_here = endpoint.dialect == Dialect::ArchivesSpace && endpoint.body == BodyKind::Json;
        return match &inputs.json {
            Some(Err(unreadable)) if is_refused_here => Err(unreadable.problem()),
            _ => Ok((records::Body::new(), Value::Null)),
        };
    };
    let value = match &inputs.json {
        Some(Ok(value)) => value.clone(),
        Some(Err(unreadable)) => return Err(unreadable.problem()),
        None => return Err(Problem::bad_request("Had some trouble parsing your request: no body")),
    };
    match records::validate::check(record_type, value, lists) {
        Ok(checked) => Ok((checked.body, serde_json::json!(checked.warnings))),
        Err(invalid) => Err(Problem::Schema(Box::new(invalid), shown(record_type, inputs))),
    }
}

/// The refused body in a readable form, cut short: an answer should not repeat megabytes.
fn shown(record_type: &str, inputs: &Inputs) -> String {
    let mut text: String = String::from_utf8_lossy(&inputs.bytes).chars().take(2000).collect();
    if inputs.bytes.len() > text.len() {
        text.push('…');
    }
    format!("#<JSONModel(:{record_type}) {text}>")
}

/// Whether the key is of a record inside of a repository.
fn is_inside(key: &Key, home: &str) -> bool {
    *key == Key::record(&key.pk) && key.pk.strip_prefix(home).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether the path names a repository that does not exist. A record that was found inside of it says that it does.
async fn lacks_repository(
    edge: &Edge,
    endpoint: &Endpoint,
    inputs: &Inputs,
    fetched: &Fetched,
) -> Result<bool, Problem> {
    let must_exist = endpoint.params.iter().any(|param| param.kind == params::Kind::Repository);
    let Some(repository) = inputs.number("repo_id").filter(|_| must_exist) else { return Ok(false) };
    let home = repository_uri(repository);
    let key = Key::record(&home);
    if fetched.asked(&key) {
        return Ok(!fetched.has(&key));
    }
    let read = endpoint.reads.as_ref().map(|reads| reads(inputs)).unwrap_or_default();
    if read.iter().any(|key| is_inside(key, &home) && fetched.has(key)) {
        return Ok(false);
    }
    Ok(!edge.store.fetch([key.clone()]).await?.has(&key))
}

fn read_params(endpoint: &Endpoint, inputs: &Inputs, is_homeless: bool) -> Result<params::Params, Problem> {
    let is_username = |param: &&params::Param| param.kind == params::Kind::Username;
    for param in endpoint.params.iter().filter(is_username) {
        if inputs.scalar(&param.name).is_some_and(|name| !is_valid_username(name)) {
            return Err(Problem::bad_request("Invalid username"));
        }
    }
    let mut problems = Problems::new();
    if endpoint.paginated {
        paging::check(inputs, &mut problems);
    }
    if is_homeless {
        problems.insert("repo_id".to_owned(), vec!["Failed validation -- The Repository must exist".to_owned()]);
    }
    match params::read(&endpoint.params, inputs) {
        Ok(params) if problems.is_empty() => Ok(params),
        Ok(_) => Err(Problem::Parameters(problems)),
        Err(more) => {
            problems.extend(more);
            Err(Problem::Parameters(problems))
        }
    }
}

/// Letters, digits and `-_. @`, no two blanks in a row.
pub fn is_valid_username(name: &str) -> bool {
    let name = name.trim();
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "-_. @".contains(character);
    !name.is_empty() && name.chars().all(is_allowed) && !name.contains("  ")
}
