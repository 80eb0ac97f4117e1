//! From the bytes of a picture to smaller pictures. Pure: no IO, nothing asynchronous.
//!
//! What a file claims to be is compared with what its first bytes are ([`Format`]), how large it is with what may be spent on it
//! ([`budget`]), both before a pixel is decoded. What cannot be had is a [`Refusal`], which says why in words for people.
//!
//! Decoders meet whatever somebody uploaded. They may still panic, or take more than the budget foresees: who calls them on files of
//! strangers does it in a process of its own (`crate::decoder`).

pub mod budget;
mod format;
mod jpeg;
mod pixels;
mod raster;
mod refusal;

use arcs::kinds::{PREVIEW_SIDE, Pictures};

pub use format::Format;
pub use pixels::Pixels;
pub use refusal::Refusal;

/// Bytes above which a picture gets a preview however few pixels it has.
pub const HEAVY: usize = 1_000_000;

/// A decoded picture, the right way up.
pub struct Picture {
    /// What it shows, in a size that fits what is made of it.
    pixels: Pixels,
    /// Width of the original in pixels, as it is looked at.
    pub width: u32,
    /// Height of the original.
    pub height: u32,
}

impl Picture {
    /// The picture of something of this size, drawn smaller.
    pub(crate) fn new(pixels: Pixels, width: u32, height: u32) -> Self {
        Self { pixels, width, height }
    }

    /// Decodes a file of this format. Of an animation, the first picture counts.
    pub fn decode(format: Format, bytes: &[u8]) -> Result<Self, Refusal> {
        match format {
            Format::Jpeg => jpeg::decode(bytes),
            Format::Png | Format::Gif | Format::WebP | Format::Tiff | Format::Bmp => raster::decode(format, bytes),
            Format::Pdf => Err(Refusal::Type),
        }
    }

    /// Whether there is a preview: for what browsers do not show, and for what is larger than a preview, in pixels or in bytes.
    pub fn deserves_preview(&self, format: Format, size: usize) -> bool {
        format == Format::Tiff || size > HEAVY || self.width.max(self.height) > PREVIEW_SIDE
    }

    /// The same in the size that fits a square with these sides.
    pub fn fitted(&self, side: u32) -> Result<Pixels, Refusal> {
        let original = Pictures { width: self.width, height: self.height, ..Pictures::default() };
        let (width, height) = original.fitted(side).ok_or(Refusal::Damaged)?;
        self.pixels.resized(width, height)
    }
}

#[cfg(test)]
mod tests;
