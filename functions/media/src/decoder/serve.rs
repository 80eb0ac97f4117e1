//! The process that decodes. It knows one file, and nothing else.

use std::io::{Error, ErrorKind, Read, Result, StdinLock, StdoutLock, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use arcs::kinds::{PREVIEW_SIDE, THUMBNAIL_SIDE};
use rustix::process::{Resource, Rlimit, setrlimit};

use super::talk::{Answer, LONGEST, Request};
use super::{MEMORY, PATIENCE};
use crate::pdf::Document;
use crate::pictures::{Format, Picture, Refusal, budget};

/// Processor seconds after which the process ends even if nobody is left to end it. Thousands of pages take less.
const SECONDS: u64 = 900;

/// Bytes of words that are kept of a document.
const WORDS: usize = 1_000_000;

/// Left of the patience when no more words are looked for.
const MARGIN: Duration = Duration::from_secs(10);

/// Answers requests about one file until there are no more.
pub fn serve() -> ExitCode {
    let limits = [(Resource::Data, MEMORY), (Resource::Cpu, SECONDS), (Resource::Core, 0)];
    for (resource, most) in limits {
        // Where the system does not know a limit, the caller's patience is left.
        let _unlimited = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
    let mut desk = Desk { from: std::io::stdin().lock(), to: std::io::stdout().lock() };
    match desk.work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

struct Desk {
    from: StdinLock<'static>,
    to: StdoutLock<'static>,
}

/// The file, opened as far as it can be.
enum File {
    Picture(Format, Vec<u8>),
    Document(Document),
}

impl Desk {
    fn work(&mut self) -> Result<()> {
        let Some(Request::File { media_type, size }) = self.hear()? else { return Err(ErrorKind::InvalidData.into()) };
        let file = self.receive(&media_type, size)?;
        while let Some(request) = self.hear()? {
            match (&file, request) {
                (Err(refusal), Request::Pages { first, end }) => {
                    for _ in first..end {
                        self.refuse(refusal)?;
                    }
                }
                (Err(refusal), _) => self.refuse(refusal)?,
                (Ok(file), Request::Look) => self.say_either(look(file))?,
                (Ok(File::Document(document)), Request::Words) => {
                    let words = document.words(WORDS, Instant::now() + PATIENCE.saturating_sub(MARGIN));
                    self.say_either(words.map(|words| (Answer::default(), vec![words.into_bytes()])))?;
                }
                (Ok(File::Document(document)), Request::Pages { first, end }) => self.render(document, first, end)?,
                (Ok(_), _) => self.refuse(&Refusal::Type)?,
            }
        }
        Ok(())
    }

    fn render(&mut self, document: &Document, first: usize, end: usize) -> Result<()> {
        let rendered = document.render(first..end, |_, page| {
            let answer = page.and_then(|page| {
                let (size, jpeg) = ((page.width(), page.height()), page.to_jpeg()?);
                let picture = Picture::new(page, size.0, size.1);
                let deserves_preview = picture.deserves_preview(Format::Jpeg, jpeg.len());
                let parts = std::iter::once(jpeg).chain(small(&picture, deserves_preview)?).collect();
                Ok((Answer { size, ..Answer::default() }, parts))
            });
            self.say_either(answer).err()
        });
        match rendered {
            Ok(None) => Ok(()),
            Ok(Some(broken)) => Err(broken),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    /// Takes the whole file, whatever it is: what is not wanted is no reason to stop listening.
    fn receive(&mut self, media_type: &str, size: u64) -> Result<std::result::Result<File, Refusal>> {
        if size > budget::FILE {
            return Ok(Err(Refusal::Heavy(budget::FILE / 1_000_000)));
        }
        let length = usize::try_from(size).map_err(Error::other)?;
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes)?;
        let format = Format::agreed(media_type, &bytes);
        Ok(format.and_then(|format| match format {
            Format::Pdf => Document::open(bytes).map(File::Document),
            _ => Ok(File::Picture(format, bytes)),
        }))
    }

    /// The next request; `None` when there is none.
    fn hear(&mut self) -> Result<Option<Request>> {
        let mut length = [0; 4];
        match self.from.read_exact(&mut length) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let length = u32::from_be_bytes(length) as usize;
        if length > LONGEST {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut text = vec![0; length];
        self.from.read_exact(&mut text)?;
        Ok(Some(serde_json::from_slice(&text)?))
    }

    fn refuse(&mut self, refusal: &Refusal) -> Result<()> {
        self.say(&Answer { refusal: Some(refusal.to_string()), ..Answer::default() }, &[])
    }

    fn say_either(&mut self, answer: std::result::Result<(Answer, Vec<Vec<u8>>), Refusal>) -> Result<()> {
        match answer {
            Ok((answer, parts)) => self.say(&answer, &parts),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    fn say(&mut self, answer: &Answer, parts: &[Vec<u8>]) -> Result<()> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(Error::other);
        let lengths = parts.iter().map(|part| length(part)).collect::<Result<_>>()?;
        let text = serde_json::to_vec(&Answer { parts: lengths, ..answer.clone() })?;
        self.to.write_all(&length(&text)?.to_be_bytes())?;
        self.to.write_all(&text)?;
        for part in parts {
            self.to.write_all(part)?;
        }
        self.to.flush()
    }
}

fn look(file: &File) -> std::result::Result<(Answer, Vec<Vec<u8>>), Refusal> {
    let (picture, deserves_preview, pages) = match file {
        File::Picture(format, bytes) => {
            let picture = Picture::decode(*format, bytes)?;
            let deserves = picture.deserves_preview(*format, bytes.len());
            (picture, deserves, 0)
        }
        File::Document(document) => (document.picture()?, true, document.pages()),
    };
    let parts = small(&picture, deserves_preview)?;
    let pages = u32::try_from(pages).unwrap_or(u32::MAX);
    Ok((Answer { size: (picture.width, picture.height), pages, ..Answer::default() }, parts))
}

/// The thumbnail of a picture, and its preview when there is to be one.
fn small(picture: &Picture, has_preview: bool) -> std::result::Result<Vec<Vec<u8>>, Refusal> {
    let mut files = vec![picture.fitted(THUMBNAIL_SIDE)?.to_png()?];
    if has_preview {
        files.push(picture.fitted(PREVIEW_SIDE)?.to_png()?);
    }
    Ok(files)
}
