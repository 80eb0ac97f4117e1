//! Changes of the index.
//!
//! A change says everything about one record: its documents replace what was there. A change that is older than what is there is
//! passed over, so that changes may come late, twice and in any order. A record that is gone leaves a mark with its version; a
//! rebuilt index has no marks.

use std::collections::HashMap;

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{DocSet, IndexWriter, TERMINATED, TantivyDocument, Term};

use crate::document::Change;
use crate::index::Index;
use crate::{Error, encode};

/// How a writer goes about its work.
#[derive(Clone, Copy, Debug)]
pub struct Writing {
    /// Bytes of memory for documents that are not yet in a segment; at least 15 MB.
    pub memory: usize,
    /// How many segments of one size there may be before they are merged. Lower: faster searches, more writing.
    pub fan: usize,
    /// Segments with more documents than this are left alone, except for what is deleted in them.
    pub largest: usize,
}

impl Default for Writing {
    fn default() -> Self {
        Self { memory: 30_000_000, fan: 6, largest: 2_000_000 }
    }
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Records whose documents were replaced or removed.
    pub changed: usize,
    /// Changes that were older than what was there.
    pub late: usize,
}

/// The writer of an index. Nothing is seen by readers before [`Writer::commit`].
pub struct Writer {
    index: Index,
    engine: IndexWriter,
    /// Versions that are not committed yet.
    pending: HashMap<String, u64>,
}

impl Writer {
    pub(crate) fn open(index: &Index, settings: Writing) -> Result<Self, Error> {
        index.reload()?;
        // Threads of its own would cost more than they save: on one machine, for each change, their start and their memory.
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(settings.memory.max(15_000_000))
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        let engine: IndexWriter = index.engine.writer_with_options(options)?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(settings.fan.max(2));
        // Sizes count as equal within a factor of eight: with the engine's own finer steps there would be several times as many segments.
        policy.set_level_log_size(3.0);
        policy.set_max_docs_before_merge(settings.largest);
        policy.set_min_layer_size(1000);
        policy.set_del_docs_ratio_before_merge(0.3);
        engine.set_merge_policy(Box::new(policy));
        Ok(Self { index: index.clone(), engine, pending: HashMap::new() })
    }

    /// Applies changes, in their order.
    pub fn apply(&mut self, changes: &[Change]) -> Result<Applied, Error> {
        let mut applied = Applied::default();
        for change in changes {
            if self.version(&change.uri)?.is_some_and(|known| change.version < known) {
                applied.late += 1;
                continue;
            }
            let fields = &self.index.fields;
            self.engine.delete_term(Term::from_field_text(fields.source, &change.uri));
            for document in &change.documents {
                self.engine.add_document(encode::document(fields, change, document))?;
            }
            if change.documents.is_empty() {
                self.engine.add_document(encode::gone(fields, change))?;
            }
            self.pending.insert(change.uri.clone(), change.version);
            applied.changed += 1;
        }
        Ok(applied)
    }

    /// The version of a record that the index has, or had when it was removed.
    pub fn version(&self, uri: &str) -> Result<Option<u64>, Error> {
        if let Some(version) = self.pending.get(uri) {
            return Ok(Some(*version));
        }
        let reader = self.index.reader();
        let term = Term::from_field_text(self.index.fields.source, uri);
        for segment in reader.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.index.fields.source)?;
            let Some(mut postings) = inverted.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)? else {
                continue;
            };
            let versions = segment.fast_fields().u64("version")?;
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return Ok(versions.first(postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// Makes everything applied visible to readers ([`Index::reload`]) and durable in the directory. Merges that this calls for
    /// run on; [`Writer::finish`] waits for them.
    pub fn commit(&mut self) -> Result<(), Error> {
        self.engine.commit()?;
        self.index.reload()?;
        self.pending.clear();
        Ok(())
    }

    /// Merges everything into one segment: the end of a rebuild.
    pub fn merge_all(&mut self) -> Result<(), Error> {
        let segments = self.index.engine.searchable_segment_ids()?;
        if segments.len() > 1 {
            self.engine.merge(&segments).wait()?;
        }
        self.index.reload()
    }

    /// Commits, waits for merges and removes the files of the past.
    pub fn finish(mut self) -> Result<(), Error> {
        self.commit()?;
        self.engine.garbage_collect_files().wait()?;
        self.engine.wait_merging_threads()?;
        self.index.reload()
    }
}

/// Only for the type of documents that writers take.
pub(crate) type Encoded = TantivyDocument;
