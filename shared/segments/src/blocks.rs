//! Blocks of objects, kept in memory as long as there is room. Each is checked when it arrives.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::future::try_join_all;
use lru::LruCache;
use store::Store;
use tantivy::directory::OwnedBytes;
use tokio::runtime::Handle;

use crate::bundle::{self, BLOCK, block_range};
use crate::error::Error;
use crate::manifest::Object;

/// Objects up to this many bytes are read whole when they are opened: it takes no longer.
pub(crate) const WHOLE: u64 = 1024 * 1024;

/// An object whose checksums are known.
#[derive(Debug)]
pub(crate) struct Opened {
    object: Object,
    checksums: Vec<u32>,
}

/// Where blocks come from.
#[derive(Clone)]
enum Source {
    Bucket(Store, Handle),
    Memory(Bytes),
}

/// The blocks that a process keeps.
#[derive(Clone)]
pub struct Blocks {
    source: Source,
    kept: Arc<Mutex<Kept>>,
}

struct Kept {
    blocks: LruCache<(String, u32), OwnedBytes>,
    bytes: usize,
    room: usize,
    opened: HashMap<String, Arc<Opened>>,
    damage: Option<String>,
}

impl Kept {
    fn put(&mut self, name: &str, number: u32, block: OwnedBytes) {
        self.bytes += block.len();
        if let Some((_, old)) = self.blocks.push((name.to_owned(), number), block) {
            self.bytes -= old.len();
        }
        while self.bytes > self.room {
            let Some((_, oldest)) = self.blocks.pop_lru() else { return };
            self.bytes -= oldest.len();
        }
    }
}

impl std::fmt::Debug for Blocks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kept = self.kept();
        formatter.debug_struct("Blocks").field("blocks", &kept.blocks.len()).field("bytes", &kept.bytes).finish()
    }
}

impl Blocks {
    /// Blocks of the bucket's objects, at most `room` bytes of them. Reading waits for this runtime, so it must not be done on one of
    /// the threads that drive it.
    pub fn new(store: Store, runtime: Handle, room: usize) -> Self {
        Self::of(Source::Bucket(store, runtime), room)
    }

    /// The blocks of one object that is in memory. They come one by one, so that afterwards it is known which were wanted.
    pub(crate) fn in_memory(data: Bytes) -> Self {
        Self::of(Source::Memory(data), usize::MAX)
    }

    fn of(source: Source, room: usize) -> Self {
        let kept = Kept { blocks: LruCache::unbounded(), bytes: 0, room, opened: HashMap::new(), damage: None };
        Self { source, kept: Arc::new(Mutex::new(kept)) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what was found to be damaged since it was last asked.
    pub fn take_damage(&self) -> Option<String> {
        self.kept().damage.take()
    }

    /// The numbers of the blocks that are kept, in their order.
    pub(crate) fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.kept().blocks.iter().map(|((_, number), _)| *number).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Forgets all that is kept of other objects than these: those of the past are not asked for again.
    pub fn keep_only(&self, objects: &BTreeSet<String>) {
        let mut kept = self.kept();
        kept.opened.retain(|name, _| objects.contains(name));
        let gone: Vec<(String, u32)> =
            kept.blocks.iter().filter(|((name, _), _)| !objects.contains(name)).map(|(key, _)| key.clone()).collect();
        for key in gone {
            if let Some(block) = kept.blocks.pop(&key) {
                kept.bytes -= block.len();
            }
        }
    }

    /// Opens objects side by side, those that are not open yet.
    pub(crate) async fn open(&self, objects: &[Object]) -> Result<HashMap<String, Arc<Opened>>, Error> {
        let known: HashMap<String, Arc<Opened>> = {
            let kept = self.kept();
            let found = |object: &Object| Some((object.name.clone(), Arc::clone(kept.opened.get(&object.name)?)));
            objects.iter().filter_map(found).collect()
        };
        let new = objects.iter().filter(|object| !known.contains_key(&object.name));
        let opened = try_join_all(new.map(|object| self.open_one(object))).await?;
        let mut all = known;
        all.extend(opened.into_iter().map(|opened| (opened.object.name.clone(), opened)));
        self.kept().opened.extend(all.iter().map(|(name, opened)| (name.clone(), Arc::clone(opened))));
        Ok(all)
    }

    /// Opens an object that is in memory, and so is what it is.
    pub(crate) fn open_unchecked(&self, object: &Object) -> HashMap<String, Arc<Opened>> {
        let Source::Memory(bytes) = &self.source else { return HashMap::new() };
        let checksums = bytes.chunks(BLOCK).map(crc32fast::hash).collect();
        HashMap::from([(object.name.clone(), Arc::new(Opened { object: object.clone(), checksums }))])
    }

    async fn open_one(&self, object: &Object) -> Result<Arc<Opened>, Error> {
        let first = if object.length <= WHOLE { 0 } else { object.data };
        let read = match &self.source {
            Source::Bucket(store, _) => {
                store.read_segment(&object.name, first, object.length).await.map_err(Error::from_reading)
            }
            Source::Memory(bytes) => Ok(bytes.slice(usize::try_from(first).unwrap_or_default()..)),
        };
        let checked = read.and_then(|bytes| self.accept(object, first, &bytes));
        if let Err(Error::Damaged(damage)) = &checked {
            self.kept().damage = Some(damage.clone());
        }
        checked
    }

    /// Takes what was read of an object from `first` on.
    fn accept(&self, object: &Object, first: u64, bytes: &Bytes) -> Result<Arc<Opened>, Error> {
        let length = usize::try_from(object.data - first).unwrap_or(usize::MAX);
        let end = bundle::read_end(object, &bytes.slice(length..))?;
        let opened = Arc::new(Opened { object: object.clone(), checksums: end.checksums });
        for (number, block) in end.hot {
            self.keep(&opened, number, &block)?;
        }
        if first == 0 {
            for number in 0..u32::try_from(opened.checksums.len()).unwrap_or(u32::MAX) {
                self.keep(&opened, number, &bytes.slice(block_range(number, object.data)))?;
            }
        }
        Ok(opened)
    }

    /// Checks a block and keeps it. A copy: a slice would hold on to all that was read with it.
    fn keep(&self, opened: &Opened, number: u32, block: &[u8]) -> Result<OwnedBytes, Error> {
        let expected = opened.checksums.get(number as usize);
        if expected != Some(&crc32fast::hash(block)) {
            return Err(Error::Damaged(format!("block {number} of {} is not what was written", opened.object.name)));
        }
        let block = OwnedBytes::new(block.to_vec());
        self.kept().put(&opened.object.name, number, block.clone());
        Ok(block)
    }

    /// Reads bytes of an object's data.
    pub(crate) fn read(&self, opened: &Opened, range: Range<u64>) -> io::Result<OwnedBytes> {
        self.try_read(opened, range).map_err(|error| {
            if let Error::Damaged(damage) = &error {
                self.kept().damage = Some(damage.clone());
            }
            error.into_io()
        })
    }

    fn try_read(&self, opened: &Opened, range: Range<u64>) -> Result<OwnedBytes, Error> {
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        if range.end > opened.object.data {
            return Err(Error::Damaged(format!("{} ends before byte {}", opened.object.name, range.end)));
        }
        let (first, last) = (number_of(range.start), number_of(range.end - 1));
        let start = position(range.start) - position(range.start) / BLOCK * BLOCK;
        if first == last {
            let block = self.blocks(opened, first, last)?.remove(0);
            return Ok(block.slice(start..start + position(range.end - range.start)));
        }
        let mut joined = Vec::with_capacity((last - first + 1) as usize * BLOCK);
        for block in self.blocks(opened, first, last)? {
            joined.extend_from_slice(&block);
        }
        Ok(OwnedBytes::new(joined).slice(start..start + position(range.end - range.start)))
    }

    /// Blocks in a row. Missing ones are read with one request for each gap.
    fn blocks(&self, opened: &Opened, first: u32, last: u32) -> Result<Vec<OwnedBytes>, Error> {
        let mut found: Vec<Option<OwnedBytes>> = {
            let mut kept = self.kept();
            let name = &opened.object.name;
            (first..=last).map(|number| kept.blocks.get(&(name.clone(), number)).cloned()).collect()
        };
        let mut number = first;
        while number <= last {
            if found[(number - first) as usize].is_some() {
                number += 1;
                continue;
            }
            let gap = found[(number - first) as usize..].iter().take_while(|block| block.is_none()).count();
            let end = number + u32::try_from(gap).unwrap_or(u32::MAX);
            let bytes = self.read_run(opened, number, end)?;
            let base = block_range(number, opened.object.data).start;
            for missing in number..end {
                let range = block_range(missing, opened.object.data);
                let block = self.keep(opened, missing, &bytes[range.start - base..range.end - base])?;
                found[(missing - first) as usize] = Some(block);
            }
            number = end;
        }
        Ok(found.into_iter().flatten().collect())
    }

    fn read_run(&self, opened: &Opened, first: u32, end: u32) -> Result<Bytes, Error> {
        let from = block_range(first, opened.object.data).start;
        let to = block_range(end - 1, opened.object.data).end;
        match &self.source {
            Source::Memory(bytes) => Ok(bytes.slice(from..to)),
            Source::Bucket(store, runtime) => runtime
                .block_on(store.read_segment(&opened.object.name, from as u64, to as u64))
                .map_err(Error::from_reading),
        }
    }
}

impl Error {
    /// A failed read of an object that should be there.
    fn from_reading(error: store::Error) -> Self {
        match error {
            store::Error::Missing(what) => Self::Damaged(what),
            other => Self::Store(other),
        }
    }
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn number_of(byte: u64) -> u32 {
    u32::try_from(byte / BLOCK as u64).unwrap_or(u32::MAX)
}
