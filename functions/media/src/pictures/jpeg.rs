//! JPEG: made smaller while it is decoded. A camera's picture of 24 million pixels never has to be in memory as a whole.

use arcs::kinds::PREVIEW_SIDE;
use image::metadata::Orientation;
use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};

use super::{Picture, Pixels, Refusal, budget};

/// Bytes for each coefficient, which progressive files need for each pixel and channel.
const COEFFICIENT: u64 = 2;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Refusal> {
    let mut decoder = Decoder::new(bytes);
    decoder.read_info()?;
    let original = decoder.info().ok_or(Refusal::Damaged)?;
    let (width, height) = (u32::from(original.width), u32::from(original.height));
    let samples = u64::from(width) * u64::from(height) * channels(original.pixel_format);
    let is_progressive = original.coding_process == CodingProcess::DctProgressive;
    let bytes_made = if is_progressive { samples * COEFFICIENT } else { samples };
    budget::check(width, height, bytes_made, bytes.len())?;
    let orientation = decoder.exif_data().and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms);
    let side = u16::try_from(PREVIEW_SIDE).unwrap_or(u16::MAX);
    // The decoder takes the smallest of its scales that has this on one side: enough for what is to fit into it.
    let (scaled_width, scaled_height) = decoder.scale(side, side)?;
    let samples = decoder.decode()?;
    let profile = decoder.icc_profile();
    let (channels, samples) = match original.pixel_format {
        PixelFormat::L8 => (1, samples),
        PixelFormat::L16 => (1, samples.chunks_exact(2).map(high_byte).collect()),
        PixelFormat::RGB24 => (3, samples),
        PixelFormat::CMYK32 => (3, samples.chunks_exact(4).flat_map(without_black).collect()),
    };
    let pixels = Pixels::new(scaled_width.into(), scaled_height.into(), channels, samples)?;
    let pixels = pixels.with_profile(profile).turned(orientation);
    let (width, height) = super::raster::turned(width, height, orientation);
    Ok(Picture::new(pixels, width, height))
}

fn channels(format: PixelFormat) -> u64 {
    match format {
        PixelFormat::L8 => 1,
        PixelFormat::L16 => 2,
        PixelFormat::RGB24 => 3,
        PixelFormat::CMYK32 => 4,
    }
}

fn high_byte(sample: &[u8]) -> u8 {
    match sample {
        [low, high] => u16::from_ne_bytes([*low, *high]).to_be_bytes()[0],
        _ => 0,
    }
}

/// Inks to light. Without the printer's profile this is a guess, good enough to recognise a picture by.
fn without_black(inks: &[u8]) -> [u8; 3] {
    let &[cyan, magenta, yellow, black] = inks else { return [0; 3] };
    let light = |ink: u8| {
        let product = u16::from(255 - ink) * u16::from(255 - black) / 255;
        u8::try_from(product).unwrap_or(u8::MAX)
    };
    [light(cyan), light(magenta), light(yellow)]
}
