//! From a file in the quarantine to a resource. Size, hashes and type are found out here, from the bytes: what the report says is compared
//! with them, and believed about the name alone.

use std::collections::BTreeMap;

use arcs::download::{Download, Wanted};
use arcs::kinds::Resource;
use arcs::media_type::{self, ENOUGH};
use arcs::{Author, Entity};
use operations::{Desk, Problem};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use store::quarantine::Place;
use store::{Error, Key, Transaction};
use uploads::placing;
use uuid::Uuid;

use super::{Failure, name};

/// What a file turned out to be, as it was read.
#[derive(Default)]
struct Seen {
    size: u64,
    sha1: Sha1,
    sha256: Sha256,
    head: Vec<u8>,
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.sha1.update(bytes);
        self.sha256.update(bytes);
        let room = ENOUGH - self.head.len();
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// Makes the resource, unless this was done before; its id.
pub(super) async fn adopt(desk: &Desk<'_>, wanted: &Wanted, place: Place, report: &Value) -> Result<Uuid, Failure> {
    let store = desk.store;
    let id = Download::resource_of(place.job);
    if Entity::<Resource>::get(store, id).await?.is_some() {
        return add_rest(desk, id, wanted).await;
    }
    let mut seen = Seen::default();
    let version = match store.read_quarantined(place, |bytes| seen.take(bytes)).await {
        Err(Error::Missing(_)) => return Err(changed()),
        read => read?,
    };
    let (size, head) = (seen.size, seen.head);
    let sha256 = hex::encode(seen.sha256.finalize());
    if report["size"] != size || report["sha256"] != sha256 {
        return Err(changed());
    }
    let file_name = name::of(report["disposition"].as_str(), &wanted.url, report["address"].as_str());
    let declared = report["content_type"].as_str();
    let facts = Resource {
        user: author_uri(desk)?,
        sha: hex::encode(seen.sha1.finalize()),
        sha256: sha256.clone(),
        file_size: size,
        mime_type: media_type::of(&head, declared.into_iter()),
        title: wanted.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(|| file_name.clone()),
        file_name,
        public: wanted.public,
        exclusive: wanted.exclusive,
        first_req: true,
        category: wanted.category.clone(),
        context: wanted.context.clone(),
        metadata: BTreeMap::new(),
        pictures: None,
    };
    let (uri, username) = (facts.user.clone(), desk.acting.username.clone().unwrap_or_default());
    let author = Author { uri: &uri, username: &username };
    let resource = Entity::with_id(store, id, author, facts)?;
    let blob = store.blob(&store.fetch([Key::blob(&sha256)]).await?, &sha256).await?;
    let write = || store.admit_quarantined(&version, &sha256);
    let mut transaction = Transaction::new();
    placing::found(store, &mut transaction, &resource, author, &wanted.keywords).await?;
    transaction.forget_errand(place.job);
    match store.keep_blob_by(blob, write, &transaction).await {
        Err(Error::Missing(_)) => Err(changed()),
        // A step before this one made it, and died.
        Ok(()) | Err(Error::NumberInUse(_)) => add_rest(desk, id, wanted).await,
        Err(error) => Err(error.into()),
    }
}

/// The keywords that did not fit into the resource's transaction.
async fn add_rest(desk: &Desk<'_>, id: Uuid, wanted: &Wanted) -> Result<Uuid, Failure> {
    let (uri, username) = (author_uri(desk)?, desk.acting.username.clone().unwrap_or_default());
    let author = Author { uri: &uri, username: &username };
    placing::add_keywords(desk.store, id, author, &wanted.keywords).await?;
    Ok(id)
}

fn author_uri(desk: &Desk<'_>) -> Result<String, Failure> {
    let number = desk.acting.user.ok_or_else(|| Problem::Unavailable("a download in nobody's name".to_owned()));
    number.map(|number| format!("/users/{number}")).map_err(Failure::Trouble)
}

/// What was read is not what was reported.
fn changed() -> Failure {
    Failure::Passing("the file was damaged on its way".to_owned())
}
