//! The formats that are looked into.

use std::fmt;

use super::Refusal;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// TIFF.
    Tiff,
    /// Windows bitmap.
    Bmp,
    /// PDF.
    Pdf,
}

/// Media types, and what the files of each begin with.
const FORMATS: [(Format, &[&str]); 7] = [
    (Format::Jpeg, &["image/jpeg"]),
    (Format::Png, &["image/png"]),
    (Format::Gif, &["image/gif"]),
    (Format::WebP, &["image/webp"]),
    (Format::Tiff, &["image/tiff"]),
    (Format::Bmp, &["image/bmp", "image/x-ms-bmp"]),
    (Format::Pdf, &["application/pdf"]),
];

impl Format {
    /// The format of a media type, as far as it is looked into.
    pub fn named(media_type: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, names)| names.contains(&media_type)).map(|(format, _)| *format)
    }

    /// The format that the first bytes of a file belong to.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            [b'B', b'M', ..] => Some(Self::Bmp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// The format of a file that is said to be of a media type, if its bytes agree.
    pub fn agreed(media_type: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let named = Self::named(media_type).ok_or(Refusal::Type)?;
        if Self::sniff(bytes) == Some(named) { Ok(named) } else { Err(Refusal::Disguised(named)) }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = FORMATS.iter().find(|(format, _)| format == self).map(|(_, names)| *names);
        out.write_str(names.and_then(|names| names.first().copied()).unwrap_or_default())
    }
}
