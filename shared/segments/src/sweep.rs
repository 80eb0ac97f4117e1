//! Objects that belong to nothing: written by somebody who did not live to name them in the manifest.

use std::collections::BTreeSet;

use store::Store;

use crate::error::Error;

/// Milliseconds for which an object is left alone: whoever wrote it may be about to name it. Longer than any function lives.
const YOUNG: i64 = 60 * 60 * 1000;

/// Removes the objects that are not `known`, and says how many there were. What is known must have been found out less than
/// an hour ago.
pub(crate) async fn sweep(store: &Store, known: &BTreeSet<String>) -> Result<usize, Error> {
    let latest = store.clock().milliseconds() - YOUNG;
    let names = store.list_segments().await?;
    let lost = names.iter().filter(|name| !known.contains(*name) && written(name).is_some_and(|when| when < latest));
    let mut removed = 0;
    for name in lost {
        store.delete_segment(name).await?;
        removed += 1;
    }
    Ok(removed)
}

/// When an object was written, in milliseconds since 1970: its name says so. `None` for what is none of ours.
fn written(name: &str) -> Option<i64> {
    let (seconds, nanoseconds) = uuid::Uuid::parse_str(name).ok()?.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()?.checked_mul(1000)?.checked_add(i64::from(nanoseconds / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_when() {
        let name = uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, 1_700_000_000, 5_000_000));
        assert_eq!(written(&name.simple().to_string()), Some(1_700_000_000_005));
        assert_eq!(written("readme"), None);
    }
}
