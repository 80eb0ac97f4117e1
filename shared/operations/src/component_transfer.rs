//! A component goes to another finding aid with everything below it, behind what stands at the top there. An event tells of it.

use api::params::Kind;
use api::pipeline::repository_uri;
use api::tree::components_below;
use api::write::{Draft, Leaves, Parent};
use api::{Call, Endpoint, Param, Problem, Reply, post};
use records::permissions::Permission;
use records::record_type::Stored;
use records::tree::{RESOURCE_TREE, number_of, root_of};
use records::types::{ARCHIVAL_OBJECT, EVENT, RESOURCE};
use records::{Body, Uri, render};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Key;

use crate::merge::check_claims;
use crate::replanting::{Manner, Replanting};
use crate::{Desk, Operation, Size, Step, perform};

/// Components that are read together.
const READ: usize = 100;

/// How often the component is tried anew because it or its tree changed.
const ATTEMPTS: usize = 20;

/// A component on its way to another tree.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ComponentTransfer {
    component: String,
    /// The resource that it leaves.
    from: String,
    /// The resource that it goes to.
    to: String,
    /// The event, once it and the component are there.
    event: Option<String>,
    /// What stands below follows.
    trees: Replanting,
    moved: u64,
    total: u64,
}

impl Operation for ComponentTransfer {
    const KIND: &'static str = "component_transfer";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        let component = self.read(desk).await?;
        root_of(&component).unwrap_or_default().clone_into(&mut self.from);
        let below = if self.from == self.to { vec![] } else { components_below(desk.store, &component).await? };
        let all: Vec<String> = [self.component.clone()].into_iter().chain(below).collect();
        for uris in all.chunks(READ) {
            let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
            let components = desk.store.read(&uris).await?.into_iter().flatten().collect();
            check_claims(desk.store, components, &RESOURCE_TREE, &self.to).await?;
        }
        self.total = all.len() as u64;
        Ok(if self.total == 1 { Size::Small } else { Size::Long { total: self.total } })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        if self.event.is_none() {
            self.begin(desk).await?;
            self.moved = 1;
        } else if !self.trees.is_over() {
            self.moved += self.trees.step(desk, &Manner::Within).await?;
        }
        if self.trees.is_over() {
            return Ok(Step::Done(self.answer()));
        }
        Ok(Step::More { done: self.moved, total: self.total.max(self.moved) })
    }

    fn targets(&self) -> Vec<String> {
        vec![self.component.clone()]
    }
}

impl ComponentTransfer {
    fn answer(&self) -> Value {
        let mut answer = json!({ "component": self.component, "resource": self.to });
        if let Some(event) = &self.event {
            answer["event"] = event.as_str().into();
        }
        answer
    }

    async fn read(&self, desk: &Desk<'_>) -> Result<Stored, Problem> {
        let found = desk.store.read(&[&self.component]).await?.pop().flatten();
        let component = found.ok_or_else(missing)?;
        if component.suppressed {
            return Err(Problem::conflict("Can't update an object that has been suppressed"));
        }
        Ok(component)
    }

    /// Moves the component itself, with its event, and writes down that it has.
    async fn begin(&mut self, desk: &Desk<'_>) -> Result<(), Problem> {
        for _ in 0..ATTEMPTS {
            if self.try_begin(desk).await? {
                return Ok(());
            }
        }
        Err(Problem::Unavailable(format!("{} is changed by others all the time", self.component)))
    }

    async fn try_begin(&mut self, desk: &Desk<'_>) -> Result<bool, Problem> {
        let component = self.read(desk).await?;
        let implementer = crate::merge::agent_of_user(desk).await?;
        let home = Uri::parse(&self.to).and_then(|uri| uri.repository()).unwrap_or_default();
        let uris = [&self.component, &self.from, &self.to].into_iter().chain(&implementer);
        let keys = uris.map(|uri| Key::record(uri)).chain([
            Key::record(&repository_uri(home)),
            Key::preferences(),
            Key::counter(EVENT.name),
        ]);
        let fetched = desk.store.fetch(keys.collect::<Vec<_>>()).await?;
        let mut attempts = desk.attempts(&fetched);
        let mut staging = attempts.start();
        let staged = if self.from == self.to {
            staging.raise(&RESOURCE_TREE, &component).await
        } else {
            let parent = Parent { root: self.to.clone(), component: None };
            staging.replant(&RESOURCE_TREE, &component, &parent, Leaves::Parent).await
        };
        if attempts.staged(staged).await?.is_none() {
            return Ok(false);
        }
        let event = staging.create(self.event(desk, home, implementer.as_deref())).await?;
        let mut next = self.clone();
        next.event = Some(event.uri);
        if self.from != self.to {
            next.trees.add(&self.from, &self.to, number_of(&self.component));
        }
        desk.seal(&mut staging.transaction, &next).await?;
        let is_done = attempts.commit(staging).await?;
        if is_done {
            *self = next;
        }
        Ok(is_done)
    }

    fn event(&self, desk: &Desk<'_>, home: u64, implementer: Option<&str>) -> Draft {
        let agents: Vec<Value> =
            implementer.iter().map(|agent| json!({ "role": "implementer", "ref": agent })).collect();
        let event = json!({
            "jsonmodel_type": "event",
            "event_type": "component_transfer",
            "timestamp": render::instant(desk.store.clock().now()),
            "linked_agents": agents,
            "linked_records": [
                { "role": "source", "ref": self.from },
                { "role": "outcome", "ref": self.to },
                { "role": "transfer", "ref": self.component },
            ],
        });
        let body = event.as_object().cloned().unwrap_or_else(Body::new);
        Draft { row: &EVENT, repository: Some(home), body, suppressed: false }
    }
}

fn missing() -> Problem {
    Problem::NotFound("That which does not exist cannot be moved.".to_owned())
}

/// `POST /repositories/:repo_id/component_transfers`.
pub fn endpoint() -> Endpoint {
    post("/repositories/{repo_id}/component_transfers")
        .needs(Permission::UpdateResourceRecord)
        .params([Param::required("target_resource", Kind::String), Param::required("component", Kind::String)])
        .to(transfer)
}

async fn transfer(call: Call) -> Result<Reply, Problem> {
    let here = |name: &str, record_type: &str| {
        let named = call.params.string(name).and_then(Uri::from_reference);
        named.filter(|uri| uri.record_type() == Some(record_type) && uri.repository() == call.repository())
    };
    let refused = |name: &str, model: &str| Problem::refused(name, format!("{model} not found"));
    let to = here("target_resource", RESOURCE.name).ok_or_else(|| refused("target_resource", RESOURCE.model))?;
    let component =
        here("component", ARCHIVAL_OBJECT.name).ok_or_else(|| refused("component", ARCHIVAL_OBJECT.model))?;
    let found = call.store.read(&[to.as_str(), component.as_str()]).await?;
    let [resource, moving] = found.as_slice() else { return Err(missing()) };
    if moving.is_none() {
        return Err(missing());
    }
    if resource.is_none() {
        return Err(refused("target_resource", RESOURCE.model));
    }
    let transfer = ComponentTransfer {
        component: component.as_str().to_owned(),
        to: to.as_str().to_owned(),
        ..ComponentTransfer::default()
    };
    let meanwhile = transfer.answer();
    Ok(Reply::json(&perform(&call, transfer).await?.answer(meanwhile)))
}
