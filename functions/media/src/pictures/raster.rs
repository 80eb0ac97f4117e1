//! The other formats of pictures: decoded as they are, and then made smaller.

use std::io::Cursor;

use arcs::kinds::PREVIEW_SIDE;
use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, Limits};

use super::{Format, Picture, Pixels, Refusal, budget};

pub(super) fn decode(format: Format, bytes: &[u8]) -> Result<Picture, Refusal> {
    let from = Cursor::new(bytes);
    match format {
        Format::Png => read(PngDecoder::with_limits(from, limits())?, bytes.len()),
        Format::Gif => read(GifDecoder::new(from)?, bytes.len()),
        Format::WebP => read(WebPDecoder::new(from)?, bytes.len()),
        Format::Tiff => read(TiffDecoder::new(from)?, bytes.len()),
        Format::Bmp => read(BmpDecoder::new(from)?, bytes.len()),
        Format::Jpeg | Format::Pdf => Err(Refusal::Type),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(budget::DECODED);
    limits
}

fn read(mut decoder: impl ImageDecoder, file: usize) -> Result<Picture, Refusal> {
    let (width, height) = decoder.dimensions();
    let color = decoder.color_type();
    // To make a picture with an alpha channel smaller takes a copy of it.
    let copies = if color.has_alpha() { 2 } else { 1 };
    budget::check(width, height, decoder.total_bytes().saturating_mul(copies), file)?;
    decoder.set_limits(limits())?;
    // A picture whose notes cannot be read is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| Refusal::Bomb)?;
    let mut samples = vec![0; length];
    decoder.read_image(&mut samples)?;
    let pixels = Pixels::new(width, height, color.channel_count(), to_eight_bits(samples, color)?)?;
    // Smaller first: what is turned is copied.
    let upright = Picture::new(pixels.with_profile(profile), width, height);
    let pixels = upright.fitted(PREVIEW_SIDE)?.turned(orientation);
    let (width, height) = turned(width, height, orientation);
    Ok(Picture::new(pixels, width, height))
}

/// Samples of eight bits, in the place of larger ones.
fn to_eight_bits(mut samples: Vec<u8>, color: ColorType) -> Result<Vec<u8>, Refusal> {
    let wide = usize::from(color.bytes_per_pixel() / color.channel_count().max(1));
    let count = samples.len() / wide.max(1);
    for index in 0..count {
        let narrow = match samples.get(index * wide..(index + 1) * wide) {
            Some(&[sample]) => sample,
            Some(&[first, second]) => u16::from_ne_bytes([first, second]).to_be_bytes()[0],
            Some(&[first, second, third, fourth]) => light(f32::from_ne_bytes([first, second, third, fourth])),
            _ => return Err(Refusal::Unsupported),
        };
        samples[index] = narrow;
    }
    samples.truncate(count);
    Ok(samples)
}

/// From 0 to 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "floats are cut off at the ends of the type"
)]
fn light(sample: f32) -> u8 {
    (sample * 255.0).round() as u8
}

/// The size of a picture that is turned so.
pub(super) fn turned(width: u32, height: u32, orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (height, width)
        }
        _ => (width, height),
    }
}
