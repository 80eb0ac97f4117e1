//! The caller's side: one process for one file.

use std::process::Stdio;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::talk::{Answer, LONGEST, Looked, Page, Request};
use super::{PATIENCE, WORD, program};
use crate::pictures::Refusal;

/// Bytes of one part of an answer. A page that does not shrink at all has less.
const PART: u32 = 64 * 1024 * 1024;

/// Parts of one answer: a page and its two small pictures.
const PARTS: usize = 3;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file is at fault, in words that may be shown. Trying again would change nothing.
    #[error("{0}")]
    Refused(String),
    /// This machine is: the process did not start.
    #[error("the decoder did not start: {0}")]
    Broken(std::io::Error),
}

/// A process that decodes one file. It ends with the session.
pub struct Session {
    // Killed when it is dropped.
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl Session {
    /// Starts a process for a file of so many bytes, said to be of a media type. The bytes follow ([`Self::feed`]).
    pub async fn open(media_type: &str, size: u64) -> Result<Self, Failure> {
        let mut command = Command::new(program().map_err(Failure::Broken)?);
        command.arg(WORD).env_clear().kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(Failure::Broken)?;
        let pipe = || Failure::Broken(std::io::ErrorKind::BrokenPipe.into());
        let (to, from) = (child.stdin.take().ok_or_else(pipe)?, child.stdout.take().ok_or_else(pipe)?);
        let mut session = Self { child, to, from };
        session.ask(&Request::File { media_type: media_type.to_owned(), size }).await?;
        Ok(session)
    }

    /// The process's number, as long as it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Hands over the next bytes of the file.
    pub async fn feed(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        in_time(self.to.write_all(bytes)).await
    }

    /// What the file looks like.
    pub async fn look(&mut self) -> Result<Looked, Failure> {
        self.ask(&Request::Look).await?;
        let (answer, parts) = self.answer().await?;
        looked(&answer, parts.into_iter())
    }

    /// The words of a document, as many as are kept.
    pub async fn words(&mut self) -> Result<Vec<u8>, Failure> {
        self.ask(&Request::Words).await?;
        let (_, parts) = self.answer().await?;
        parts.into_iter().next().ok_or_else(exhausting)
    }

    /// Has pages of a document rendered, counted from 0: each is then taken with [`Self::next_page`].
    pub async fn render(&mut self, first: usize, end: usize) -> Result<(), Failure> {
        self.ask(&Request::Pages { first, end }).await
    }

    /// The next page.
    pub async fn next_page(&mut self) -> Result<Page, Failure> {
        let (answer, parts) = self.answer().await?;
        let mut parts = parts.into_iter();
        let jpeg = parts.next().ok_or_else(exhausting)?;
        Ok(Page { jpeg, looked: looked(&answer, parts)? })
    }

    async fn ask(&mut self, request: &Request) -> Result<(), Failure> {
        let text = serde_json::to_vec(request).map_err(|error| Failure::Broken(error.into()))?;
        let length = u32::try_from(text.len()).map_err(|error| Failure::Broken(std::io::Error::other(error)))?;
        let message = [&length.to_be_bytes()[..], &text].concat();
        in_time(self.to.write_all(&message)).await?;
        in_time(self.to.flush()).await
    }

    async fn answer(&mut self) -> Result<(Answer, Vec<Vec<u8>>), Failure> {
        let length = in_time(self.from.read_u32()).await?;
        if length as usize > LONGEST {
            return Err(exhausting());
        }
        let text = self.bytes(length).await?;
        // The process is not trusted: a decoder that was taken over could say anything.
        let answer: Answer = serde_json::from_slice(&text).map_err(|_| exhausting())?;
        if let Some(refusal) = answer.refusal {
            return Err(Failure::Refused(refusal));
        }
        let mut parts = vec![];
        for length in answer.parts.iter().take(PARTS) {
            parts.push(self.bytes(*length).await?);
        }
        Ok((answer, parts))
    }

    async fn bytes(&mut self, length: u32) -> Result<Vec<u8>, Failure> {
        if length > PART {
            return Err(exhausting());
        }
        let mut bytes = vec![0; length as usize];
        in_time(self.from.read_exact(&mut bytes)).await?;
        Ok(bytes)
    }
}

fn looked(answer: &Answer, mut parts: impl Iterator<Item = Vec<u8>>) -> Result<Looked, Failure> {
    let (width, height) = answer.size;
    let thumbnail = parts.next().ok_or_else(exhausting)?;
    Ok(Looked { width, height, pages: answer.pages, thumbnail, preview: parts.next() })
}

/// A process that died, or thinks for too long, was overcome by its file.
async fn in_time<T>(work: impl Future<Output = std::io::Result<T>>) -> Result<T, Failure> {
    match timeout(PATIENCE, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) | Err(_) => Err(exhausting()),
    }
}

fn exhausting() -> Failure {
    Failure::Refused(Refusal::Exhausting.to_string())
}
