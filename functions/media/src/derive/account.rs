//! What was made of a content, kept beside it: the next resource with the same content needs no decoder.

use arcs::kinds::{Pictures, Resource};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use store::derivatives::Derivative;
use store::{Error, Store};

/// How pictures are made. What was made in another way is made again.
const MANNER: u32 = 1;

/// What was made, and of what.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Account {
    manner: u32,
    /// What the file was said to be: a file in disguise is refused, and may be called by its name later.
    media_type: String,
    /// What there is.
    pub(super) pictures: Pictures,
}

/// What was made of a resource's file, if it was.
pub(super) async fn read(store: &Store, resource: &Resource) -> Result<Option<Account>, Error> {
    let Some(bytes) = store.read_derivative(&resource.sha256, Derivative::Account).await? else { return Ok(None) };
    let account = serde_json::from_slice::<Account>(&bytes).ok();
    Ok(account.filter(|account| account.manner == MANNER && account.media_type == resource.mime_type))
}

/// Notes what was made. Everything else must be there already.
pub(super) async fn write(store: &Store, resource: &Resource, pictures: &Pictures) -> Result<(), Error> {
    let account = Account { manner: MANNER, media_type: resource.mime_type.clone(), pictures: pictures.clone() };
    let bytes = serde_json::to_vec(&account).map_err(|error| Error::Unavailable(error.to_string()))?;
    store.put_derivative(&resource.sha256, Derivative::Account, Bytes::from(bytes)).await
}
