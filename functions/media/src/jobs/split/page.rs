//! One page of a document, as a resource.

use arcs::kinds::Resource;
use arcs::{Author, Entity, membership};
use bytes::Bytes;
use operations::{Desk, Problem};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use store::{Error, Key, Transaction};
use uploads::placing;
use uuid::Uuid;

/// What pages are made from.
pub(super) struct Source<'a> {
    pub(super) job: Uuid,
    pub(super) collection: Uuid,
    pub(super) category: String,
    pub(super) document: &'a Entity<Resource>,
}

impl Source<'_> {
    /// Makes a resource of a page, and puts it where it belongs in the collection. Pages count from 1.
    pub(super) async fn keep(&self, desk: &Desk<'_>, number: usize, jpeg: Vec<u8>) -> Result<(), Problem> {
        let (store, jpeg) = (desk.store, Bytes::from(jpeg));
        let facts = self.describe(number, &jpeg);
        let (sha256, user) = (facts.sha256.clone(), facts.user.clone());
        let username = desk.acting.username.clone().unwrap_or_default();
        let id = Uuid::new_v5(&self.job, format!("page {number}").as_bytes());
        let author = Author { uri: &user, username: &username };
        let page = Entity::with_id(store, id, author, facts)?;
        let place = u32::try_from(number).map_err(|_| Problem::bad_request("the document has too many pages"))?;
        let mut transaction = Transaction::new();
        placing::found(store, &mut transaction, &page, author, &[]).await?;
        membership::place(&mut transaction, self.collection, id, place)?;
        let blob = store.blob(&store.fetch([Key::blob(&sha256)]).await?, &sha256).await?;
        match store.keep_blob(blob, &jpeg, &transaction).await {
            // A step before this one made it, and died.
            Ok(()) | Err(Error::NumberInUse(_) | Error::Rearranged(_)) => Ok(()),
            Err(Error::TargetMissing(_)) => Err(Problem::NotFound("the collection is gone".to_owned())),
            Err(error) => Err(error.into()),
        }
    }

    /// A page is its document's in every respect but its picture.
    fn describe(&self, number: usize, jpeg: &[u8]) -> Resource {
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
            pictures: None,
        }
    }
}
