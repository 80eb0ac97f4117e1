//! `POST /uploads/batch`: makes resources of files that the caller has brought.

use std::collections::BTreeMap;

use api::caller::User;
use api::repeated::{self, Repeatable};
use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use arcs::{Entity, file_name, shelf};
use http::StatusCode;
use serde_json::{Map, Value};
use store::{Error, Fetched, Key, Transaction};
use uploads::claims::{self, Claim};

use crate::metadata;
use crate::resources::create::unseen;
use crate::resources::fields::Fields;
use crate::resources::show_all;
use api::arcs::requested::author;

/// Files of one request: each is a record, the use of its blob and its place on the shelf, besides a noted request, and a transaction has
/// 100 items.
const MOST: usize = 33;

/// How often the whole is tried again because a blob was just deleted.
const ATTEMPTS: usize = 4;

/// A resource that is wanted.
struct Wanted {
    sha: String,
    size: Option<u64>,
    resource: Resource,
}

/// All or nothing: one mistake refuses all of it.
pub(super) async fn batch(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let items = call.json()?.as_array().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| Problem::bad_request("an array of objects with sha, name and size is needed"))?;
    if items.len() > MOST {
        return Err(Problem::bad_request(format!("at most {MOST} resources are made at once")));
    }
    let wanted: Vec<Wanted> = items.iter().map(|item| read(item, user)).collect::<Result<_, _>>()?;
    let repeatable = Repeatable::of(&call, user, "/api/uploads/batch", &call.inputs().bytes)?;
    for _ in 0..ATTEMPTS {
        let error = match make(&call, user, &wanted, &repeatable).await? {
            Ok(made) => return created(&call, &made).await,
            Err(error) => error,
        };
        if let Some(uris) = repeatable.made_before(&call.store, &error).await? {
            return created(&call, &made_before(&call, &uris).await?).await;
        }
        match error {
            Error::Stale(_) => {}
            error => return Err(error.into()),
        }
    }
    Err(Problem::Unavailable("blobs keep being deleted".to_owned()))
}

async fn created(call: &Call, made: &[Entity<Resource>]) -> Result<Reply, Problem> {
    Ok(Reply::json(&show_all(call, made).await?).status(StatusCode::CREATED))
}

/// What the same request made before, in its order, as far as it is still there.
async fn made_before(call: &Call, uris: &[String]) -> Result<Vec<Entity<Resource>>, Problem> {
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let found = call.store.read(&uris).await?.into_iter().flatten();
    let made: Vec<_> = found.map(Entity::read).collect::<Result<_, _>>()?;
    if made.is_empty() { Err(repeated::gone()) } else { Ok(made) }
}

async fn make(
    call: &Call,
    user: &User,
    wanted: &[Wanted],
    repeatable: &Repeatable,
) -> Result<Result<Vec<Entity<Resource>>, Error>, Problem> {
    let mut fetched = call.store.fetch(wanted.iter().map(|wanted| Key::claim(&user.uri, &wanted.sha))).await?;
    let found: Vec<Claim> = wanted.iter().map(|wanted| claim(&fetched, user, wanted)).collect::<Result<_, _>>()?;
    fetched.extend(call.store.fetch(found.iter().map(|claim| Key::blob(&claim.sha256))).await?);
    let mut transaction = Transaction::new();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut made = vec![];
    for (wanted, claim) in wanted.iter().zip(&found) {
        let resource = Resource {
            sha: wanted.sha.clone(),
            sha256: claim.sha256.clone(),
            file_size: claim.size,
            mime_type: claim.media_type.clone(),
            ..wanted.resource.clone()
        };
        let resource = Entity::new(&call.store, author(user), resource)?;
        transaction.create(&call.store, &resource.stored).await?;
        shelf::place(&mut transaction, &resource);
        *counts.entry(&claim.sha256).or_default() += 1;
        made.push(resource);
    }
    for (sha256, count) in counts {
        let blob = call.store.blob(&fetched, sha256).await?;
        if !blob.is_stored() {
            return Err(missing());
        }
        transaction.use_blob_often(&blob, count);
    }
    repeatable.note(&call.store, &mut transaction, made.iter().map(|resource| resource.stored.uri.as_str()));
    Ok(call.store.commit(transaction).await.map(|()| made))
}

/// The caller's claim on what is wanted.
fn claim(fetched: &Fetched, user: &User, wanted: &Wanted) -> Result<Claim, Problem> {
    let claim = claims::find(fetched, &user.uri, &wanted.sha)?.ok_or_else(missing)?;
    match wanted.size {
        Some(size) if size != claim.size => {
            Err(Problem::bad_request(format!("{} has {} bytes", wanted.sha, claim.size)))
        }
        _ => Ok(claim),
    }
}

/// Whether somebody else has brought it is not told.
fn missing() -> Problem {
    Problem::NotFound("you have brought no file with this sha: files are kept for a day".to_owned())
}

/// `{sha, name, size, title, type, rtype, identifier}`. The type is that of the bytes, whatever `type` says.
fn read(item: &Value, user: &User) -> Result<Wanted, Problem> {
    let item = item.as_object().ok_or_else(|| Problem::bad_request("an object with sha, name and size is needed"))?;
    let text = |name: &str| match item.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(Problem::bad_request(format!("{name} must be a string"))),
    };
    let sha = text("sha")?.ok_or_else(|| Problem::bad_request("sha is needed"))?.to_ascii_lowercase();
    if sha.len() != 40 || !sha.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::bad_request("sha must be 40 hexadecimal digits"));
    }
    let name = text("name")?.ok_or_else(|| Problem::bad_request("name is needed"))?;
    let size = match item.get("size") {
        None | Some(Value::Null) => None,
        Some(size) => Some(size.as_u64().ok_or_else(|| Problem::bad_request("size must be a number of bytes"))?),
    };
    text("type")?;
    let mut resource = unseen(user, &file_name::clean(name));
    let described = [("title", "title"), ("rtype", "type")].into_iter();
    let described = described.filter_map(|(given, meant)| Some((meant.to_owned(), item.get(given)?.clone())));
    let described: Map<String, Value> = described.filter(|(_, value)| !value.is_null()).collect();
    Fields::read(&described)?.apply(&mut resource);
    if let Some(identifier) = item.get("identifier") {
        resource.metadata = metadata::of_new(&Map::from_iter([("identifier".to_owned(), identifier.clone())]))?;
    }
    Ok(Wanted { sha, size, resource })
}
