//! The archive's own index: written to the bucket as the indexer does it, a thousand records at a time, and searched from there.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use index::{Asked, Change, FORMAT, Index, Request, Scope};
use segments::{Blocks, Contents, Files, Manifest};
use store::{Config, Store};
use tokio::runtime::Handle;

use super::{ask_all, corpus, most_memory, say};

/// Records in one change of the index.
const CHUNK: u64 = 1000;

/// Bytes of the index in memory, as in the function.
const ROOM: usize = 256 * 1024 * 1024;

pub(crate) async fn measure(folder: &Path) {
    let store = Store::new(Config::from_environment());
    let records = corpus::texts(folder).count() as u64;
    let blocks = Blocks::new(store.clone(), Handle::current(), ROOM);
    let mut contents = Contents::default();
    let began = Instant::now();
    for first in (1..=records).step_by(usize::try_from(CHUNK).unwrap()) {
        let changes: Arc<[Change]> = (first..(first + CHUNK).min(records + 1)).map(corpus::change).collect();
        let before = contents.objects.clone();
        indexer::apply(&store, &blocks, &mut contents, &changes).await.unwrap();
        for gone in before.iter().filter(|object| !contents.objects.contains(object)) {
            store.delete_segment(&gone.name).await.unwrap();
        }
        blocks.keep_only(&contents.objects.iter().map(|object| object.name.clone()).collect());
    }
    say("rate", f64::from(u32::try_from(records).unwrap()) / began.elapsed().as_secs_f64());
    say("bytes", contents.objects.iter().map(|object| f64::from(u32::try_from(object.length).unwrap())).sum());
    say("objects", f64::from(u32::try_from(contents.objects.len()).unwrap()));
    say("indexing_memory", most_memory());
    let (seen, before) = Manifest::read(&store).await.unwrap();
    let mut manifest = before.clone();
    FORMAT.clone_into(&mut manifest.format);
    manifest.current = Some(contents.clone());
    manifest.switch(&store, seen, &before).await.unwrap();
    let folder = folder.to_owned();
    // Nothing of it is in memory.
    let blocks = Blocks::new(store.clone(), Handle::current(), ROOM);
    let began = Instant::now();
    let files = Files::open(&blocks, &contents).await.unwrap();
    tokio::task::spawn_blocking(move || search(&folder, files, began)).await.unwrap();
}

fn search(folder: &Path, files: Files, began: Instant) {
    let index = Index::open(files).unwrap();
    let reader = index.reader();
    let request = |kind: &str, words: &str| Request {
        asked: Asked::Text(corpus::spell(kind, words)),
        facets: if kind == "facet" { vec!["subjects".to_owned()] } else { vec![] },
        facet_mincount: 1,
        // The other engines know of nothing that is hidden.
        scope: Scope { suppressed: true, ..Scope::default() },
        ..Request::default()
    };
    let (kind, words) = corpus::questions(folder).remove(0);
    reader.search(&request(&kind, &words)).unwrap();
    say("cold", began.elapsed().as_secs_f64() * 1000.0);
    ask_all(folder, |kind, words| reader.search(&request(kind, words)).unwrap().total as u64);
    say("memory", most_memory());
}
