//! Changing what is said about a resource. The file itself never changes.

use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use arcs::media_type::{self, ENOUGH};
use arcs::{Entity, shelf};
use serde_json::Value;
use store::Transaction;

use super::answer;
use super::fields::Fields;
use crate::{parts, rights, versions};
use api::arcs::requested::{author, read_again, requested};

/// How often a change is made again because another one came first. Clients name no version: they change single
/// properties, so the other change stays.
const ATTEMPTS: usize = 6;

pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = changes(&call)?;
    let mut resource = requested::<Resource>(&call).await?;
    rights::check_author(&call, user, &resource)?;
    let fields = Fields::read(body)?;
    fields.check_context(&call, resource.facts.context.as_deref()).await?;
    let mime_type = mime_type(&call, &resource.facts, fields.mime_type.as_deref()).await?;
    for _ in 0..ATTEMPTS {
        check_publication(&call, &resource.facts, &fields)?;
        versions::check(&call, &resource.stored)?;
        match write(&call, user, &mut resource, fields.clone(), &mime_type).await {
            Err(store::Error::Stale(_)) => resource = read_again(&call.store, &resource).await?,
            written => {
                written?;
                return answer(&call, &resource).await;
            }
        }
    }
    Err(Problem::stale())
}

/// The body of a change: an object that says something.
fn changes(call: &Call) -> Result<&serde_json::Map<String, Value>, Problem> {
    let object = call.json()?.as_object().filter(|object| !object.is_empty());
    object.ok_or_else(|| Problem::bad_request("a JSON object with properties to change is needed"))
}

/// The creator decides at the upload who sees a resource; from then on senior researchers do.
fn check_publication(call: &Call, current: &Resource, fields: &Fields) -> Result<(), Problem> {
    let is_same = fields.public.is_none_or(|public| public == current.public);
    if is_same || rights::is_senior(call) {
        return Ok(());
    }
    Err(Problem::Forbidden("only a senior researcher may change who sees a resource".to_owned()))
}

/// What the file is, in the light of a client's opinion: that counts only where the bytes say nothing definite. A read of their beginning if
/// it is another opinion.
async fn mime_type(call: &Call, file: &Resource, opinion: Option<&str>) -> Result<String, Problem> {
    match opinion.filter(|opinion| *opinion != file.mime_type) {
        Some(opinion) if file.file_size > 0 => {
            let last = file.file_size.min(ENOUGH as u64) - 1;
            let beginning = call.store.read_blob(&file.sha256, Some((0, last))).await?;
            let found = media_type::of(&beginning, std::iter::once(opinion));
            Ok(if found == opinion { found } else { file.mime_type.clone() })
        }
        _ => Ok(file.mime_type.clone()),
    }
}

async fn write(
    call: &Call,
    user: &User,
    resource: &mut Entity<Resource>,
    fields: Fields,
    mime_type: &str,
) -> Result<(), store::Error> {
    let mut facts = resource.facts.clone();
    fields.apply(&mut facts);
    mime_type.clone_into(&mut facts.mime_type);
    if facts == resource.facts {
        return Ok(());
    }
    let (seen, was_public) = (resource.stored.revision(), resource.facts.public);
    if was_public && !facts.public {
        parts::withdraw(&call.store, resource.id).await?;
    }
    let mut transaction = Transaction::new();
    shelf::remove(&mut transaction, resource);
    resource.change(&call.store, author(user), facts)?;
    shelf::place(&mut transaction, resource);
    transaction.update(&call.store, &resource.stored, seen).await?;
    call.store.commit(transaction).await?;
    if was_public != resource.facts.public {
        parts::settle(&call.store, resource.id).await?;
    }
    Ok(())
}
