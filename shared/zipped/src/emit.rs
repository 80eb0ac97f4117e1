//! The bytes of an archive, from any place on.
//!
//! Everything but the checksums is known beforehand: what stands ahead of a place is passed over without being read again, because
//! its length follows from the names, sizes and checksums of the files.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rawzip::time::UtcDateTime;
use rawzip::{DataDescriptorOutput, ZipArchiveWriter, ZipEntryWriter};
use store::Error;

use crate::selection::{File, Selection};

/// Bytes that are passed over at once.
static NOTHING: [u8; 64 * 1024] = [0; 64 * 1024];

/// What was written of an archive behind a place.
#[derive(Clone, Default)]
pub(crate) struct Window(Arc<Mutex<Behind>>);

#[derive(Default)]
struct Behind {
    /// Bytes that were written in all.
    position: u64,
    /// The place.
    from: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// A window on what stands behind a place.
    pub(crate) fn behind(from: u64) -> Self {
        Self(Arc::new(Mutex::new(Behind { from, ..Behind::default() })))
    }

    /// Bytes that were written in all, those passed over as well.
    pub(crate) fn position(&self) -> u64 {
        self.lock().position
    }

    /// Bytes that wait to be taken.
    pub(crate) fn len(&self) -> usize {
        self.lock().bytes.len()
    }

    /// The first `length` of the bytes that wait, or all there are.
    pub(crate) fn take(&self, length: usize) -> Vec<u8> {
        let mut behind = self.lock();
        let rest = behind.bytes.len().min(length);
        let rest = behind.bytes.split_off(rest);
        std::mem::replace(&mut behind.bytes, rest)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Behind> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Window {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut behind = self.lock();
        let ahead = behind.from.saturating_sub(behind.position);
        let ahead = usize::try_from(ahead).unwrap_or(usize::MAX).min(bytes.len());
        behind.position += bytes.len() as u64;
        behind.bytes.extend_from_slice(&bytes[ahead..]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes an archive into a window.
pub(crate) struct Emitter<'a> {
    selection: &'a Selection,
    writer: ZipArchiveWriter<Window>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(selection: &'a Selection, window: Window) -> Self {
        Self { selection, writer: ZipArchiveWriter::new(window) }
    }

    /// Begins a file; what is written then is its bytes.
    pub(crate) fn begin(&mut self, file: &File) -> Result<ZipEntryWriter<'_, Window>, Error> {
        let path = format!("{}/{}", self.selection.folder, file.name);
        let entry = self.writer.new_file(path.as_str()).last_modified(UtcDateTime::from_unix(file.created.max(0)));
        Ok(entry.unix_permissions(0o644).start().map_err(failed)?.0)
    }

    /// Passes over files that are in the archive already, by their checksums.
    pub(crate) fn pass(&mut self, checksums: &[u32]) -> Result<(), Error> {
        for (file, checksum) in self.selection.files.iter().zip(checksums) {
            let mut entry = self.begin(file)?;
            pass_bytes(&mut entry, file.size)?;
            end(entry, file, *checksum)?;
        }
        Ok(())
    }

    /// Ends the archive.
    pub(crate) fn finish(self) -> Result<(), Error> {
        self.writer.finish().map(|_| ()).map_err(failed)
    }
}

/// Passes over the first bytes of a file.
pub(crate) fn pass_bytes(entry: &mut ZipEntryWriter<'_, Window>, count: u64) -> Result<(), Error> {
    let mut left = count;
    while left > 0 {
        let some = usize::try_from(left).unwrap_or(usize::MAX).min(NOTHING.len());
        entry.write_all(&NOTHING[..some]).map_err(failed)?;
        left -= some as u64;
    }
    Ok(())
}

/// Ends a file.
pub(crate) fn end(entry: ZipEntryWriter<'_, Window>, file: &File, checksum: u32) -> Result<(), Error> {
    entry.finish(DataDescriptorOutput::new(checksum, file.size)).map(|_| ()).map_err(failed)
}

/// Nothing here meets a disk or a network: what fails is a limit of the format.
pub(crate) fn failed(error: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("no zip archive: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole archive, of files whose bytes are all alike.
    fn whole(selection: &Selection) -> Vec<u8> {
        let window = Window::default();
        let mut emitter = Emitter::new(selection, window.clone());
        for (file, byte) in selection.files.iter().zip(1..) {
            let bytes = vec![byte; usize::try_from(file.size).unwrap()];
            let mut entry = emitter.begin(file).unwrap();
            entry.write_all(&bytes).unwrap();
            end(entry, file, crc32fast::hash(&bytes)).unwrap();
        }
        emitter.finish().unwrap();
        window.take(usize::MAX)
    }

    fn selection() -> Selection {
        let sizes = [10_u64, 0, 70_000, 1];
        let files = sizes.iter().zip('a'..).map(|(size, name)| File {
            name: format!("{name} ø.txt"),
            sha256: String::new(),
            size: *size,
            created: 1_772_439_330,
        });
        Selection { folder: "Folder".to_owned(), files: files.collect() }
    }

    #[test]
    fn the_rest_of_an_archive_is_the_same_from_any_place_on() {
        let selection = selection();
        let all = whole(&selection);
        let checksums: Vec<u32> = selection
            .files
            .iter()
            .zip(1..)
            .map(|(file, byte)| crc32fast::hash(&vec![byte; usize::try_from(file.size).unwrap()]))
            .collect();
        for passed in 0..=selection.files.len() {
            let probe = Window::default();
            Emitter::new(&selection, probe.clone()).pass(&checksums[..passed]).unwrap();
            let window = Window::behind(probe.position());
            let mut emitter = Emitter::new(&selection, window.clone());
            emitter.pass(&checksums[..passed]).unwrap();
            for (file, byte) in selection.files.iter().zip(1..).skip(passed) {
                let bytes = vec![byte; usize::try_from(file.size).unwrap()];
                let mut entry = emitter.begin(file).unwrap();
                entry.write_all(&bytes).unwrap();
                end(entry, file, crc32fast::hash(&bytes)).unwrap();
            }
            emitter.finish().unwrap();
            let from = usize::try_from(probe.position()).unwrap();
            assert_eq!(window.take(usize::MAX), &all[from..], "{passed}");
        }
    }

    #[test]
    fn it_is_read_by_its_directory() {
        let all = whole(&selection());
        let archive = rawzip::ZipArchive::from_slice(&all).unwrap();
        let mut entries = archive.entries();
        let mut names = vec![];
        while let Some(entry) = entries.next_entry().unwrap() {
            names
                .push((entry.file_path().try_normalize().unwrap().as_str().to_owned(), entry.uncompressed_size_hint()));
        }
        let expected =
            [("Folder/a ø.txt", 10), ("Folder/b ø.txt", 0), ("Folder/c ø.txt", 70_000), ("Folder/d ø.txt", 1)];
        assert_eq!(names, expected.map(|(name, size)| (name.to_owned(), size)));
    }
}
