//! Why there are no pictures of a file.

use super::Format;

/// A reason, in words that may be shown to everybody who may see the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing here looks into files of this type.
    #[error("no pictures are made of files of this type")]
    Type,
    /// The bytes are not what the archive was told.
    #[error("the file says it is {0}, and begins like something else")]
    Disguised(Format),
    /// The file has more bytes than are read.
    #[error("the file is larger than {0} MB")]
    Heavy(u64),
    /// More pixels, or more memory for them, than is spent on one file.
    #[error("the picture is too large: {width} x {height}")]
    Large {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Hardly any bytes claim to be very many.
    #[error("the file unpacks to more than is plausible for its size")]
    Bomb,
    /// More pages than are counted.
    #[error("the document has more than {0} pages")]
    Pages(usize),
    /// It is cut off, or not well formed.
    #[error("the file is damaged or incomplete")]
    Damaged,
    /// It is well formed, and uses something that is not decoded.
    #[error("the file uses a variant of its format that is not supported")]
    Unsupported,
    /// It can be read with a password only.
    #[error("the document is encrypted")]
    Encrypted,
    /// There is no such page.
    #[error("the document has no page {0}")]
    NoPage(usize),
    /// The decoder took too long, too much memory, or ended.
    #[error("the file could not be read with the time and memory that one file may take")]
    Exhausting,
}

impl From<image::ImageError> for Refusal {
    fn from(error: image::ImageError) -> Self {
        match error {
            image::ImageError::Unsupported(_) => Self::Unsupported,
            image::ImageError::Limits(_) => Self::Bomb,
            _ => Self::Damaged,
        }
    }
}

impl From<jpeg_decoder::Error> for Refusal {
    fn from(error: jpeg_decoder::Error) -> Self {
        match error {
            jpeg_decoder::Error::Unsupported(_) => Self::Unsupported,
            jpeg_decoder::Error::Format(_) | jpeg_decoder::Error::Io(_) | jpeg_decoder::Error::Internal(_) => {
                Self::Damaged
            }
        }
    }
}
