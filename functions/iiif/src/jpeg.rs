//! JPEG, which every client of the Image API may ask for, of the pictures that are kept as PNG.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// How good: a little better than what cameras call fine.
const QUALITY: u8 = 85;

/// The same picture as JPEG. It has no transparency: what is transparent becomes white.
pub(crate) fn encode(png: &[u8]) -> Result<Vec<u8>, String> {
    let picture = image::load_from_memory_with_format(png, ImageFormat::Png).map_err(|error| error.to_string())?;
    let picture = flatten(picture);
    let side = |length: u32| u16::try_from(length).map_err(|error| error.to_string());
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let mut bytes = vec![];
    let encoded = Encoder::new(&mut bytes, QUALITY).encode(picture.as_raw(), width, height, ColorType::Rgb);
    encoded.map_err(|error| error.to_string())?;
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
        let mut decoder = jpeg_decoder::Decoder::new(jpeg.as_slice());
        assert!(decoder.decode().unwrap().iter().all(|colour| *colour > 250));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(encode(b"no picture").is_err());
    }
}
