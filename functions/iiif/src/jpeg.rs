//! JPEG, which every client of the Image API may ask for, of the pictures that are kept as PNG.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageError, ImageFormat, Rgb, RgbImage};

/// How good: a little better than what cameras call fine.
const QUALITY: u8 = 85;

/// The same picture as JPEG. It has no transparency: what is transparent becomes white.
pub(crate) fn encode(png: &[u8]) -> Result<Vec<u8>, ImageError> {
    let picture = flatten(image::load_from_memory_with_format(png, ImageFormat::Png)?);
    let mut bytes = vec![];
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over_white = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([red, green, blue].map(over_white))
    })
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    #[test]
    fn transparency_becomes_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        let mut png = std::io::Cursor::new(vec![]);
        clear.write_to(&mut png, ImageFormat::Png).unwrap();
        let jpeg = encode(png.get_ref()).unwrap();
        let pixel = image::load_from_memory(&jpeg).unwrap().into_rgb8().get_pixel(3, 3).0;
        assert!(pixel.iter().all(|colour| *colour > 250), "{pixel:?}");
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(encode(b"no picture").is_err());
    }
}
