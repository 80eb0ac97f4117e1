//! Groups of a repository: what their members may do there.

mod read;
mod remove;
mod save;

use api::endpoint::Endpoint;
use api::generic::{collection, collection_path, item_path};
use api::params::Kind;
use api::unreadable::Unreadable;
use api::{Param, delete, get, post};
use records::permissions::Permission::ManageRepository;
use records::types::GROUP;
use serde_json::Value;
use store::Key;

use crate::account::username_guard;
use crate::membership;

/// The routes of groups.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let with_members = || Param::defaulted("with_members", Kind::Boolean, "true");
    let item = |repository: Option<u64>, number: Option<u64>| match (repository, number) {
        (Some(repository), Some(number)) => {
            membership::keys(&format!("/repositories/{repository}/groups/{number}")).to_vec()
        }
        _ => vec![],
    };
    vec![
        post(collection_path(&GROUP))
            .needs(ManageRepository)
            .body(GROUP.name)
            .reads(|inputs| {
                let mut keys = members(inputs.json.as_ref());
                keys.push(Key::counter(GROUP.name));
                keys
            })
            .to(save::create),
        post(item_path(&GROUP))
            .needs(ManageRepository)
            .params([with_members()])
            .body(GROUP.name)
            .reads(move |inputs| {
                let mut keys = item(inputs.number("repo_id"), inputs.number("id"));
                keys.extend(members(inputs.json.as_ref()));
                keys
            })
            .to(save::update),
        get(item_path(&GROUP))
            .needs(ManageRepository)
            .params([with_members()])
            .reads(move |inputs| item(inputs.number("repo_id"), inputs.number("id")))
            .to(read::one),
        get(collection_path(&GROUP))
            .needs(ManageRepository)
            .params([Param::optional("group_code", Kind::String)])
            .reads(|inputs| {
                collection(&GROUP, inputs.number("repo_id")).map(|uri| Key::members(&uri)).into_iter().collect()
            })
            .to(read::list),
        delete(item_path(&GROUP))
            .needs(ManageRepository)
            .reads(move |inputs| item(inputs.number("repo_id"), inputs.number("id")))
            .to(remove::remove),
    ]
}

/// Who the members are that a body names.
fn members(body: Option<&Result<Value, Unreadable>>) -> Vec<Key> {
    let Some(Ok(body)) = body else { return vec![] };
    save::member_usernames(body).iter().map(|username| username_guard(username)).collect()
}
