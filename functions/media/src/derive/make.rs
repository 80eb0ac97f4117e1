//! Looking into one file, and keeping what is made of it.

use arcs::kinds::{Pictures, Resource};
use bytes::Bytes;
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
    let Looked { width, height, pages, thumbnail, preview } = session.look().await?;
    let (sha256, has_preview) = (&resource.sha256, preview.is_some());
    store.put_derivative(sha256, Derivative::Thumbnail, thumbnail.into()).await?;
    if let Some(preview) = preview {
        store.put_derivative(sha256, Derivative::Preview, preview.into()).await?;
    }
    let words = if pages > 0 { words(&mut session).await? } else { Bytes::new() };
    let has_words = !words.is_empty();
    if has_words {
        store.put_derivative(sha256, Derivative::Words, words).await?;
    }
    Ok(Pictures { thumbnail: true, preview: has_preview, width, height, pages, words: has_words, failure: None })
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
