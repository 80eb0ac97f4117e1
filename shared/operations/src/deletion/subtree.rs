//! The end of what stands below a node of a tree, from the deepest on: nothing ever stands below what is gone.

use api::Problem;
use store::tree::Card;
use store::{Fetched, Store};

use super::cut_late;
use crate::desk::Desk;
use crate::walk::{Node, Walk};

/// Components that end in one transaction: each of them is up to eight of its items.
const TOGETHER: usize = 10;

/// Components that end in one step.
const PAGE: usize = 80;

/// How often some components are staged again because others change the tree at the same time.
const ATTEMPTS: usize = 40;

/// Ends a page of what stands lowest below a node; how many components that were, none when nothing is below.
pub(super) async fn end_lowest(desk: &Desk<'_>, node: &Node, ending: &[String]) -> Result<u64, Problem> {
    let cards = lowest(desk.store, node).await?;
    for some in cards.chunks(TOGETHER) {
        let uris: Vec<String> = some.iter().map(|card| node.component(card.number)).collect();
        if !end_together(desk, node, &uris, ending).await? {
            // The tree is another one by now: whoever goes on looks anew.
            break;
        }
    }
    Ok(cards.len() as u64)
}

/// Siblings below a node that have nothing below themselves.
async fn lowest(store: &Store, node: &Node) -> Result<Vec<Card>, Problem> {
    let mut number = node.number;
    loop {
        let cards = store.cards(&node.root, number, "", PAGE).await?;
        match cards.iter().find(|card| card.children.all > 0) {
            Some(card) => number = card.number,
            None => return Ok(cards),
        }
    }
}

/// Ends records of one tree in one transaction; `false` when they have others below them by now.
async fn end_together(desk: &Desk<'_>, node: &Node, uris: &[String], ending: &[String]) -> Result<bool, Problem> {
    let nothing = Fetched::default();
    let mut attempts = desk.attempts(&nothing);
    for attempt in 0..ATTEMPTS {
        let mut staging = attempts.start();
        staging.announce_end(uris.iter().chain(ending).map(String::as_str));
        for uri in uris {
            staging.depend_on(uri);
        }
        let staged = Box::pin(staging.delete_in_tree(node.tree, &node.root, uris)).await;
        if attempt == ATTEMPTS / 2 && matches!(staged, Err(Problem::Rearranged(_))) {
            return Ok(false);
        }
        if let Some(records) = attempts.staged(staged).await?
            && attempts.commit(staging).await?
        {
            cut_late(desk, records.iter()).await?;
            return Ok(true);
        }
    }
    Err(Problem::Unavailable(format!("the tree of {} changes all the time", node.root)))
}

/// Refuses before anything is gone when one of those below a node may not go. Returns whether that was all.
pub(super) async fn check_page(
    desk: &Desk<'_>,
    node: &Node,
    walk: &mut Walk,
    ending: &[String],
) -> Result<bool, Problem> {
    let cards = walk.next(desk.store, &node.root).await?;
    let uris: Vec<String> = cards.iter().map(|card| node.component(card.number)).collect();
    let read: Vec<&str> = uris.iter().map(String::as_str).collect();
    let nothing = Fetched::default();
    let attempts = desk.attempts(&nothing);
    let mut staging = attempts.start();
    staging.announce_end(uris.iter().chain(ending).map(String::as_str));
    for record in desk.store.read(&read).await?.into_iter().flatten() {
        staging.check_kept(node.tree.component, &record).await?;
    }
    Ok(cards.is_empty())
}
