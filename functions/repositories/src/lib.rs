//! Repositories: the institutions, or parts of them, whose records are kept apart.

mod create;
mod delete;
mod list;
mod position;
mod with_agent;

use api::endpoint::group;
use api::generic::{read_endpoint, update_endpoint};
use api::params::Kind;
use api::{Endpoint, Param, delete, get, post};
use operations::transfer;
use records::permissions::Permission::{AdministerSystem, CreateRepository, DeleteRepository};
use records::types::{AGENT_CORPORATE_ENTITY, GROUP, REPOSITORY};
use store::Key;

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    group(
        "repositories",
        vec![
            post("/repositories").needs(CreateRepository).body("repository").reads(|_| counters()).to(create::create),
            post("/repositories/with_agent")
                .needs(CreateRepository)
                .body("repository_with_agent")
                .reads(|_| counters())
                .to(with_agent::create),
            post("/repositories/with_agent/{id}")
                .needs(CreateRepository)
                .body("repository_with_agent")
                .reads(|inputs| api::generic::item_key(&REPOSITORY, inputs).into_iter().chain(counters()).collect())
                .to(with_agent::update),
            get("/repositories/with_agent/{id}")
                .reads(|inputs| api::generic::item_key(&REPOSITORY, inputs).into_iter().collect())
                .to(with_agent::read),
            get("/repositories").params([Param::resolve()]).reads(|_| vec![list::members()]).to(list::list),
            read_endpoint(&REPOSITORY),
            update_endpoint(&REPOSITORY),
            delete("/repositories/{repo_id}")
                .needs(DeleteRepository)
                .params([Param::required("repo_id", Kind::Integer)])
                .to(delete::remove),
            post("/repositories/{repo_id}/position")
                .needs(AdministerSystem)
                .params([Param::required("repo_id", Kind::Integer), Param::required("position", Kind::Integer)])
                .reads(|_| vec![list::members()])
                .to(position::swap),
            transfer::repository_endpoint(),
        ],
    )
}

/// The counters of everything that comes with a new repository.
fn counters() -> Vec<Key> {
    [REPOSITORY.name, AGENT_CORPORATE_ENTITY.name, GROUP.name, "telephone"].map(Key::counter).to_vec()
}
