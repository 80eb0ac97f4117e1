//! The files of an index as the engine wants them: those in the bucket, and on top of them what is being written.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, OpenReadError, OpenWriteError};
use tantivy::directory::{Directory, FileHandle, OwnedBytes, RamDirectory, WatchCallback, WatchHandle, WritePtr};

use crate::blocks::{Blocks, Opened};
use crate::error::Error;
use crate::manifest::{Contents, Object, Place};

/// The engine's list of segments.
const META: &str = "meta.json";

/// A directory over the contents of an index. What is written stays in memory until it is taken from there.
#[derive(Clone, Debug)]
pub struct Files {
    blocks: Blocks,
    opened: Arc<HashMap<String, Arc<Opened>>>,
    places: Arc<BTreeMap<String, Place>>,
    written: RamDirectory,
}

impl Files {
    /// The files of these contents. Objects that are not open yet are opened, side by side.
    pub async fn open(blocks: &Blocks, contents: &Contents) -> Result<Self, Error> {
        let opened = blocks.open(&contents.objects).await?;
        let written = RamDirectory::create();
        if !contents.meta.is_empty() {
            written.atomic_write(Path::new(META), contents.meta.as_bytes()).map_err(tantivy::TantivyError::from)?;
        }
        Ok(Self { blocks: blocks.clone(), opened: Arc::new(opened), places: Arc::new(contents.files.clone()), written })
    }

    /// The files of one bundle, and the list of its segments.
    pub(crate) fn in_memory(
        data: Bytes,
        object: &Object,
        places: BTreeMap<String, Place>,
        meta: &str,
    ) -> Result<(Self, Blocks), Error> {
        let blocks = Blocks::in_memory(data);
        let opened = blocks.open_unchecked(object);
        let written = RamDirectory::create();
        written.atomic_write(Path::new(META), meta.as_bytes()).map_err(tantivy::TantivyError::from)?;
        let files = Self { blocks: blocks.clone(), opened: Arc::new(opened), places: Arc::new(places), written };
        Ok((files, blocks))
    }

    /// The engine's list of segments; empty when it wrote none yet.
    pub(crate) fn meta(&self) -> Result<String, Error> {
        match self.written.atomic_read(Path::new(META)) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(String::new()),
            Err(error) => Err(Error::Engine(error.into())),
        }
    }

    /// Where a file stands in the bucket.
    pub(crate) fn place(&self, name: &str) -> Option<&Place> {
        self.places.get(name)
    }

    /// The bytes of a file that was written here.
    pub(crate) fn written(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.written.open_read(Path::new(name)) {
            Ok(file) => Ok(Some(file.read_bytes().map_err(tantivy::TantivyError::from)?.to_vec())),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(None),
            Err(error) => Err(Error::Engine(error.into())),
        }
    }

    fn stored(&self, path: &Path) -> Option<(&Place, &Arc<Opened>)> {
        let place = self.places.get(path.to_str()?)?;
        Some((place, self.opened.get(&place.object)?))
    }
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.stored(path) {
            Some((place, opened)) => {
                let file = File { blocks: self.blocks.clone(), opened: Arc::clone(opened), place: place.clone() };
                Ok(Arc::new(file))
            }
            None => self.written.get_file_handle(path),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        // What is in the bucket goes when the manifest does not name it any more.
        if self.stored(path).is_some() { Ok(()) } else { self.written.delete(path) }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        if self.stored(path).is_some() { Ok(true) } else { self.written.exists(path) }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.written.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.written.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.written.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.written.watch(callback)
    }
}

/// One file in the bucket.
#[derive(Debug)]
struct File {
    blocks: Blocks,
    opened: Arc<Opened>,
    place: Place,
}

impl HasLen for File {
    fn len(&self) -> usize {
        usize::try_from(self.place.length).unwrap_or(usize::MAX)
    }
}

impl FileHandle for File {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.len() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "read beyond the end of a file"));
        }
        let offset = self.place.offset;
        self.blocks.read(&self.opened, offset + range.start as u64..offset + range.end as u64)
    }
}
