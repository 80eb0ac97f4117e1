//! The components of merged finding aids: they come behind those of the destination, in the order of the candidates.

use api::Problem;
use api::tree::components_below;
use api::write::claimed;
use records::record_type::Stored;
use records::tree::of_root;
use serde_json::json;
use store::{Key, Store};

use super::Parties;
use crate::replanting::Replanting;

/// Components that are read together.
const READ: usize = 100;

/// How many components there are to move. Refused when one of them claims what another component of the destination has.
pub(super) async fn count(store: &Store, parties: &Parties) -> Result<u64, Problem> {
    let Some(tree) = of_root(parties.row.name) else { return Ok(0) };
    let mut count = 0;
    for (_, candidate) in &parties.candidates {
        let uris = components_below(store, candidate).await?;
        count += uris.len() as u64;
        for uris in uris.chunks(READ) {
            let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
            let components: Vec<Stored> = store.read(&uris).await?.into_iter().flatten().collect();
            check_claims(store, components, tree, &parties.destination.uri).await?;
        }
    }
    Ok(count)
}

/// Refuses components that would claim something in another tree that is taken there.
pub(crate) async fn check_claims(
    store: &Store,
    components: Vec<Stored>,
    tree: &records::tree::Tree,
    root: &str,
) -> Result<(), Problem> {
    let mut claims = vec![];
    for mut component in components {
        component.body.insert(tree.root_property.to_owned(), json!({ "ref": root }));
        claims.extend(claimed(tree.component, &component).into_iter().map(|claim| (component.uri.clone(), claim)));
    }
    let fetched = store.fetch(claims.iter().map(|(_, claim)| claim.guard.clone())).await?;
    for (uri, claim) in claims {
        if Store::owner_in(&fetched, &claim.guard).is_some_and(|owner| owner != uri) {
            return Err(Problem::refused(&claim.property, claim.message));
        }
    }
    Ok(())
}

/// Names the trees that are not empty.
pub(super) async fn begin(store: &Store, parties: &Parties, trees: &mut Replanting) -> Result<(), Problem> {
    if of_root(parties.row.name).is_none() {
        return Ok(());
    }
    let lists = parties.candidates.iter().map(|(_, candidate)| Key::branch(&candidate.uri, 0));
    let fetched = store.fetch(lists).await?;
    for (_, candidate) in parties.candidates.iter().rev() {
        if Store::branch_in(&fetched, &candidate.uri, 0)?.count() > 0 {
            trees.add(&candidate.uri, &parties.destination.uri, 0);
        }
    }
    Ok(())
}
