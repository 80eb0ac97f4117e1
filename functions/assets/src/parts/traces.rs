//! What a part leaves in the table besides its record and the link at its resource. All of it is written and removed in the
//! transactions of the part, so it follows from what the part says, and from nothing else.

use arcs::entity::uri;
use arcs::kinds::Resource;
use store::words::Word;
use store::{Key, Store, Transaction};
use uuid::Uuid;

/// One trace.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trace {
    /// That nobody else may be the same.
    Guard(Key),
    /// A list that the part is on.
    List(String),
    /// Another resource that it names, which must be there.
    Link {
        /// The resource's id.
        target: Uuid,
        /// The name of the links.
        relation: &'static str,
    },
    /// A word that it uses.
    Word(Word),
}

/// Items that a part is at most, in the transaction that creates or removes it: its record, the link, the resource that must be
/// there, a noted request, and its traces.
pub(super) const MOST_ITEMS: usize = 8;

/// Writes the traces of a part that come, and removes those that go.
pub(super) fn change(transaction: &mut Transaction, part: &str, from: &[Trace], to: &[Trace]) {
    for trace in to.iter().filter(|trace| !from.contains(trace)) {
        match trace {
            Trace::Guard(key) => transaction.guard(key.clone(), "same", part),
            Trace::List(list) => transaction.enlist(list, part),
            Trace::Link { target, relation } => {
                let target = uri::<Resource>(*target);
                transaction.link(&target, relation, part, "");
                transaction.hint(&target, []);
            }
            Trace::Word(word) => transaction.count_word(word, 1),
        }
    }
    for trace in from.iter().filter(|trace| !to.contains(trace)) {
        match trace {
            Trace::Guard(key) => transaction.release(key.clone()),
            Trace::List(list) => transaction.delist(list, part),
            Trace::Link { target, relation } => transaction.unlink(&uri::<Resource>(*target), relation, part),
            Trace::Word(word) => transaction.count_word(word, -1),
        }
    }
}

/// The words among traces that are gone.
pub(super) fn words(gone: &[Trace]) -> impl Iterator<Item = Word> {
    gone.iter().filter_map(|trace| if let Trace::Word(word) = trace { Some(word.clone()) } else { None })
}

/// Takes words off their lists that nobody uses any more, after their use was counted down. The change that did so is made either
/// way: words that stay are not shown, and go when somebody meets them.
pub(super) async fn forget(store: &Store, words: Vec<Word>) {
    if words.is_empty() {
        return;
    }
    if let Err(error) = store.forget_words(&words).await {
        tracing::warn!(%error, "words that nobody uses stay");
    }
}
