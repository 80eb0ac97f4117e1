//! What belongs to the index at a moment. One small document in the table, switched in one conditional write.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use store::{Fetched, Key, Store, Transaction};

use crate::error::Error;
use crate::sweep::sweep;

/// An object that belongs to the index no more is kept for so many milliseconds: a reader may be at it.
const GRACE: i64 = 10 * 60 * 1000;

/// Lost objects are looked for so often, in milliseconds, when there is something to write.
const SWEPT_EVERY: i64 = 24 * 60 * 60 * 1000;

/// The manifest.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Manifest {
    /// What the documents look like. Another one than the program's own: the index has to be built again.
    pub format: String,
    /// What is searched; nothing before it was built for the first time, and while a damaged one is built again.
    pub current: Option<Contents>,
    /// What is being built to take its place.
    pub next: Option<Contents>,
    /// What tells the building of `next` from another that began later.
    #[serde(default)]
    pub build: String,
    /// Drawn by lot when the index is made for the first time: what cursors into it are signed with.
    #[serde(default)]
    pub secret: String,
    /// Objects that no reader should be at any more, and since when (milliseconds since 1970).
    #[serde(default)]
    retired: BTreeMap<String, i64>,
    /// When lost objects were looked for last (milliseconds since 1970).
    #[serde(default)]
    swept: i64,
}

/// One whole index.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Contents {
    /// The engine's own list of segments.
    pub meta: String,
    /// Where its files stand.
    pub files: BTreeMap<String, Place>,
    /// The objects that they stand in.
    pub objects: Vec<Object>,
}

/// Where a file stands.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Place {
    /// The object's name.
    #[serde(rename = "o")]
    pub object: String,
    /// Its first byte there.
    #[serde(rename = "a")]
    pub offset: u64,
    /// Its length in bytes.
    #[serde(rename = "n")]
    pub length: u64,
}

/// An object in the bucket.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Object {
    /// Its name.
    #[serde(rename = "o")]
    pub name: String,
    /// Bytes of files.
    #[serde(rename = "d")]
    pub data: u64,
    /// Bytes altogether.
    #[serde(rename = "n")]
    pub length: u64,
    /// Checksum of the list of checksums.
    #[serde(rename = "c")]
    pub checksum: u32,
}

impl Manifest {
    /// The version of the manifest among fetched items; 0 when there is none. Cheaper than reading it.
    pub fn version_in(fetched: &Fetched) -> Result<u64, Error> {
        Ok(Store::document_version_in(fetched, &Key::index_manifest())?)
    }

    /// The manifest among fetched items, and its version. An empty one of version 0 when there is none.
    pub fn find_in(fetched: &Fetched) -> Result<(u64, Self), Error> {
        let Some(document) = Store::document_in(fetched, &Key::index_manifest())? else {
            return Ok((0, Self::default()));
        };
        let manifest = serde_json::from_value(serde_json::Value::Object(document.body))
            .map_err(|error| Error::Damaged(error.to_string()))?;
        Ok((document.version, manifest))
    }

    /// The manifest as it is now.
    pub async fn read(store: &Store) -> Result<(u64, Self), Error> {
        Self::find_in(&store.fetch([Key::index_manifest()]).await?)
    }

    /// Puts this manifest in the place of the one of version `seen`, and removes objects that nobody is at any more.
    pub async fn switch(mut self, store: &Store, seen: u64, before: &Self) -> Result<(), Error> {
        let now = store.clock().milliseconds();
        if self.secret.is_empty() {
            self.secret = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()].map(|lot| lot.simple().to_string()).concat();
        }
        let (kept, known) = (self.objects(), before.objects());
        self.retired.extend(known.difference(&kept).map(|name| (name.clone(), now)));
        self.retired.retain(|name, _| !kept.contains(name));
        let over: Vec<String> =
            self.retired.iter().filter(|(_, since)| now - **since > GRACE).map(|(name, _)| name.clone()).collect();
        for name in &over {
            self.retired.remove(name);
        }
        let is_due = now - self.swept > SWEPT_EVERY;
        if is_due {
            self.swept = now;
        }
        let Ok(serde_json::Value::Object(body)) = serde_json::to_value(&self) else {
            return Err(Error::Damaged("the manifest is no object".to_owned()));
        };
        let mut transaction = Transaction::new();
        transaction.set_document(Key::index_manifest(), seen, &body)?;
        match store.commit(transaction).await {
            Err(store::Error::Stale(_)) => return Err(Error::Overtaken),
            written => written?,
        }
        for name in over {
            // What stays for once costs its storage, and the change is made.
            let _ = store.delete_segment(&name).await;
        }
        // What was there before the first manifest is nobody's.
        if is_due && seen > 0 {
            let known: BTreeSet<String> = kept.into_iter().chain(self.retired.into_keys()).collect();
            match sweep(store, &known).await {
                Ok(0) => {}
                Ok(removed) => tracing::warn!(removed, "objects that belonged to no index"),
                Err(error) => tracing::warn!(%error, "lost objects were not looked for"),
            }
        }
        Ok(())
    }

    /// The names of all objects that belong to it.
    pub fn objects(&self) -> BTreeSet<String> {
        let contents = self.current.iter().chain(&self.next);
        contents.flat_map(|contents| &contents.objects).map(|object| object.name.clone()).collect()
    }
}
