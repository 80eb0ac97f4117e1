//! What one file may cost. The numbers belong together: a file, its pixels, and what it takes to make them smaller fit into the memory
//! of the process that decodes ([`crate::decoder::MEMORY`]).

use super::Refusal;

/// Bytes of a file. Larger ones are kept and served; nobody looks into them.
pub const FILE: u64 = 512 * 1024 * 1024;

/// Pixels of a picture: a map of 16,000 by 12,000 fits.
pub const PIXELS: u64 = 200_000_000;

/// Bytes of all the buffers that a decoder fills.
pub const DECODED: u64 = 800 * 1024 * 1024;

/// Decoded bytes that any file may have, however small it is.
const PLAUSIBLE: u64 = 64 * 1024 * 1024;

/// Decoded bytes for each byte of a file, beyond that. An empty page of fax has about a thousand.
const RATIO: u64 = 2000;

/// Whether a picture of this size, which decodes to so many bytes, may be decoded from a file of so many.
pub(crate) fn check(width: u32, height: u32, decoded: u64, file: usize) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    if u64::from(width) * u64::from(height) > PIXELS || decoded > DECODED {
        return Err(Refusal::Large { width, height });
    }
    if decoded > PLAUSIBLE && decoded / RATIO > file as u64 {
        return Err(Refusal::Bomb);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_large_needs_a_large_file() {
        assert_eq!(check(16_000, 12_000, 576_000_000, 1_000_000), Ok(()));
        assert_eq!(check(16_000, 12_000, 576_000_000, 100), Err(Refusal::Bomb));
        assert_eq!(check(4000, 4000, 48_000_000, 100), Ok(()));
        assert_eq!(check(60_000, 60_000, 0, 1 << 30), Err(Refusal::Large { width: 60_000, height: 60_000 }));
        assert_eq!(check(u32::MAX, u32::MAX, u64::MAX, 1), Err(Refusal::Large { width: u32::MAX, height: u32::MAX }));
        assert_eq!(check(0, 5, 0, 1), Err(Refusal::Damaged));
    }
}
