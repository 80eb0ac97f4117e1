//! Preferences: how the archive shows itself to somebody, for each user and repository, and for everybody in a repository or
//! in the whole archive.
//!
//! The routes declare no permission; whose a preference is decides ([`check_owner`]). What the archive itself obeys of them is
//! kept in the index, see [`api::preferences`].

mod current;
mod save;

use api::generic::{collection_path, item_key, item_path, requested};
use api::params::Kind;
use api::preferences::Whose;
use api::show::{Eyes, show};
use api::{Call, Endpoint, Param, Problem, Reply, delete, get, post};
use records::Body;
use records::permissions::GLOBAL_REPOSITORY;
use records::permissions::Permission::{AdministerSystem, ManageRepository, ViewRepository};
use records::types::PREFERENCE;
use serde_json::{Value, json};
use store::Key;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let keys = |inputs: &api::call::Inputs| {
        let mut keys = api::write::keys_for_create(&PREFERENCE, inputs);
        keys.extend(item_key(&PREFERENCE, inputs));
        keys.push(Key::preferences());
        keys
    };
    vec![
        get("/current_global_preferences").reads(|_| vec![Key::preferences()]).to(current::current),
        get("/repositories/{repo_id}/current_preferences").reads(|_| vec![Key::preferences()]).to(current::current),
        get("/repositories/{repo_id}/preferences/defaults")
            .params([Param::optional("username", Kind::Username)])
            .reads(|_| vec![Key::preferences()])
            .to(current::own_defaults),
        post(collection_path(&PREFERENCE)).body(PREFERENCE.name).reads(keys).to(save::create),
        get(collection_path(&PREFERENCE))
            .needs(ViewRepository)
            .params([Param::optional("user_id", Kind::Integer)])
            .to(list),
        post(item_path(&PREFERENCE)).body(PREFERENCE.name).reads(keys).to(save::update),
        get(item_path(&PREFERENCE)).reads(|inputs| item_key(&PREFERENCE, inputs).into_iter().collect()).to(read),
        delete(item_path(&PREFERENCE)).needs_all(PREFERENCE.needs.delete).reads(keys).to(save::remove),
    ]
}

/// `GET …/preferences`: the original finds none, whatever there is; what holds is told by `current_preferences`.
async fn list(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::json(&json!([])))
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let stored = requested(&PREFERENCE, &call).await?;
    if user_of(&stored.body).is_some_and(|user| !is_caller(&call, user)) {
        return Err(Problem::denied());
    }
    Ok(Reply::json(&show(&call.store, &stored, Eyes::of(&call.caller, call.repository())).await?))
}

/// Whose a preference is, as it says itself.
fn user_of(preference: &Body) -> Option<&Value> {
    preference.get("user_id")
}

fn is_caller(call: &Call, user: &Value) -> bool {
    user.as_u64().is_some_and(|user| call.caller.number() == Some(user))
}

/// A user's own preference is the user's; everybody's in a repository is its managers', in the archive its administrators'.
fn check_owner(call: &Call, preference: &Body) -> Result<Whose, Problem> {
    let repository = call.repository().unwrap_or(GLOBAL_REPOSITORY);
    let is_allowed = match user_of(preference) {
        Some(user) => is_caller(call, user),
        None if repository == GLOBAL_REPOSITORY => call.may(AdministerSystem),
        None => call.may(ManageRepository),
    };
    if is_allowed { Ok(user_of(preference).and_then(Value::as_u64)) } else { Err(Problem::denied()) }
}
