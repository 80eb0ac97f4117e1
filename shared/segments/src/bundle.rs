//! Files side by side in one object, with what it takes to check and to open them.
//!
//! | part | holds |
//! |---|---|
//! | data | the files, one after the other |
//! | checksums | CRC-32 of each block of the data, 4 bytes each, little-endian |
//! | hot list | how many blocks follow (4 bytes), then their numbers (4 bytes each) |
//! | hot blocks | copies of the blocks that a first search reads |
//!
//! So one read of the end of an object brings what opening it needs, however large it is.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::error::Error;
use crate::manifest::{Object, Place};

/// Bytes of a block: the unit of reading, checking and keeping. S3 takes about as long for less.
pub(crate) const BLOCK: usize = 64 * 1024;

/// A bundle ready to be written.
pub(crate) struct Bundle {
    pub(crate) object: Object,
    pub(crate) bytes: Bytes,
}

/// Puts files side by side under a name.
pub(crate) fn lay_out(name: &str, files: &[(String, Vec<u8>)]) -> (Vec<u8>, BTreeMap<String, Place>) {
    let mut data = Vec::with_capacity(files.iter().map(|(_, bytes)| bytes.len()).sum());
    let mut places = BTreeMap::new();
    for (path, bytes) in files {
        let place = Place { object: name.to_owned(), offset: data.len() as u64, length: bytes.len() as u64 };
        places.insert(path.clone(), place);
        data.extend_from_slice(bytes);
    }
    (data, places)
}

/// Ends a bundle. `hot` are numbers of blocks.
pub(crate) fn finish(name: &str, mut data: Vec<u8>, hot: &[u32]) -> Bundle {
    let length = data.len() as u64;
    let mut tables: Vec<u8> = data.chunks(BLOCK).flat_map(|block| crc32fast::hash(block).to_le_bytes()).collect();
    tables.extend(u32::try_from(hot.len()).unwrap_or(u32::MAX).to_le_bytes());
    tables.extend(hot.iter().flat_map(|number| number.to_le_bytes()));
    let checksum = crc32fast::hash(&tables);
    for number in hot {
        let range = block_range(*number, length);
        tables.extend_from_slice(&data[range]);
    }
    data.extend(tables);
    let object = Object { name: name.to_owned(), data: length, length: data.len() as u64, checksum };
    Bundle { object, bytes: Bytes::from(data) }
}

/// The bytes of a block, in data of this length.
pub(crate) fn block_range(number: u32, length: u64) -> std::ops::Range<usize> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let first = (number as usize).saturating_mul(BLOCK).min(length);
    first..first.saturating_add(BLOCK).min(length)
}

/// What the end of an object says.
pub(crate) struct End {
    pub(crate) checksums: Vec<u32>,
    pub(crate) hot: Vec<(u32, Bytes)>,
}

/// Reads all that follows the data.
pub(crate) fn read_end(object: &Object, end: &Bytes) -> Result<End, Error> {
    let damaged = || Error::Damaged(format!("{} has no proper end", object.name));
    let blocks = usize::try_from(object.data).unwrap_or(usize::MAX).div_ceil(BLOCK);
    let numbers = |first: usize, count: usize| -> Option<Vec<u32>> {
        let bytes = end.get(first..first.checked_add(count.checked_mul(4)?)?)?;
        Some(bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
    };
    let checksums = numbers(0, blocks).ok_or_else(damaged)?;
    let count = numbers(blocks * 4, 1).ok_or_else(damaged)?[0] as usize;
    let hot = numbers(blocks * 4 + 4, count).ok_or_else(damaged)?;
    let mut position = blocks * 4 + 4 + count * 4;
    if crc32fast::hash(&end[..position]) != object.checksum {
        return Err(damaged());
    }
    let mut copies = Vec::with_capacity(count);
    for number in hot {
        let length = block_range(number, object.data).len();
        let copy = position..position + length;
        if copy.end > end.len() {
            return Err(damaged());
        }
        copies.push((number, end.slice(copy)));
        position += length;
    }
    Ok(End { checksums, hot: copies })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Bundle, BTreeMap<String, Place>) {
        let files = [("a".to_owned(), vec![1; 100_000]), ("b".to_owned(), vec![2; 50_000])];
        let (data, places) = lay_out("name", &files);
        (finish("name", data, &[2]), places)
    }

    #[test]
    fn an_end_tells_checksums_and_brings_hot_blocks() {
        let (bundle, places) = sample();
        assert_eq!(places["b"], Place { object: "name".to_owned(), offset: 100_000, length: 50_000 });
        let end = bundle.bytes.slice(150_000..);
        let read = read_end(&bundle.object, &end).unwrap();
        assert_eq!(read.checksums.len(), 3);
        assert_eq!(read.hot.len(), 1);
        assert_eq!(read.hot[0].0, 2);
        assert_eq!(read.hot[0].1, bundle.bytes.slice(2 * BLOCK..150_000));
        assert_eq!(crc32fast::hash(&read.hot[0].1), read.checksums[2]);
    }

    #[test]
    fn an_end_that_is_cut_or_changed_is_refused() {
        let (bundle, _) = sample();
        let end = bundle.bytes.slice(150_000..);
        for length in [0, 3, 11, 19, end.len() - 1] {
            assert!(read_end(&bundle.object, &end.slice(..length)).is_err(), "{length}");
        }
        for place in 0..20 {
            let mut changed = end.to_vec();
            changed[place] ^= 1;
            assert!(read_end(&bundle.object, &Bytes::from(changed)).is_err(), "{place}");
        }
    }
}
