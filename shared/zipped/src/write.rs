//! Writing an archive into the bucket, part by part.

use std::io::Write;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use store::uploads::Object;
use store::uploads::parts::Parts;
use store::{Error, Store};
use tokio::time::Instant;

use crate::emit::{Emitter, Window, end, failed, pass_bytes};
use crate::selection::Selection;

/// Bytes of a part. An object has 10,000 parts at most, so an archive has at most 160 GB.
const PART: usize = 16 * 1024 * 1024;

/// Bytes of a file that are read at once.
const PIECE: u64 = 8 * 1024 * 1024;

/// How far the writing of an archive is. What is written down of it is enough to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// S3's id of the object in parts; `None` before the first part.
    id: Option<String>,
    /// How many parts there are.
    parts: i32,
    /// Checksums of the files that are in them to the end.
    checksums: Vec<u32>,
    /// How far the next file was read, in bytes.
    read: u64,
    /// The checksum of what was read.
    checksum: u32,
}

impl Progress {
    /// Bytes that are in the bucket.
    pub fn written(&self) -> u64 {
        u64::from(self.parts.unsigned_abs()) * PART as u64
    }

    /// What there is to give up, should nobody go on.
    pub fn begun(&self, object: &Object) -> Option<Parts> {
        let id = self.id.clone()?;
        Some(Parts { object: object.clone(), id })
    }
}

/// Writes on an archive until it is done (`true`), or the moment has come; always one part at least.
///
/// A file that is not there any more, or is shorter than it was, ends it with [`Error::Missing`].
pub async fn advance(
    store: &Store,
    object: &Object,
    selection: &Selection,
    progress: &mut Progress,
    until: Instant,
) -> Result<bool, Error> {
    let window = Window::behind(progress.written());
    let mut emitter = Emitter::new(selection, window.clone());
    emitter.pass(&progress.checksums)?;
    let mut checksums = std::mem::take(&mut progress.checksums);
    let (mut read, mut checksum) = (progress.read, progress.checksum);
    let mut writing = Writing { store, object, window, progress, marks: vec![] };
    writing.mark(checksums.len(), read, checksum);
    for file in &selection.files[checksums.len()..] {
        let mut entry = emitter.begin(file)?;
        pass_bytes(&mut entry, read)?;
        while read < file.size {
            let last = (read + PIECE).min(file.size) - 1;
            let piece = store.read_blob(&file.sha256, Some((read, last))).await?;
            if piece.len() as u64 != last + 1 - read {
                return Err(Error::Missing(file.sha256.clone()));
            }
            entry.write_all(&piece).map_err(failed)?;
            let mut hasher = crc32fast::Hasher::new_with_initial(checksum);
            hasher.update(&piece);
            (read, checksum) = (last + 1, hasher.finalize());
            writing.mark(checksums.len(), read, checksum);
            if writing.put_full(&checksums).await? && Instant::now() >= until {
                return Ok(false);
            }
        }
        end(entry, file, checksum)?;
        checksums.push(checksum);
        (read, checksum) = (0, 0);
        writing.mark(checksums.len(), read, checksum);
    }
    emitter.finish()?;
    writing.finish().await?;
    Ok(true)
}

/// Whether there is such an archive already.
pub async fn exists(store: &Store, object: &Object) -> Result<bool, Error> {
    match store.head_object(object).await {
        Ok(_) => Ok(true),
        Err(Error::Missing(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where reading was when so much was written.
struct Mark {
    position: u64,
    files: usize,
    read: u64,
    checksum: u32,
}

/// An archive's way from the window into the bucket.
struct Writing<'a> {
    store: &'a Store,
    object: &'a Object,
    window: Window,
    progress: &'a mut Progress,
    marks: Vec<Mark>,
}

impl Writing<'_> {
    fn mark(&mut self, files: usize, read: u64, checksum: u32) {
        self.marks.push(Mark { position: self.window.position(), files, read, checksum });
    }

    /// Writes the parts that are full, and notes from where to go on; whether there were any. What was read beyond them is read again
    /// then, so that is the last mark that they reach.
    async fn put_full(&mut self, checksums: &[u32]) -> Result<bool, Error> {
        if self.window.len() < PART {
            return Ok(false);
        }
        while self.window.len() >= PART {
            self.put(PART).await?;
        }
        let written = self.progress.written();
        let reached = self.marks.partition_point(|mark| mark.position <= written).saturating_sub(1);
        self.marks.drain(..reached);
        if let Some(mark) = self.marks.first() {
            self.progress.checksums = checksums[..mark.files].to_vec();
            (self.progress.read, self.progress.checksum) = (mark.read, mark.checksum);
        }
        Ok(true)
    }

    async fn put(&mut self, length: usize) -> Result<(), Error> {
        let parts = match self.progress.begun(self.object) {
            Some(parts) => parts,
            None => self.store.begin_parts(self.object.clone(), false).await?,
        };
        self.progress.id = Some(parts.id.clone());
        let number = self.progress.parts + 1;
        self.store.put_part(&parts, number, Bytes::from(self.window.take(length))).await?;
        self.progress.parts = number;
        Ok(())
    }

    /// Writes what is left, and puts the parts together.
    async fn finish(mut self) -> Result<(), Error> {
        while self.window.len() >= PART {
            self.put(PART).await?;
        }
        let Some(parts) = self.progress.begun(self.object) else {
            return self.store.put_object(self.object, Bytes::from(self.window.take(PART))).await;
        };
        if self.window.len() > 0 {
            self.put(PART).await?;
        }
        let written = self.store.list_parts(&parts).await?;
        self.store.complete_parts(&parts, &written).await
    }
}
