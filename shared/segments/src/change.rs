//! A change of the index, from the contents that it begins with to those that it leaves.

use std::collections::BTreeSet;

use bytes::Bytes;
use serde_json::Value;
use store::Store;

use crate::blocks::{Blocks, WHOLE};
use crate::bundle;
use crate::error::Error;
use crate::files::Files;
use crate::manifest::{Contents, Object, Place};

/// Hot blocks take at most this part of an object: beyond it, the first search reads the rest itself.
const HOT_PART: usize = 4;

/// A change under way.
#[derive(Debug)]
pub struct Change {
    before: Contents,
    files: Files,
}

impl Change {
    /// A change of these contents.
    pub async fn begin(blocks: &Blocks, before: &Contents) -> Result<Self, Error> {
        Ok(Self { files: Files::open(blocks, before).await?, before: before.clone() })
    }

    /// The directory in which the engine makes the change. It must have closed its files before [`Change::finish`].
    pub fn files(&self) -> Files {
        self.files.clone()
    }

    /// Writes what the engine made as one new object, whose name is returned as well.
    ///
    /// `warm` opens the files that it is given and reads what a first search will read: that is put where it comes with the opening.
    pub async fn finish<W>(self, store: &Store, warm: W) -> Result<(Contents, Option<String>), Error>
    where
        W: FnOnce(Files) -> Result<(), tantivy::TantivyError>,
    {
        let meta = self.files.meta()?;
        if meta == self.before.meta {
            return Ok((self.before, None));
        }
        let mut contents = Contents { meta, ..Contents::default() };
        let mut made = vec![];
        for name in self.live()? {
            if let Some(place) = self.files.place(&name) {
                contents.files.insert(name, place.clone());
            } else if let Some(bytes) = self.files.written(&name)? {
                made.push((name, bytes));
            }
        }
        let used: BTreeSet<&str> = contents.files.values().map(|place| place.object.as_str()).collect();
        contents.objects =
            self.before.objects.iter().filter(|object| used.contains(object.name.as_str())).cloned().collect();
        if made.is_empty() {
            return Ok((contents, None));
        }
        let name = uuid::Uuid::now_v7().simple().to_string();
        let (data, places) = bundle::lay_out(&name, &made);
        let hot = hot_blocks(&name, &data, &places, &contents.meta, warm)?;
        let bundle = bundle::finish(&name, data, &hot);
        store.put_segment(&name, bundle.bytes).await?;
        contents.files.extend(places);
        contents.objects.push(bundle.object);
        Ok((contents, Some(name)))
    }

    /// The names of the files that the engine's list of segments speaks of. Some of them need not exist.
    fn live(&self) -> Result<BTreeSet<String>, Error> {
        let metas = tantivy::Index::open(self.files())?.load_metas()?;
        Ok(metas.list_segment_files().iter().filter_map(|path| path.to_str()).map(ToOwned::to_owned).collect())
    }
}

/// Which blocks of a large object a first search reads.
fn hot_blocks<W>(
    name: &str,
    data: &[u8],
    places: &std::collections::BTreeMap<String, Place>,
    meta: &str,
    warm: W,
) -> Result<Vec<u32>, Error>
where
    W: FnOnce(Files) -> Result<(), tantivy::TantivyError>,
{
    if (data.len() as u64) < WHOLE {
        return Ok(vec![]);
    }
    let mut only_these: Value = serde_json::from_str(meta).map_err(|error| Error::Damaged(error.to_string()))?;
    if let Some(segments) = only_these.get_mut("segments").and_then(Value::as_array_mut) {
        segments.retain(|segment| {
            let id = segment.get("segment_id").and_then(Value::as_str).unwrap_or_default().replace('-', "");
            places.contains_key(&format!("{id}.store"))
        });
    }
    let object = Object { name: name.to_owned(), data: data.len() as u64, length: data.len() as u64, checksum: 0 };
    let (files, blocks) =
        Files::in_memory(Bytes::copy_from_slice(data), &object, places.clone(), &only_these.to_string())?;
    warm(files)?;
    let mut numbers = blocks.numbers();
    numbers.truncate(data.len() / bundle::BLOCK / HOT_PART);
    Ok(numbers)
}
