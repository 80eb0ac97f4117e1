//! Writing the document of the changed lists.

use api::{Call, Problem};
use records::enumerations::{List, Lists};
use store::{Key, Store, Transaction};

/// How often a change is made again because another one came first.
const ATTEMPTS: usize = 6;

/// Values of one list. All changed lists share an item of 400 KB.
const MOST_VALUES: usize = 3000;

/// Changes one list: it is read as it is now, `change` works on it, and what comes of it is stored, all over again if somebody
/// else changes the lists meanwhile. Values that `change` removes leave tombstones.
pub(super) async fn change_list<T>(
    call: &Call,
    id: u64,
    change: impl Fn(&mut Lists, &mut List) -> Result<T, Problem>,
) -> Result<(List, T), Problem> {
    change_lists(call, |lists| {
        let mut list = lists.numbered(id).cloned().ok_or_else(|| Problem::missing("Enumeration"))?;
        let before = list.values.clone();
        let outcome = change(lists, &mut list)?;
        list.values.sort_by_key(|value| value.position);
        if list.values.len() > MOST_VALUES {
            return Err(Problem::refused("values", format!("A list has {MOST_VALUES} values at most")));
        }
        let is_gone = |id: u64| list.values.iter().all(|value| value.id != id);
        let gone: Vec<u64> = before.iter().map(|value| value.id).filter(|id| is_gone(*id)).collect();
        lists.put(list.clone());
        Ok(((list, outcome), gone))
    })
    .await
}

/// Changes the lists; `change` also tells the numbers of values that are gone.
pub(super) async fn change_lists<T>(
    call: &Call,
    change: impl Fn(&mut Lists) -> Result<(T, Vec<u64>), Problem>,
) -> Result<T, Problem> {
    let mut document = Store::document_in(&call.fetched, &Key::enumerations())?;
    for _ in 0..ATTEMPTS {
        let current = document.unwrap_or_default();
        let mut lists = Lists::read(&current.body);
        let (outcome, gone) = change(&mut lists)?;
        let mut transaction = Transaction::new();
        transaction.set_document(Key::enumerations(), current.version, &lists.write())?;
        for id in gone {
            transaction.tombstone(&format!("/config/enumeration_values/{id}"));
        }
        match call.store.commit(transaction).await {
            Ok(()) => return Ok(outcome),
            Err(store::Error::Stale(_)) => {
                let fetched = call.store.fetch([Key::enumerations()]).await?;
                document = Store::document_in(&fetched, &Key::enumerations())?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::stale())
}
