//! An index in a directory, and what a reader of it sees.

use std::sync::{Arc, OnceLock};

use tantivy::directory::Directory;
use tantivy::tokenizer::Language;
use tantivy::{IndexReader, ReloadPolicy};

use crate::cursor::Seal;
use crate::query::stems;
use crate::schema::Fields;
use crate::writer::{Writer, Writing};
use crate::{Error, analysis};

/// An index.
///
/// Cheap to clone: clones share the files and the reader.
#[derive(Clone)]
pub struct Index {
    pub(crate) engine: tantivy::Index,
    pub(crate) fields: Arc<Fields>,
    reader: IndexReader,
}

impl Index {
    /// Opens the index in a directory, or begins a new one when it holds none.
    ///
    /// An index that was made for other fields is [`Error::Damaged`]: it is to be rebuilt.
    pub fn open(directory: impl Into<Box<dyn Directory>>) -> Result<Self, Error> {
        let fields = Fields::new();
        let mut engine =
            tantivy::Index::open_or_create(directory, fields.schema.clone()).map_err(|error| match error {
                tantivy::TantivyError::SchemaError(text) => Error::Damaged(text),
                other => other.into(),
            })?;
        engine.set_tokenizers(analysis::tokenizers());
        let reader =
            engine.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(20).try_into()?;
        Ok(Self { engine, fields: Arc::new(fields), reader })
    }

    /// A new index in memory.
    pub fn in_memory() -> Result<Self, Error> {
        Self::open(tantivy::directory::RamDirectory::create())
    }

    /// Takes notice of what was committed, or put into the directory, since it was opened or last reloaded. Readers that exist
    /// already keep what they see.
    pub fn reload(&self) -> Result<(), Error> {
        Ok(self.reader.reload()?)
    }

    /// A reader of the index as it is now: everything that it answers is of one state.
    pub fn reader(&self) -> Reader {
        let (searcher, fields) = (self.reader.searcher(), Arc::clone(&self.fields));
        Reader { searcher, fields, languages: Arc::default(), seal: Seal::default() }
    }

    /// The one writer of the index. A second one at the same time is an error.
    pub fn writer(&self, settings: Writing) -> Result<Writer, Error> {
        Writer::open(self, settings)
    }

    /// The files that the index is made of now, by name, without those of the past: what a copy of it needs.
    pub fn files(&self) -> Result<Vec<String>, Error> {
        let mut files = vec!["meta.json".to_owned()];
        for path in self.engine.load_metas()?.list_segment_files() {
            // Candidates: not every segment has every kind of file.
            if self.engine.directory().exists(&path).map_err(tantivy::TantivyError::from)? {
                files.push(path.to_string_lossy().into_owned());
            }
        }
        files.sort();
        Ok(files)
    }
}

/// The index at one moment.
#[derive(Clone)]
pub struct Reader {
    pub(crate) searcher: tantivy::Searcher,
    pub(crate) fields: Arc<Fields>,
    languages: Arc<OnceLock<Vec<Language>>>,
    pub(crate) seal: Seal,
}

impl Reader {
    /// The same, for a caller who pages by cursor.
    #[must_use]
    pub fn sealing(self, seal: Seal) -> Self {
        Self { seal, ..self }
    }

    /// The languages of the documents, found out once.
    pub(crate) fn languages(&self) -> Result<&[Language], Error> {
        if self.languages.get().is_none() {
            let found = stems::languages(self)?;
            return Ok(self.languages.get_or_init(|| found));
        }
        Ok(self.languages.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// Segments, the parts that a search visits one after the other.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }
}
