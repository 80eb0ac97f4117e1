//! From a symbol to a PNG file: a sheet of paper with a folded corner, and the symbol on it. Four colours fit into two bits, so the file
//! is small without being compressed.

use super::symbols::Symbol;

/// Pixels on each side: as many as a thumbnail has.
const SIDE: usize = 100;

/// Pixels on each side of a square of the symbol.
const SQUARE: usize = 4;

/// Where the symbol begins.
const AT: (usize, usize) = (26, 38);

/// The sheet: from the left, from the top, to the right, to the bottom.
const SHEET: (usize, usize, usize, usize) = (14, 4, 86, 96);

/// How much of the corner is folded.
const FOLD: usize = 18;

/// The colours, and red, green and blue of the first three.
const NOTHING: u8 = 0;
const EDGE: u8 = 1;
const PAPER: u8 = 2;
const INK: u8 = 3;
const PALETTE: [[u8; 3]; 3] = [[255, 255, 255], [150, 150, 150], [252, 252, 250]];

pub(super) fn draw(symbol: &Symbol) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let side = u32::try_from(SIDE).unwrap_or_default().to_be_bytes();
    // Two bits for each pixel, of a palette.
    chunk(&mut png, *b"IHDR", &[&side[..], &side, &[2, 3, 0, 0, 0]].concat());
    chunk(&mut png, *b"PLTE", &[PALETTE.concat(), symbol.colour.to_vec()].concat());
    chunk(&mut png, *b"tRNS", &[0]);
    chunk(&mut png, *b"IDAT", &stored(&rows(symbol)));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// Every row, behind a byte that says that it is not filtered.
fn rows(symbol: &Symbol) -> Vec<u8> {
    let mut bytes = vec![];
    for y in 0..SIDE {
        bytes.push(0);
        for x in (0..SIDE).step_by(4) {
            bytes.push((x..x + 4).fold(0, |byte, x| (byte << 2) | colour(symbol, x, y)));
        }
    }
    bytes
}

fn colour(symbol: &Symbol, x: usize, y: usize) -> u8 {
    let (left, top, right, bottom) = SHEET;
    if x < left || x >= right || y < top || y >= bottom {
        return NOTHING;
    }
    let (from_right, from_top) = (right - 1 - x, y - top);
    if from_right + from_top < FOLD {
        return NOTHING;
    }
    let is_crease = (from_right < FOLD && from_top == FOLD) || (from_top < FOLD && from_right == FOLD);
    let is_rim = x == left || from_right == 0 || from_top == 0 || y == bottom - 1 || from_right + from_top == FOLD;
    if is_crease || is_rim {
        return EDGE;
    }
    let is_set = x >= AT.0 && y >= AT.1 && is_square(symbol, (x - AT.0) / SQUARE, (y - AT.1) / SQUARE);
    if is_set { INK } else { PAPER }
}

fn is_square(symbol: &Symbol, column: usize, row: usize) -> bool {
    symbol.rows.get(row).and_then(|squares| squares.as_bytes().get(column)) == Some(&b'#')
}

/// A zlib stream of one block that is not compressed (RFC 1950 and 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or_default();
    let (mut low, mut high) = (1u32, 0u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    let sum = (high << 16) | low;
    [&[0x78, 0x01, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes, &sum.to_be_bytes()].concat()
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or_default();
    png.extend(length.to_be_bytes());
    let named = [&name[..], content].concat();
    png.extend(&named);
    png.extend(crc32fast::hash(&named).to_be_bytes());
}
