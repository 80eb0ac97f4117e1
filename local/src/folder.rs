//! The folder that holds everything: the table's file, the objects, the stream positions.
//!
//! One process at a time: the lock is the system's, so it ends with its process however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::failure::Failure;

/// Where the archive keeps what it is given.
#[derive(Clone, Debug)]
pub enum Data {
    /// In this folder, for good.
    Folder(PathBuf),
    /// In memory and in a temporary folder, until the archive stops. For tests.
    Temporary,
}

/// The opened folder. Dropping it gives up the lock, and removes a temporary folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    temporary: bool,
    /// Held for the lock.
    _lock: File,
}

impl Folder {
    /// Makes the folder when it is absent, and locks it.
    pub(crate) fn open(data: &Data) -> Result<Self, Failure> {
        let (path, temporary) = match data {
            Data::Folder(path) => (path.clone(), false),
            Data::Temporary => (temporary_path(), true),
        };
        let unwritable = |cause| Failure::Unwritable { folder: path.clone(), cause };
        std::fs::create_dir_all(path.join("objects"))
            .and_then(|()| std::fs::create_dir_all(path.join("stream")))
            .map_err(unwritable)?;
        let lock = open_lock(&path).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, temporary, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Failure::Locked(path)),
            Err(TryLockError::Error(cause)) => Err(unwritable(cause)),
        }
    }

    /// The SQLite database behind DynamoDB: a file, or a name of SQLite's shared memory.
    pub(crate) fn table(&self) -> String {
        if self.temporary {
            // Two connections need the same database, which `:memory:` would not give them.
            format!("file:{}?vfs=memdb", self.path.display())
        } else {
            self.path.join("table.sqlite").display().to_string()
        }
    }

    /// Folder of the objects behind S3.
    pub(crate) fn objects(&self) -> PathBuf {
        self.path.join("objects")
    }

    /// Folder of the objects that are still in parts.
    pub(crate) fn parts(&self) -> PathBuf {
        self.path.join("parts")
    }

    /// Folder of the stream positions.
    pub(crate) fn stream(&self) -> PathBuf {
        self.path.join("stream")
    }

    /// Whether what is written may be lost when the process ends.
    pub(crate) fn is_temporary(&self) -> bool {
        self.temporary
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            // What stays behind is in the system's temporary folder, which the system empties.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Opening for writing also shows that the folder can be written to.
fn open_lock(folder: &Path) -> io::Result<File> {
    File::options().create(true).append(true).open(folder.join("lock"))
}

fn temporary_path() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let moment = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
    std::env::temp_dir().join(format!("fonds-{}-{number}-{moment}", std::process::id()))
}
