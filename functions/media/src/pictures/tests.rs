use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;

/// Left half red, right half blue, and a green stripe along the top.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x, y) {
        (_, y) if y < height / 4 => Rgb([0, 200, 0]),
        (x, _) if x < width / 2 => Rgb([200, 0, 0]),
        _ => Rgb([0, 0, 200]),
    })
}

fn encoded(format: ImageFormat, image: &RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(vec![]);
    DynamicImage::ImageRgb8(image.clone()).write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg(image: &RgbImage, progressive: bool, exif: Option<&[u8]>) -> Vec<u8> {
    let mut out = vec![];
    let mut encoder = Encoder::new(&mut out, 95);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_progressive(progressive);
    if let Some(exif) = exif {
        encoder.add_exif_metadata(exif).unwrap();
    }
    let (width, height) = (u16::try_from(image.width()).unwrap(), u16::try_from(image.height()).unwrap());
    encoder.encode(image.as_raw(), width, height, ColorType::Rgb).unwrap();
    out
}

/// Notes of a camera that say nothing but how it was held.
fn exif(orientation: u8) -> Vec<u8> {
    let mut notes = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    notes.extend([orientation, 0, 0, 0, 0, 0, 0]);
    notes
}

fn every_format(image: &RgbImage) -> Vec<(Format, Vec<u8>)> {
    vec![
        (Format::Jpeg, jpeg(image, false, None)),
        (Format::Jpeg, jpeg(image, true, None)),
        (Format::Png, encoded(ImageFormat::Png, image)),
        (Format::Gif, encoded(ImageFormat::Gif, image)),
        (Format::WebP, encoded(ImageFormat::WebP, image)),
        (Format::Tiff, encoded(ImageFormat::Tiff, image)),
        (Format::Bmp, encoded(ImageFormat::Bmp, image)),
    ]
}

/// The colour that a part of the picture mostly has.
fn colour(pixels: &Pixels, x: u32, y: u32) -> char {
    match pixels.at(x, y) {
        [red, green, blue, ..] if red > green && red > blue => 'r',
        [red, green, blue, ..] if green > red && green > blue => 'g',
        [red, green, blue, ..] if blue > red && blue > green => 'b',
        _ => '?',
    }
}

#[test]
fn every_format_becomes_a_small_png() {
    for (format, bytes) in every_format(&scene(1200, 800)) {
        assert_eq!(Format::sniff(&bytes), Some(format));
        let picture = Picture::decode(format, &bytes).unwrap();
        assert_eq!((picture.width, picture.height), (1200, 800), "{format}");
        let small = picture.fitted(100).unwrap();
        assert_eq!((small.width(), small.height()), (100, 67), "{format}");
        assert_eq!(
            [colour(&small, 50, 2), colour(&small, 10, 50), colour(&small, 90, 50)],
            ['g', 'r', 'b'],
            "{format}"
        );
        let png = image::load_from_memory_with_format(&small.to_png().unwrap(), ImageFormat::Png).unwrap();
        assert_eq!((png.width(), png.height()), (100, 67));
        let larger = picture.fitted(700).unwrap();
        assert_eq!((larger.width(), larger.height()), (700, 467), "{format}");
    }
}

#[test]
fn small_pictures_stay_as_they_are() {
    for (format, bytes) in every_format(&scene(40, 20)) {
        let picture = Picture::decode(format, &bytes).unwrap();
        let small = picture.fitted(100).unwrap();
        assert_eq!((small.width(), small.height()), (40, 20), "{format}");
    }
}

#[test]
fn large_heavy_and_strange_ones_have_a_preview() {
    let preview = |format, width, size| {
        let pixels = Pixels::new(1, 1, 1, vec![0]).unwrap();
        Picture::new(pixels, width, 10).deserves_preview(format, size)
    };
    assert!(!preview(Format::Jpeg, 700, 1_000_000));
    assert!(preview(Format::Jpeg, 701, 10));
    assert!(preview(Format::Jpeg, 10, 1_000_001));
    assert!(preview(Format::Tiff, 10, 10));
}

#[test]
fn cameras_may_be_held_in_any_way() {
    // Where the stripe, the red and the blue half of a picture that is 120 wide and 80 high are found after turning.
    let looks = [
        (1, (120, 80), "grb"),
        (2, (120, 80), "gbr"),
        (3, (120, 80), "bottom:br"),
        (4, (120, 80), "bottom:rb"),
        (5, (80, 120), "left:rb"),
        (6, (80, 120), "right:rb"),
        (7, (80, 120), "right:br"),
        (8, (80, 120), "left:br"),
    ];
    for (orientation, size, look) in looks {
        let bytes = jpeg(&scene(120, 80), false, Some(&exif(orientation)));
        let picture = Picture::decode(Format::Jpeg, &bytes).unwrap();
        assert_eq!((picture.width, picture.height), size, "{orientation}");
        let pixels = picture.fitted(700).unwrap();
        let (right, bottom) = (size.0 - 5, size.1 - 5);
        let (stripe, first, second) = match look.split_once(':') {
            None => ((60, 4), (10, 60), (110, 60)),
            Some(("bottom", _)) => ((60, bottom), (10, 20), (110, 20)),
            Some(("left", _)) => ((4, 60), (60, 10), (60, 110)),
            Some(_) => ((right, 60), (20, 10), (20, 110)),
        };
        let halves = look.split_once(':').map_or(&look[1..], |(_, halves)| halves);
        assert_eq!(colour(&pixels, stripe.0, stripe.1), 'g', "{orientation}");
        let found: String = [first, second].map(|(x, y)| colour(&pixels, x, y)).into_iter().collect();
        assert_eq!(found, halves, "{orientation}");
    }
}

#[test]
fn nonsense_about_the_camera_does_no_harm() {
    for notes in [exif(9), b"MM\0*\xff\xff\xff\xff".to_vec(), vec![0; 100]] {
        assert!(Picture::decode(Format::Jpeg, &jpeg(&scene(20, 20), false, Some(&notes))).is_ok());
    }
}

#[test]
fn what_is_cut_off_is_refused() {
    for (format, bytes) in every_format(&scene(300, 200)) {
        for part in [bytes.len() / 2, bytes.len() / 10, 30, 12] {
            let refused = Picture::decode(format, &bytes[..part]);
            assert!(refused.is_err(), "{format} of {part} bytes");
        }
    }
}

#[test]
fn what_pretends_is_refused() {
    let png = encoded(ImageFormat::Png, &scene(4, 4));
    assert_eq!(Format::agreed("image/png", &png), Ok(Format::Png));
    assert_eq!(Format::agreed("image/jpeg", &png), Err(Refusal::Disguised(Format::Jpeg)));
    assert_eq!(Format::agreed("application/pdf", b"<html>%PDF-1.7"), Err(Refusal::Disguised(Format::Pdf)));
    assert_eq!(Format::agreed("text/html", &png), Err(Refusal::Type));
    // A picture that is an archive as well is looked at as a picture; what follows it is nobody's business.
    let polyglot = [png.as_slice(), b"PK\x03\x04%PDF-1.7"].concat();
    assert_eq!(Picture::decode(Format::Png, &polyglot).unwrap().width, 4);
    // Its beginning is that of one format, and the rest of another.
    for other in [Format::Gif, Format::WebP, Format::Tiff, Format::Bmp, Format::Jpeg] {
        assert!(Picture::decode(other, &png).is_err(), "{other}");
    }
}

/// The same file, with the size written into its head replaced.
fn resized(mut bytes: Vec<u8>, at: usize, size: &[u8]) -> Vec<u8> {
    bytes[at..at + size.len()].copy_from_slice(size);
    bytes
}

#[test]
fn bombs_are_refused_before_a_pixel_is_decoded() {
    let image = scene(64, 64);
    let huge = [0, 0, 0xea, 0x60];
    let png = resized(encoded(ImageFormat::Png, &image), 16, &[huge, huge].concat());
    // The checksum of the head has to agree, or the size is not believed at all.
    let mut sum = flate2::Crc::new();
    sum.update(&png[12..29]);
    let png = resized(png, 29, &sum.sum().to_be_bytes());
    let gif = resized(encoded(ImageFormat::Gif, &image), 6, &[0x60, 0xea, 0x60, 0xea]);
    let bmp = resized(encoded(ImageFormat::Bmp, &image), 18, &[0x60, 0xea, 0, 0, 0x60, 0xea, 0, 0]);
    let jpeg = jpeg(&image, true, None);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc2]).unwrap();
    let jpeg = resized(jpeg, frame + 5, &[0xea, 0x60, 0xea, 0x60]);
    // Fourteen bits of width less one, and fourteen of height; the decoder takes the largest number for none.
    let webp = resized(encoded(ImageFormat::WebP, &image), 21, &[0xfe, 0xbf, 0xff, 0x0f]);
    let began = std::time::Instant::now();
    let too_large = Refusal::Large { width: 60_000, height: 60_000 };
    assert_eq!(Picture::decode(Format::Png, &png).err(), Some(too_large.clone()));
    assert_eq!(Picture::decode(Format::Gif, &gif).err(), Some(too_large.clone()));
    assert_eq!(Picture::decode(Format::Jpeg, &jpeg).err(), Some(too_large.clone()));
    assert_eq!(Picture::decode(Format::Tiff, &tiff(60_000, 60_000)).err(), Some(too_large.clone()));
    assert!(Picture::decode(Format::Bmp, &bmp).is_err());
    assert_eq!(Picture::decode(Format::WebP, &webp).err(), Some(Refusal::Large { width: 16_383, height: 16_383 }));
    assert!(began.elapsed().as_secs() < 2, "{:?}", began.elapsed());
}

/// A TIFF file with one strip of nothing, and a size.
fn tiff(width: u32, height: u32) -> Vec<u8> {
    let entries: [(u16, u32); 9] =
        [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 8)];
    let mut out = b"II*\0\x10\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    out.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(4u16.to_le_bytes());
        out.extend(1u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out
}

#[test]
fn deep_pixels_become_flat() {
    let deep = DynamicImage::ImageRgb8(scene(40, 40)).into_rgb16();
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        let mut out = Cursor::new(vec![]);
        DynamicImage::ImageRgb16(deep.clone()).write_to(&mut out, format).unwrap();
        let ours = if format == ImageFormat::Png { Format::Png } else { Format::Tiff };
        let pixels = Picture::decode(ours, out.get_ref()).unwrap().fitted(700).unwrap();
        assert_eq!((pixels.at(20, 2), pixels.at(2, 30)), (&[0, 200, 0][..], &[200, 0, 0][..]));
    }
}

#[test]
fn what_shines_through_goes_on_shining() {
    let mut image = DynamicImage::ImageRgb8(scene(400, 400)).into_rgba8();
    image.pixels_mut().for_each(|pixel| pixel.0[3] = 128);
    let mut out = Cursor::new(vec![]);
    image.write_to(&mut out, ImageFormat::Png).unwrap();
    let small = Picture::decode(Format::Png, out.get_ref()).unwrap().fitted(100).unwrap();
    assert_eq!(small.at(50, 5).last(), Some(&128));
}
