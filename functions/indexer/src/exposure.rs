//! What shared records and containers say of how public their users are.
//!
//! They are public while somebody uses them whom everybody may see. So when a record, or its repository, is shown or hidden, or put below
//! something else, all that it refers to is told, and all that is referred to from below it. Hints that become true are added here;
//! whether one has become false is found out by the links ([`crate::hints`]).

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use records::record_type::Stored;
use records::{Body, types};
use store::tree::Walk;
use store::{Error as StoreError, Key, Store, Transaction};

use crate::below::{self, Node};
use crate::error::Error;
use crate::hints;
use crate::public::{Above, hints_of, is_about_publication};
use crate::rebuild::{Place, collections, next_chunk};
use crate::searched::is_repository;

/// Before the URI of the record or repository in the names of such work.
pub(crate) const PREFIX: &str = "exposed#";

/// Components after which a step begins no further page.
const STEP: usize = 300;

/// Records of a repository that are looked at together.
const CHUNK: usize = 200;

/// How long one step through a repository takes: changes wait for it.
const TIME: Duration = Duration::from_secs(2);

/// Tells those that these records, and what stands below them, refer to, as far as one step goes; the rest is written down.
pub(crate) async fn follow_all(store: &Store, exposed: &BTreeSet<String>) -> Result<(), Error> {
    let (repositories, uris): (Vec<&str>, Vec<&str>) =
        exposed.iter().map(String::as_str).partition(|uri| is_repository(uri));
    for repository in repositories {
        // From the beginning, though it may be under way.
        store.note_indexing(&format!("{PREFIX}{repository}"), &Body::new()).await?;
    }
    let records = read(store, &uris).await?;
    tell(store, &records).await?;
    let nodes: Vec<(&Stored, Node)> = records.iter().filter_map(|record| Some((record, Node::of(record)?))).collect();
    let lists = store.fetch(nodes.iter().map(|(record, node)| node.list_of(record))).await?;
    let mut met = 0;
    for (record, node) in nodes {
        if !lists.has(&node.list_of(record)) {
            continue;
        }
        let mut walk = Walk::below(node.number_of(record));
        met += step(store, &node, &mut walk, STEP.saturating_sub(met)).await?;
        if !walk.is_over() {
            store.note_indexing(&format!("{PREFIX}{}", record.uri), &below::state(&walk)?).await?;
        }
    }
    Ok(())
}

/// Goes on with work of this kind.
pub(crate) async fn resume(store: &Store, name: &str, uri: &str) -> Result<(), Error> {
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let next = if is_repository(uri) {
        step_through(store, uri, Place::read(&known.state)).await?
    } else {
        let record = read(store, &[uri]).await?.pop();
        // Without the record there is nothing below it.
        match record.as_ref().and_then(Node::of) {
            Some(node) => {
                let mut walk: Walk = serde_json::from_value(known.state.get("walk").cloned().unwrap_or_default())?;
                step(store, &node, &mut walk, STEP).await?;
                if walk.is_over() { None } else { Some(below::state(&walk)?) }
            }
            None => None,
        }
    };
    match next {
        Some(state) => {
            store.continue_indexing(name, &known, &state).await?;
        }
        None => store.end_indexing(name, &known).await?,
    }
    Ok(())
}

/// Adds what new links from components make true: their writers do not know whether all that is above them is public.
pub(crate) async fn add_told<'a>(
    store: &Store,
    links: impl Iterator<Item = &'a (String, String)>,
) -> Result<(), StoreError> {
    let components = links.filter(|(source, target)| {
        let is_component = types::of_uri(source)
            .is_some_and(|row| ["archival_object", "digital_object_component"].contains(&row.name));
        is_component && types::of_uri(target).is_some_and(|row| is_told(row.name))
    });
    let sources: BTreeSet<&str> = components.map(|(source, _)| source.as_str()).collect();
    let sources: Vec<&str> = sources.into_iter().collect();
    let doubts = add(store, &read(store, &sources).await?).await?;
    hints::narrow(store, doubts.overtaken).await
}

/// Whether records of a type say how public their users are.
fn is_told(record_type: &str) -> bool {
    ["top_container", "subject"].contains(&record_type) || record_type.starts_with("agent_")
}

/// Walks on below a node, at least a page when anything is left; how many components it met.
async fn step(store: &Store, node: &Node, walk: &mut Walk, most: usize) -> Result<usize, Error> {
    let mut met = 0;
    while !walk.is_over() && met < most {
        let page = node.page(store, walk).await?;
        met += page.len();
        let uris: Vec<&str> = page.iter().map(String::as_str).collect();
        tell(store, &read(store, &uris).await?).await?;
    }
    Ok(met)
}

/// Goes on with a repository, after a place; where to go on then.
async fn step_through(store: &Store, repository: &str, mut place: Option<Place>) -> Result<Option<Body>, Error> {
    let until = Instant::now() + TIME;
    let collections = collections(store, Some(repository)).await?;
    while let Some((chunk, reached)) = next_chunk(store, &collections, place.as_ref(), CHUNK).await? {
        let uris: Vec<&str> = chunk.iter().map(String::as_str).collect();
        tell(store, &read(store, &uris).await?).await?;
        if Instant::now() > until {
            return Ok(Some(reached.state()));
        }
        place = Some(reached);
    }
    Ok(None)
}

async fn read(store: &Store, uris: &[&str]) -> Result<Vec<Stored>, StoreError> {
    if uris.is_empty() {
        return Ok(vec![]);
    }
    Ok(store.read(uris).await?.into_iter().flatten().collect())
}

/// Makes right what those say that these records refer to.
async fn tell(store: &Store, sources: &[Stored]) -> Result<(), StoreError> {
    let Doubts { mut overtaken, outdated } = add(store, sources).await?;
    overtaken.extend(outdated);
    hints::narrow(store, overtaken).await
}

/// Records whose hints have to be compared with their links.
struct Doubts {
    /// A hint was added for a record that was hidden meanwhile.
    overtaken: BTreeSet<String>,
    /// There is a hint that the records which were looked at do not make true.
    outdated: BTreeSet<String>,
}

/// Adds the hints that these records make true.
async fn add(store: &Store, sources: &[Stored]) -> Result<Doubts, StoreError> {
    let mut doubts = Doubts { overtaken: BTreeSet::new(), outdated: BTreeSet::new() };
    let told = told(store, sources).await?;
    let fetched = store.fetch(told.keys().map(|target| Key::record(target))).await?;
    let mut added: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (target, Told { true_hints, possible }) in told {
        let Some(known) = Store::inbound_in(&fetched, &target) else { continue };
        if possible.difference(&true_hints).any(|hint| known.contains(hint)) {
            doubts.outdated.insert(target.clone());
        }
        let missing: BTreeSet<String> = true_hints.difference(&known).cloned().collect();
        if missing.is_empty() {
            continue;
        }
        let mut transaction = Transaction::new();
        transaction.hint(&target, missing.clone());
        match store.commit(transaction).await {
            Ok(()) => {
                added.insert(target, missing);
            }
            // It went away.
            Err(StoreError::TargetMissing(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if added.is_empty() {
        return Ok(doubts);
    }
    // Who hid one of them meanwhile may have looked for the hint before it was there.
    let uris: Vec<&str> = sources.iter().map(|source| source.uri.as_str()).collect();
    let now = self::told(store, &read(store, &uris).await?).await?;
    let is_true = |target: &String, hints: &BTreeSet<String>| {
        now.get(target).is_some_and(|told| hints.is_subset(&told.true_hints))
    };
    doubts
        .overtaken
        .extend(added.into_iter().filter(|(target, hints)| !is_true(target, hints)).map(|(target, _)| target));
    Ok(doubts)
}

/// What records say of their publication at another one.
#[derive(Default)]
struct Told {
    /// What is so.
    true_hints: BTreeSet<String>,
    /// What would be so if everybody could see them.
    possible: BTreeSet<String>,
}

async fn told(store: &Store, sources: &[Stored]) -> Result<BTreeMap<String, Told>, StoreError> {
    let above = Above::read(store, sources).await?;
    let mut found: BTreeMap<String, Told> = BTreeMap::new();
    for source in sources {
        let kinds = [(false, above.standing_of(source)), (true, (true, true))];
        for (is_possible, standing) in kinds {
            for hint in hints_of(source, standing).into_iter().filter(|hint| is_about_publication(&hint.text)) {
                let told = found.entry(hint.target).or_default();
                if is_possible { &mut told.possible } else { &mut told.true_hints }.insert(hint.text);
            }
        }
    }
    Ok(found)
}
