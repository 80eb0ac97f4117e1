//! Looking into one file, and keeping what is made of it.

use arcs::kinds::{Pictures, Resource};
use bytes::Bytes;
use futures_util::future::{OptionFuture, join};
use store::derivatives::Derivative;
use store::{Error, Store};

use super::account;
use crate::decoder::{Failure, Looked, Session};
use crate::pictures::{Format, Refusal, budget};

/// Bytes of a file that are in this process at once.
const PART: u64 = 8 * 1024 * 1024;

/// Why there is no answer about a file.
pub(crate) enum Trouble {
    /// The file is at fault, in words that may be shown.
    Refused(String),
    /// The stores or this machine are.
    Passing(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Passing(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(text) => Self::Refused(text),
            Failure::Broken(error) => Self::Passing(Error::Unavailable(format!("no decoder: {error}"))),
        }
    }
}

/// Makes everything that is made of a resource's file. What cannot be made is no error: the pictures say why.
pub(super) async fn make(store: &Store, resource: &Resource) -> Result<Pictures, Error> {
    let made = match Format::named(&resource.mime_type) {
        None => return Ok(refused(Refusal::Type.to_string())),
        Some(_) if resource.file_size > budget::FILE => {
            return Ok(refused(Refusal::Heavy(budget::FILE / 1_000_000).to_string()));
        }
        Some(_) => look(store, resource).await,
    };
    let pictures = match made {
        Ok(pictures) => pictures,
        Err(Trouble::Refused(text)) => refused(text),
        Err(Trouble::Passing(error)) => return Err(error),
    };
    account::write(store, resource, &pictures).await?;
    Ok(pictures)
}

fn refused(text: String) -> Pictures {
    Pictures { failure: Some(text), ..Pictures::default() }
}

/// Opens a resource's file in a process of its own.
pub(crate) async fn open(store: &Store, resource: &Resource) -> Result<Session, Trouble> {
    let size = resource.file_size;
    let mut session = Session::open(&resource.mime_type, size).await?;
    let mut first = 0;
    while first < size {
        let last = size.min(first + PART) - 1;
        let bytes = store.read_blob(&resource.sha256, Some((first, last))).await?;
        session.feed(&bytes).await?;
        first = last + 1;
    }
    Ok(session)
}

async fn look(store: &Store, resource: &Resource) -> Result<Pictures, Trouble> {
    let mut session = open(store, resource).await?;
    let looked = session.look().await?;
    put(store, resource, &looked).await?;
    let words = if looked.pages > 0 { words(&mut session).await? } else { Bytes::new() };
    let has_words = !words.is_empty();
    if has_words {
        store.put_derivative(&resource.sha256, Derivative::Words, words).await?;
    }
    Ok(Pictures { words: has_words, ..looked.pictures() })
}

/// Keeps the pictures of a file without words that was looked into while it was made. Nobody has to do so again.
pub(crate) async fn keep(store: &Store, resource: &Resource, looked: &Looked) -> Result<(), Error> {
    put(store, resource, looked).await?;
    account::write(store, resource, &looked.pictures()).await
}

async fn put(store: &Store, resource: &Resource, looked: &Looked) -> Result<(), Error> {
    let keep = |derivative: Derivative, png: &[u8]| {
        let png = Bytes::copy_from_slice(png);
        async move { store.put_derivative(&resource.sha256, derivative, png).await }
    };
    let thumbnail = keep(Derivative::Thumbnail, &looked.thumbnail);
    let preview = OptionFuture::from(looked.preview.as_deref().map(|png| keep(Derivative::Preview, png)));
    // Boxed: the futures of the SDKs are deep.
    let (thumbnail, preview) = Box::pin(join(thumbnail, preview)).await;
    thumbnail.and(preview.unwrap_or(Ok(())))
}

/// The words of a document. A document whose words cannot be read still has its pictures.
async fn words(session: &mut Session) -> Result<Bytes, Trouble> {
    match session.words().await {
        Ok(words) if words.iter().all(u8::is_ascii_whitespace) => Ok(Bytes::new()),
        Ok(words) => Ok(words.into()),
        Err(Failure::Refused(_)) => Ok(Bytes::new()),
        Err(broken) => Err(broken.into()),
    }
}
