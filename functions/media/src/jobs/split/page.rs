//! One page of a document, as a resource.

use arcs::kinds::Resource;
use arcs::{Author, Entity, membership};
use bytes::Bytes;
use futures_util::future::try_join;
use operations::{Desk, Problem};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use store::{Error, Key, Transaction};
use uploads::placing;
use uuid::Uuid;

use crate::decoder::{Looked, Page};
use crate::derive;

/// What pages are made from.
pub(super) struct Source<'a> {
    pub(super) job: Uuid,
    pub(super) collection: Uuid,
    pub(super) category: String,
    pub(super) document: &'a Entity<Resource>,
}

impl Source<'_> {
    /// Makes a resource of a page, and puts it where it belongs in the collection. Pages count from 1.
    ///
    /// Its pictures are kept before it is there: whoever looks into new files would have to decode what was just drawn, and has
    /// other people's files to look into.
    pub(super) async fn keep(&self, desk: &Desk<'_>, number: usize, page: Page) -> Result<(), Problem> {
        let (store, jpeg, looked) = (desk.store, Bytes::from(page.jpeg), page.looked);
        let facts = self.describe(number, &jpeg, &looked);
        let (file, sha256, user) = (facts.clone(), facts.sha256.clone(), facts.user.clone());
        let username = desk.acting.username.clone().unwrap_or_default();
        let id = Uuid::new_v5(&self.job, format!("page {number}").as_bytes());
        let author = Author { uri: &user, username: &username };
        let page = Entity::with_id(store, id, author, facts)?;
        let place = u32::try_from(number).map_err(|_| Problem::bad_request("the document has too many pages"))?;
        let mut transaction = Transaction::new();
        placing::found(store, &mut transaction, &page, author, &[]).await?;
        membership::place(&mut transaction, self.collection, id, place)?;
        let blob = store.blob(&store.fetch([Key::blob(&sha256)]).await?, &sha256).await?;
        if blob.is_stored() {
            Box::pin(derive::keep(store, &file, &looked)).await?;
        }
        // All of it is announced, and goes with the blob if nothing comes of it.
        let write = || async {
            let both = try_join(store.put_blob(&sha256, jpeg.clone()), derive::keep(store, &file, &looked));
            Box::pin(both).await.map(|_| ())
        };
        match Box::pin(store.keep_blob_by(blob, write, &transaction)).await {
            // A step before this one made it, and died.
            Ok(()) | Err(Error::NumberInUse(_) | Error::Rearranged(_)) => Ok(()),
            Err(Error::TargetMissing(_)) => Err(Problem::NotFound("the collection is gone".to_owned())),
            Err(error) => Err(error.into()),
        }
    }

    /// A page is its document's in every respect but its picture.
    fn describe(&self, number: usize, jpeg: &[u8], looked: &Looked) -> Resource {
        let document = &self.document.facts;
        let base = match document.file_name.rsplit_once('.') {
            Some((base, _)) if !base.is_empty() => base,
            _ => document.file_name.as_str(),
        };
        Resource {
            user: document.user.clone(),
            sha: hex::encode(Sha1::digest(jpeg)),
            sha256: hex::encode(Sha256::digest(jpeg)),
            file_name: format!("{base}-p{number:03}.jpeg"),
            file_size: jpeg.len() as u64,
            mime_type: "image/jpeg".to_owned(),
            title: format!("{}-p{number:03}", document.title),
            public: document.public,
            exclusive: document.exclusive,
            first_req: true,
            category: self.category.clone(),
            context: Some(self.collection.to_string()),
            metadata: document.metadata.clone(),
            pictures: Some(looked.pictures()),
        }
    }
}
