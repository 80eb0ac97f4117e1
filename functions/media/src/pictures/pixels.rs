//! Pixels: eight bits for each channel, in rows from the top.

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, GrayAlphaImage, GrayImage, ImageEncoder, RgbImage, RgbaImage};

use super::Refusal;

/// Bytes of a colour profile that is worth going along with a small picture.
const PROFILE: usize = 16 * 1024;

/// Of JPEG files, from 1 to 100: letters keep their edges.
const QUALITY: u8 = 85;

/// A picture in memory.
#[derive(Clone)]
pub struct Pixels {
    width: u32,
    height: u32,
    /// Grey, grey and alpha, RGB, RGBA.
    channels: u8,
    bytes: Vec<u8>,
    /// What the colours mean, when they are not sRGB.
    profile: Option<Vec<u8>>,
}

impl Pixels {
    /// Takes over rows of pixels with one to four channels.
    pub(crate) fn new(width: u32, height: u32, channels: u8, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let expected = u64::from(width) * u64::from(height) * u64::from(channels);
        let is_right = (1..=4).contains(&channels) && width > 0 && height > 0 && bytes.len() as u64 == expected;
        if is_right { Ok(Self { width, height, channels, bytes, profile: None }) } else { Err(Refusal::Damaged) }
    }

    /// With the colour profile of the file that the pixels are from, as far as it is one for such pixels.
    pub(crate) fn with_profile(mut self, profile: Option<Vec<u8>>) -> Self {
        let space: &[u8] = if self.channels < 3 { b"GRAY" } else { b"RGB " };
        self.profile = profile.filter(|profile| profile.len() <= PROFILE && profile.get(16..20) == Some(space));
        self
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The channels of one pixel.
    pub fn at(&self, x: u32, y: u32) -> &[u8] {
        let channels = usize::from(self.channels);
        let start = (y as usize * self.width as usize + x as usize) * channels;
        self.bytes.get(start..start + channels).unwrap_or_default()
    }

    /// The same in another size.
    pub(crate) fn resized(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let kind = match self.channels {
            1 => PixelType::U8,
            2 => PixelType::U8x2,
            3 => PixelType::U8x3,
            _ => PixelType::U8x4,
        };
        let from = fast_image_resize::images::ImageRef::new(self.width, self.height, &self.bytes, kind)
            .map_err(|_| Refusal::Damaged)?;
        let mut to = Image::new(width, height, kind);
        Resizer::new().resize(&from, &mut to, None).map_err(|_| Refusal::Damaged)?;
        Ok(Self { width, height, bytes: to.into_vec(), profile: self.profile.clone(), channels: self.channels })
    }

    /// The same turned and mirrored, as the camera says.
    pub(crate) fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let (width, height, channels, profile) = (self.width, self.height, self.channels, self.profile);
        let bytes = self.bytes;
        let image = match channels {
            1 => GrayImage::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
            2 => GrayAlphaImage::from_raw(width, height, bytes).map(DynamicImage::ImageLumaA8),
            3 => RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
            _ => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
        };
        let mut image = image.unwrap_or_default();
        image.apply_orientation(orientation);
        Self { width: image.width(), height: image.height(), channels, bytes: image.into_bytes(), profile }
    }

    /// As a PNG file.
    pub fn to_png(&self) -> Result<Vec<u8>, Refusal> {
        let kind = match self.channels {
            1 => ExtendedColorType::L8,
            2 => ExtendedColorType::La8,
            3 => ExtendedColorType::Rgb8,
            _ => ExtendedColorType::Rgba8,
        };
        let mut out = Vec::new();
        let mut encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
        if let Some(profile) = &self.profile {
            encoder.set_icc_profile(profile.clone()).map_err(|_| Refusal::Unsupported)?;
        }
        encoder.write_image(&self.bytes, self.width, self.height, kind)?;
        Ok(out)
    }
}

impl Pixels {
    /// As a JPEG file. For pages: nothing shines through them.
    pub fn to_jpeg(&self) -> Result<Vec<u8>, Refusal> {
        let side = |length: u32| u16::try_from(length).map_err(|_| Refusal::Unsupported);
        let kind = match self.channels {
            1 => jpeg_encoder::ColorType::Luma,
            3 => jpeg_encoder::ColorType::Rgb,
            4 => jpeg_encoder::ColorType::Rgba,
            _ => return Err(Refusal::Unsupported),
        };
        let mut out = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut out, QUALITY);
        encoder.encode(&self.bytes, side(self.width)?, side(self.height)?, kind).map_err(|_| Refusal::Unsupported)?;
        Ok(out)
    }
}
