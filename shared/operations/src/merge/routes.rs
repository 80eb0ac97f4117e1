//! The routes that begin a merge. Each belongs to the function of what it merges.

use api::endpoint::Builder;
use api::params::Kind;
use api::resolve::resolve;
use api::show::{Eyes, show};
use api::{Call, Endpoint, Param, Problem, Reply, post};
use records::permissions::Permission;
use records::record_type::{RecordType, Scope};
use records::{Body, Uri, merging};
use serde_json::Value;

use super::Merge;
use crate::perform;

/// Types that agents are merged of and into.
const AGENTS: [&str; 4] = ["agent_person", "agent_corporate_entity", "agent_family", "agent_software"];

/// `POST /merge_requests/<type>` for records of one type.
pub fn endpoint(row: &'static RecordType, needs: Permission) -> Endpoint {
    let route = declared(row.name).needs(needs);
    let route = match row.scope {
        Scope::Repository => route.params([Param::required("repo_id", Kind::Repository)]),
        Scope::Global => route,
    };
    route.to(move |call| merge(row, call))
}

/// `POST /merge_requests/agent`.
pub fn agent_endpoint() -> Endpoint {
    declared("agent").needs(Permission::MergeAgentRecord).to(merge_agents)
}

/// `POST /merge_requests/agent_detail`.
pub fn agent_detail_endpoint() -> Endpoint {
    post("/merge_requests/agent_detail")
        .needs(Permission::MergeAgentRecord)
        .body("merge_request_detail")
        .params([Param::optional("dry_run", Kind::Boolean)])
        .to(merge_agents_selectively)
}

fn declared(name: &str) -> Builder {
    post(format!("/merge_requests/{name}")).body("merge_request")
}

async fn merge(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let request = Request::of(&call.body);
    if row.scope == Scope::Repository && request.all().any(|uri| uri.repository() != call.repository()) {
        let text = "All records to merge must be in the repository specified";
        return Err(Problem::refused("merge_request", text));
    }
    if request.all().any(|uri| uri.record_type() != Some(row.name)) {
        let text = format!("This merge request can only merge {} records", row.name);
        return Err(Problem::refused("merge_request", text));
    }
    begin(&call, request.merge("merge_request", None)?).await
}

async fn merge_agents(call: Call) -> Result<Reply, Problem> {
    let request = Request::of(&call.body);
    request.check_agents("merge_request")?;
    begin(&call, request.merge("merge_request", None)?).await
}

async fn merge_agents_selectively(call: Call) -> Result<Reply, Problem> {
    let request = Request::of(&call.body);
    request.check_agents("merge_request_detail")?;
    let selections = call.body.get("selections").and_then(Value::as_object).cloned().unwrap_or_default();
    let merge = request.merge("merge_request_detail", Some(selections))?;
    let preview = preview(&call, &merge).await?;
    if call.params.boolean("dry_run") == Some(true) {
        let mut answer = merge.answer();
        answer["result"] = resolved(&call, Value::Object(preview)).await?;
        return Ok(Reply::json(&answer));
    }
    let (destination, meanwhile) = (merge.destination.clone(), merge.answer());
    let outcome = perform(&call, merge).await?;
    let mut answer = outcome.answer(meanwhile);
    if let Some(stored) = call.store.read(&[&destination]).await?.pop().flatten() {
        answer["result"] = resolved(&call, show(&call.store, &stored, eyes(&call)).await?).await?;
    }
    Ok(Reply::json(&answer))
}

/// The destination as it would be, as far as it is shown before it is merged. What it would be must fit its schema.
async fn preview(call: &Call, merge: &Merge) -> Result<Body, Problem> {
    let (Some(destination), Some(candidate)) = (Uri::parse(&merge.destination), merge.candidates.first()) else {
        return Err(Problem::bad_request("nothing to merge"));
    };
    let row = destination.record_type().and_then(records::types::find);
    let model = row.map_or("Agent", |row| row.model);
    let found = call.store.read(&[&merge.destination, candidate]).await?;
    let [Some(kept), Some(gone)] = found.as_slice() else { return Err(Problem::missing(model)) };
    let marks = merging::flatten(merge.selections.as_ref().unwrap_or(&Body::new()));
    let mut body = kept.body.clone();
    merging::select(&mut body, &gone.body, &marks).map_err(|path| super::plan::meaningless(&path))?;
    let checked = records::validate::check(kept.record_type, Value::Object(body), &call.lists);
    checked.map_err(Problem::from)?;
    let (kept, gone) = (show(&call.store, kept, eyes(call)).await?, show(&call.store, gone, eyes(call)).await?);
    let (Value::Object(mut kept), Value::Object(gone)) = (kept, gone) else { return Ok(Body::new()) };
    merging::select_shown(&mut kept, &gone, &marks).map_err(|path| super::plan::meaningless(&path))?;
    Ok(kept)
}

/// The merged agent comes with the records that it names.
async fn resolved(call: &Call, agent: Value) -> Result<Value, Problem> {
    let mut agents = [agent];
    let paths = ["related_agents", "subjects", "places"].map(str::to_owned);
    resolve(&call.store, &mut agents, &paths, eyes(call)).await?;
    let [agent] = agents;
    Ok(agent)
}

/// As the caller's, but without where the agent is used.
fn eyes(call: &Call) -> Eyes {
    Eyes { usage: false, ..Eyes::of(&call.caller, None) }
}

async fn begin(call: &Call, merge: Merge) -> Result<Reply, Problem> {
    let meanwhile = merge.answer();
    Ok(Reply::json(&perform(call, merge).await?.answer(meanwhile)))
}

/// The records that a body names.
struct Request {
    destination: Option<Uri>,
    candidates: Vec<Option<Uri>>,
}

impl Request {
    fn of(body: &Body) -> Self {
        let uri = |named: &Value| named.get("ref").and_then(Value::as_str).and_then(Uri::from_reference);
        let candidates = body.get("merge_candidates").and_then(Value::as_array);
        Self {
            destination: body.get("merge_destination").and_then(uri),
            candidates: candidates.into_iter().flatten().map(uri).collect(),
        }
    }

    /// Those that are URIs of records.
    fn all(&self) -> impl Iterator<Item = &Uri> {
        self.destination.iter().chain(self.candidates.iter().flatten())
    }

    fn check_agents(&self, key: &str) -> Result<(), Problem> {
        if self.all().all(|uri| uri.record_type().is_some_and(|name| AGENTS.contains(&name))) {
            return Ok(());
        }
        Err(Problem::refused(key, "Agent merge request can only merge agent records"))
    }

    /// The merge, unless it is one of a record with itself.
    fn merge(self, key: &str, selections: Option<Body>) -> Result<Merge, Problem> {
        let named: Option<Vec<Uri>> = self.candidates.into_iter().collect();
        let (Some(destination), Some(named)) = (self.destination, named) else {
            return Err(Problem::refused(key, "Only existing records can be merged"));
        };
        if named.contains(&destination) {
            return Err(Problem::refused(key, "A record can't be merged into itself"));
        }
        let mut candidates: Vec<String> = vec![];
        for uri in named {
            if !candidates.iter().any(|known| known == uri.as_str()) {
                candidates.push(uri.as_str().to_owned());
            }
        }
        Ok(Merge::new(destination.as_str().to_owned(), candidates, selections))
    }
}
