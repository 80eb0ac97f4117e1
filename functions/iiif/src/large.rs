//! Manifests that no function can answer with.
//!
//! An answer has 6 MB at most, as text in which quotation marks count twice, or as Base64. A collection of 10,000 pages has more than
//! that. Compressed it is a tenth, so who takes it packed gets it so, and hardly anybody does not. For the others, and for what does not
//! pack, it goes into the bucket under a hash of itself, which deletes it after a day, and they are sent there.

use std::io::Write;

use api::{Call, Problem, Reply};
use arcs::signing::LIFETIME;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::Error;
use store::uploads::Object;
use uuid::Uuid;

use crate::words::{PRESENTATION_TYPE, by_caller};

/// Bytes that are answered directly.
const DIRECT: usize = 4 * 1024 * 1024;

/// A document of the Presentation API, however long.
pub(crate) async fn answer(call: &Call, document: &Value) -> Result<Reply, Problem> {
    let text = document.to_string();
    if text.len() <= DIRECT {
        return Ok(by_caller(Reply::bytes(PRESENTATION_TYPE, text)));
    }
    if takes_gzip(&call.headers) {
        let packed = pack(text.as_bytes()).map_err(|error| Problem::Unavailable(error.to_string()))?;
        if packed.len() <= DIRECT {
            let reply = Reply::bytes(PRESENTATION_TYPE, packed).with(header::CONTENT_ENCODING, "gzip");
            return Ok(by_caller(reply).with(header::VARY, "Accept-Encoding"));
        }
    }
    let hash = Sha256::digest(&text);
    let object = Object::made(Uuid::from_bytes(std::array::from_fn(|place| hash[place])));
    match call.store.head_object(&object).await {
        Err(Error::Missing(_)) => call.store.put_object(&object, text.into()).await?,
        Err(error) => return Err(error.into()),
        Ok(_) => {}
    }
    let url = call.store.presign_get(&object, PRESENTATION_TYPE, "inline", LIFETIME.unsigned_abs()).await?;
    // Whoever has the address has what is private in it.
    let reply = Reply::redirect(StatusCode::FOUND, &url).with(header::CACHE_CONTROL, "no-store");
    Ok(by_caller(reply).with(header::VARY, "Accept-Encoding").with(header::REFERRER_POLICY, "no-referrer"))
}

fn pack(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(vec![], Compression::fast());
    packer.write_all(text)?;
    packer.finish()
}

/// Whether the client says that it unpacks gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
        ["gzip", "x-gzip", "*"].contains(&name.trim()) && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_say_what_they_unpack() {
        for (value, expected) in [
            ("gzip", true),
            ("br, gzip;q=0.5", true),
            ("*", true),
            ("identity", false),
            ("gzip;q=0", false),
            ("gzip; q=0.0, br", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]);
            assert_eq!(takes_gzip(&headers), expected, "{value}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
