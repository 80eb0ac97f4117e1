//! Records as items: a few attributes that expressions need, and the body as one compact attribute.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use records::Body;
use records::record_type::Stored;

use crate::error::Error;

/// An item as the SDK gives it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Bodies above this size are compressed: below it zstd saves less than its frame costs.
const COMPRESS_ABOVE: usize = 1024;

/// Compressed bodies above this size go to S3. An item may hold 400 KB, and its other attributes need room.
pub(crate) const SPILL_ABOVE: usize = 350 * 1024;

/// What a record's item says about itself besides the body.
///
/// | attribute | holds |
/// |---|---|
/// | `t` | record type |
/// | `v` | revision: the number of its writes |
/// | `k` | how many of them `lock_version` does not count; absent for none |
/// | `c`, `m` | collection and `system_mtime`: the keys of the index `changed` |
/// | `w` | creator, last modifier, create time, user mtime, separated by line feeds |
/// | `x` | present when suppressed |
/// | `f` | hints of inbound relations |
/// | `p`, `r` | parent of a component; its rank, leaf and the numbers above it ([`crate::tree`]) |
/// | `b` or `s` | body, or the key of the S3 object that holds it |
pub(crate) fn encode(stored: &Stored, body: EncodedBody) -> Item {
    let mut item = Item::from([
        ("pk".to_owned(), text(&stored.uri)),
        ("sk".to_owned(), text("record")),
        ("t".to_owned(), text(stored.record_type)),
        ("v".to_owned(), number(stored.revision().0)),
        ("c".to_owned(), text(collection_of(&stored.uri))),
        ("m".to_owned(), number(stored.system_mtime)),
        ("w".to_owned(), text(&writers(stored))),
    ]);
    if stored.silent > 0 {
        item.insert("k".to_owned(), number(stored.silent));
    }
    if stored.suppressed {
        item.insert("x".to_owned(), AttributeValue::Bool(true));
    }
    if !stored.inbound.is_empty() {
        item.insert("f".to_owned(), AttributeValue::Ss(stored.inbound.iter().cloned().collect()));
    }
    if let Some(place) = &stored.place {
        item.insert("p".to_owned(), text(&place.parent));
        item.insert("r".to_owned(), text(&crate::tree::write_place(place)));
    }
    let (name, value) = body.attribute();
    item.insert(name.to_owned(), value);
    item
}

/// The collection of a record: its URI without the number.
pub(crate) fn collection_of(uri: &str) -> &str {
    uri.rsplit_once('/').map_or(uri, |(collection, _)| collection)
}

/// Creator, last modifier and the two times that only people read, as one attribute: it is always read and written
/// whole, and a name per part would cost more bytes than the parts.
pub(crate) fn writers(stored: &Stored) -> String {
    format!(
        "{}\n{}\n{}\n{}",
        stored.created_by.as_deref().unwrap_or_default(),
        stored.last_modified_by.as_deref().unwrap_or_default(),
        stored.create_time,
        stored.user_mtime,
    )
}

/// A body ready for an item.
pub(crate) enum EncodedBody {
    /// Inside the item.
    Inline(Vec<u8>),
    /// In S3, under this key.
    Spilled(String),
}

impl EncodedBody {
    pub(crate) fn attribute(self) -> (&'static str, AttributeValue) {
        match self {
            Self::Inline(bytes) => ("b", AttributeValue::B(Blob::new(bytes))),
            Self::Spilled(key) => ("s", AttributeValue::S(key)),
        }
    }
}

/// JSON, or a zstd frame when that is worth it. Which one it is shows in the first byte.
pub(crate) fn compress(body: &Body) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(body).map_err(Error::damaged)?;
    if json.len() <= COMPRESS_ABOVE {
        return Ok(json);
    }
    zstd::bulk::compress(&json, 1).map_err(Error::damaged)
}

/// The inverse of [`compress`].
pub(crate) fn decompress(bytes: &[u8]) -> Result<Body, Error> {
    if bytes.first() == Some(&b'{') {
        return serde_json::from_slice(bytes).map_err(Error::damaged);
    }
    let json = zstd::stream::decode_all(bytes).map_err(Error::damaged)?;
    serde_json::from_slice(&json).map_err(Error::damaged)
}

/// Where the body of an item is.
pub(crate) enum BodyPlace<'a> {
    Inline(&'a [u8]),
    Spilled(&'a str),
}

pub(crate) fn body_place(item: &Item) -> Result<BodyPlace<'_>, Error> {
    if let Some(AttributeValue::B(blob)) = item.get("b") {
        return Ok(BodyPlace::Inline(blob.as_ref()));
    }
    match item.get("s") {
        Some(AttributeValue::S(key)) => Ok(BodyPlace::Spilled(key)),
        _ => Err(Error::damaged("record without a body")),
    }
}

/// A record from its item and its body.
pub(crate) fn decode(item: &Item, body: Body) -> Result<Stored, Error> {
    let writers = get_text(item, "w")?;
    let mut parts = writers.split('\n');
    let mut next = || parts.next().unwrap_or_default();
    let (created_by, last_modified_by) = (owned(next()), owned(next()));
    let (create_time, user_mtime) = (next().parse(), next().parse());
    let revision: u64 = get_number(item, "v")?;
    let silent = if item.contains_key("k") { get_number(item, "k")? } else { 0 };
    Ok(Stored {
        record_type: intern(get_text(item, "t")?)?,
        uri: get_text(item, "pk")?.to_owned(),
        lock_version: revision.saturating_sub(silent),
        silent,
        created_by,
        last_modified_by,
        create_time: create_time.map_err(Error::damaged)?,
        user_mtime: user_mtime.map_err(Error::damaged)?,
        system_mtime: get_number(item, "m")?,
        suppressed: item.contains_key("x"),
        inbound: get_set(item, "f"),
        place: item.contains_key("p").then(|| crate::tree::read_place(item)).transpose()?,
        body,
    })
}

/// The static name of a stored type.
fn intern(name: &str) -> Result<&'static str, Error> {
    records::types::name(name).ok_or_else(|| Error::damaged(format!("unknown record type {name}")))
}

fn owned(part: &str) -> Option<String> {
    (!part.is_empty()).then(|| part.to_owned())
}

pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

pub(crate) fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn get_text<'a>(item: &'a Item, name: &str) -> Result<&'a str, Error> {
    match item.get(name) {
        Some(AttributeValue::S(value)) => Ok(value),
        _ => Err(Error::damaged(format!("no text in {name}"))),
    }
}

pub(crate) fn get_number<T: std::str::FromStr>(item: &Item, name: &str) -> Result<T, Error> {
    match item.get(name) {
        Some(AttributeValue::N(value)) => value.parse().map_err(|_| Error::damaged(format!("no number in {name}"))),
        _ => Err(Error::damaged(format!("no number in {name}"))),
    }
}

pub(crate) fn get_set(item: &Item, name: &str) -> BTreeSet<String> {
    match item.get(name) {
        Some(AttributeValue::Ss(values)) => values.iter().cloned().collect(),
        _ => BTreeSet::new(),
    }
}
