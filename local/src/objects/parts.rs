//! Objects in parts, which the file store keeps too loosely for uploads that are to be resumed: without marks, without checksums,
//! and without a list of what was begun.
//!
//! One folder for each object that was begun, with a file for each part. Part, mark and checksum are the file's name, so that a part is
//! there with all of it or not at all. The whole is handed to the file store as one upload; the parts go when it is there.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::{CompletedPart, StreamingBlob};
use s3s::{S3Error, S3Result, s3_error};
use serde::{Deserialize, Serialize};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};
use tokio::sync::MutexGuard;
use uuid::Uuid;

/// The smallest part that is not the last one, in bytes.
const SMALLEST: u64 = 5 * 1024 * 1024;

/// How many parts an object may have.
const MOST: i32 = 10_000;

/// Bytes that are read from a part at once.
const PIECE: usize = 256 * 1024;

/// Objects that are put together at once, at most.
const TURNS: usize = 32;

/// What was begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// Its bucket.
    pub(crate) bucket: String,
    /// Its key.
    pub(crate) key: String,
    /// Its media type.
    pub(crate) content_type: Option<String>,
    /// Whether every part has to come with its SHA-256.
    pub(crate) with_sha256: bool,
}

/// A part that is there.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its place.
    pub(crate) number: i32,
    /// MD5 in hexadecimal digits: S3's mark.
    pub(crate) mark: String,
    /// SHA-256 in hexadecimal digits, where it came with one.
    pub(crate) sha256: Option<String>,
    /// Bytes.
    pub(crate) size: u64,
    /// When it came.
    pub(crate) modified: SystemTime,
    path: PathBuf,
}

/// The folder of everything that was begun.
pub(crate) struct Parts {
    root: PathBuf,
    /// Two uploads of the same part follow each other here.
    publishing: Mutex<()>,
    /// Who puts an object together, or gives it up, waits here for whoever does so with the same one.
    turns: [tokio::sync::Mutex<()>; TURNS],
}

impl Parts {
    /// Makes the folder when it is absent.
    pub(crate) fn open(root: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&root)?;
        Ok(Self { root, publishing: Mutex::new(()), turns: Default::default() })
    }

    /// Begins an object; its id.
    pub(crate) fn begin(&self, begun: &Begun) -> S3Result<String> {
        let id = Uuid::new_v4().to_string();
        let folder = self.root.join(&id);
        std::fs::create_dir(&folder).map_err(failed)?;
        let text = serde_json::to_vec(begun).map_err(|error| failed(io::Error::other(error)))?;
        // Not begun before it says what it is.
        std::fs::write(folder.join("about.new"), text).map_err(failed)?;
        std::fs::rename(folder.join("about.new"), folder.join(ABOUT)).map_err(failed)?;
        Ok(id)
    }

    /// Waits until nobody else ends the object with this id.
    pub(crate) async fn turn(&self, id: &str) -> MutexGuard<'_, ()> {
        let number = id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        self.turns[number % TURNS].lock().await
    }

    /// What was begun under an id, which must be that object.
    pub(crate) fn find(&self, id: &str, bucket: &str, key: &str) -> S3Result<Begun> {
        let begun = self.folder(id).ok().and_then(|folder| read_about(&folder));
        begun.filter(|begun| begun.bucket == bucket && begun.key == key).ok_or_else(|| s3_error!(NoSuchUpload))
    }

    /// Everything that was begun: id, what, and when; by key.
    pub(crate) fn all(&self) -> S3Result<Vec<(String, Begun, SystemTime)>> {
        let mut all = vec![];
        for entry in std::fs::read_dir(&self.root).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path().join(ABOUT);
            let (Some(begun), Ok(about)) = (read_about(&entry.path()), path.metadata()) else { continue };
            all.push((entry.file_name().to_string_lossy().into_owned(), begun, about.modified().map_err(failed)?));
        }
        all.sort_by(|one, other| (&one.1.key, &one.0).cmp(&(&other.1.key, &other.0)));
        Ok(all)
    }

    /// The parts of an object that are there, by place.
    pub(crate) fn list(&self, id: &str) -> S3Result<Vec<Part>> {
        let mut parts = vec![];
        for entry in std::fs::read_dir(self.folder(id)?).map_err(gone_or_failed)? {
            parts.extend(read_part(&entry.map_err(failed)?.path()));
        }
        parts.sort_by_key(|part| part.number);
        Ok(parts)
    }

    /// Takes a part in. `sha256` is what the body was held to already.
    pub(crate) async fn put(
        &self,
        id: &str,
        number: i32,
        mut body: StreamingBlob,
        sha256: Option<&str>,
    ) -> S3Result<String> {
        if !(1..=MOST).contains(&number) {
            return Err(s3_error!(InvalidArgument, "a part has a number from 1 to 10000"));
        }
        let folder = self.folder(id)?;
        let mut incoming = Incoming::create(folder.join(format!("new-{}", Uuid::new_v4()))).await?;
        let mut md5 = Md5::new();
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|_| s3_error!(IncompleteBody))?;
            md5.update(&bytes);
            incoming.file.write_all(&bytes).await.map_err(failed)?;
        }
        incoming.file.flush().await.map_err(failed)?;
        let mark = hex::encode(md5.finalize());
        let name = format!("{number:05}-{mark}-{}", sha256.unwrap_or("none"));
        self.publish(id, number, incoming, &folder.join(name))?;
        Ok(mark)
    }

    /// Puts a part in its place, and takes away what was there.
    fn publish(&self, id: &str, number: i32, mut incoming: Incoming, place: &Path) -> S3Result<()> {
        let _order = self.publishing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let former = self.list(id)?;
        std::fs::rename(&incoming.path, place).map_err(gone_or_failed)?;
        incoming.is_placed = true;
        for part in former.iter().filter(|part| part.number == number && part.path != place) {
            std::fs::remove_file(&part.path).map_err(gone_or_failed)?;
        }
        Ok(())
    }

    /// The parts that somebody wants put together, if they are those that are there.
    pub(crate) fn choose(&self, id: &str, wanted: &[CompletedPart]) -> S3Result<Vec<Part>> {
        if wanted.is_empty() {
            return Err(s3_error!(MalformedXML));
        }
        let there = self.list(id)?;
        let mut chosen: Vec<Part> = vec![];
        for part in wanted {
            let number = part.part_number.ok_or_else(|| s3_error!(InvalidPart))?;
            if chosen.last().is_some_and(|last| last.number >= number) {
                return Err(s3_error!(InvalidPartOrder));
            }
            let found = there.iter().find(|part| part.number == number).ok_or_else(|| s3_error!(InvalidPart))?;
            if part.e_tag.as_ref().is_some_and(|mark| mark.value() != found.mark) {
                return Err(s3_error!(InvalidPart));
            }
            chosen.push(found.clone());
        }
        let ahead = &chosen[..chosen.len() - 1];
        if ahead.iter().any(|part| part.size < SMALLEST) {
            return Err(s3_error!(EntityTooSmall));
        }
        Ok(chosen)
    }

    /// Removes an object's parts.
    pub(crate) fn remove(&self, id: &str) -> S3Result<()> {
        let folder = self.folder(id)?;
        // First what says that there is anything, so that nobody finds some of the parts.
        for removed in [std::fs::remove_file(folder.join(ABOUT)), std::fs::remove_dir_all(folder)] {
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Ids are ours: nothing else becomes part of a path.
    fn folder(&self, id: &str) -> S3Result<PathBuf> {
        let id = Uuid::try_parse(id).map_err(|_| s3_error!(NoSuchUpload))?;
        Ok(self.root.join(id.to_string()))
    }
}

/// The bytes of parts, one after the other.
pub(crate) fn read(parts: Vec<Part>) -> StreamingBlob {
    let state = (parts.into_iter(), None::<File>);
    StreamingBlob::wrap(try_unfold(state, |(mut parts, mut open)| async move {
        loop {
            let file = match &mut open {
                Some(file) => file,
                None => match parts.next() {
                    Some(part) => open.insert(File::open(&part.path).await?),
                    None => return Ok::<_, io::Error>(None),
                },
            };
            let mut piece = BytesMut::with_capacity(PIECE);
            if file.read_buf(&mut piece).await? > 0 {
                return Ok(Some((Bytes::from(piece), (parts, open))));
            }
            open = None;
        }
    }))
}

/// What a folder says it is.
const ABOUT: &str = "about.json";

/// A file that is removed again unless it comes into its place.
struct Incoming {
    path: PathBuf,
    file: BufWriter<File>,
    is_placed: bool,
}

impl Incoming {
    async fn create(path: PathBuf) -> S3Result<Self> {
        let file = File::create_new(&path).await.map_err(gone_or_failed)?;
        Ok(Self { path, file: BufWriter::with_capacity(PIECE, file), is_placed: false })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.is_placed {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn read_about(folder: &Path) -> Option<Begun> {
    serde_json::from_slice(&std::fs::read(folder.join(ABOUT)).ok()?).ok()
}

/// `<number>-<mark>-<SHA-256 or none>`.
fn read_part(path: &Path) -> Option<Part> {
    let mut words = path.file_name()?.to_str()?.split('-');
    let (number, mark, sha256) = (words.next()?.parse().ok()?, words.next()?.to_owned(), words.next()?);
    let about = path.metadata().ok()?;
    let sha256 = (sha256 != "none").then(|| sha256.to_owned());
    Some(Part { number, mark, sha256, size: about.len(), modified: about.modified().ok()?, path: path.to_owned() })
}

/// A failure of the disk, unless the object was put together or given up meanwhile.
fn gone_or_failed(error: io::Error) -> S3Error {
    if error.kind() == io::ErrorKind::NotFound { s3_error!(NoSuchUpload) } else { failed(error) }
}

/// A failure of the disk.
#[expect(clippy::needless_pass_by_value, reason = "its place is in map_err")]
fn failed(error: io::Error) -> S3Error {
    tracing::error!(%error, "the embedded objects");
    s3_error!(InternalError)
}
