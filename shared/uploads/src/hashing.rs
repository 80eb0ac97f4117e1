//! The hashes of a file that is read in pieces: their state can be written down between two of them.

use resumable_sha1::Sha1;
use resumable_sha1::digest::common::hazmat::{SerializableState, SerializedState};
use resumable_sha2::{Digest, Sha256, Sha512};
use serde::{Deserialize, Serialize};

/// Hashes under way.
#[derive(Clone, Default)]
pub struct Hashes {
    sha1: Sha1,
    sha256: Sha256,
    sha512: Option<Sha512>,
}

/// States of hashes, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Midway {
    sha1: String,
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha512: Option<String>,
}

/// What a file was found to be, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// SHA-1, which ARCS clients know.
    pub sha: String,
    /// SHA-256, which names the blob.
    pub sha256: String,
    /// SHA-512, where one was announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha512: Option<String>,
}

impl Hashes {
    /// Hashes of nothing yet. SHA-512 only when somebody has announced one.
    pub fn new(with_sha512: bool) -> Self {
        Self { sha512: with_sha512.then(Sha512::new), ..Self::default() }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha1.update(bytes);
        self.sha256.update(bytes);
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    /// The state, to go on from.
    pub fn save(&self) -> Midway {
        Midway { sha1: write(&self.sha1), sha256: write(&self.sha256), sha512: self.sha512.as_ref().map(write) }
    }

    /// Hashes that go on from a state; `None` when it is none.
    pub fn restore(midway: &Midway) -> Option<Self> {
        let sha512 = match &midway.sha512 {
            Some(digits) => Some(read(digits)?),
            None => None,
        };
        Some(Self { sha1: read(&midway.sha1)?, sha256: read(&midway.sha256)?, sha512 })
    }

    /// The sums of everything taken.
    pub fn finish(self) -> Sums {
        Sums {
            sha: hex::encode(self.sha1.finalize()),
            sha256: hex::encode(self.sha256.finalize()),
            sha512: self.sha512.map(|sha512| hex::encode(sha512.finalize())),
        }
    }

    /// The sums of a whole file.
    pub fn of(bytes: &[u8]) -> Sums {
        let mut hashes = Self::new(false);
        hashes.update(bytes);
        hashes.finish()
    }
}

fn write<H: SerializableState>(hash: &H) -> String {
    hex::encode(hash.serialize())
}

fn read<H: SerializableState>(digits: &str) -> Option<H> {
    let bytes = hex::decode(digits).ok()?;
    let state = SerializedState::<H>::try_from(bytes.as_slice()).ok()?;
    H::deserialize(&state).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_go_on_where_they_were() {
        let bytes: Vec<u8> = (0..1000_u32).flat_map(u32::to_le_bytes).collect();
        for cut in [0, 1, 63, 64, 65, 127, 128, 1000, 4000] {
            let mut first = Hashes::new(true);
            first.update(&bytes[..cut]);
            let text = serde_json::to_string(&first.save()).unwrap();
            let mut second = Hashes::restore(&serde_json::from_str(&text).unwrap()).unwrap();
            second.update(&bytes[cut..]);
            first.update(&bytes[cut..]);
            assert_eq!(second.finish(), first.finish(), "{cut}");
        }
    }

    #[test]
    fn sums_are_those_of_the_standards() {
        let sums = Hashes::of(b"abc");
        assert_eq!(sums.sha, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(sums.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(sums.sha512, None);
    }

    #[test]
    fn nonsense_is_no_state() {
        let midway = Hashes::new(false).save();
        for digits in ["", "00", "zz", &"f".repeat(midway.sha256.len() - 2)] {
            assert!(Hashes::restore(&Midway { sha256: digits.to_owned(), ..midway.clone() }).is_none(), "{digits}");
        }
    }
}
