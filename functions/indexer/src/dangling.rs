//! Links to records that are gone.
//!
//! Who deletes a record cuts the references to it, those too that are made while it goes away. A slow writer may still commit one
//! afterwards: asking in the transaction whether the record is there would put all writers who refer to it in each other's way. So
//! every new link is looked at here, once.

use std::collections::BTreeSet;

use api::write::loosen;
use serde_json::Value;
use store::{Error, Key, Store};

/// A new link: from where, to where.
pub(crate) type Link = (String, String);

/// The new link that a record of the stream tells of.
pub(crate) fn made(record: &Value) -> Option<Link> {
    let keys = &record["dynamodb"]["Keys"];
    let sort = keys["sk"]["S"].as_str()?.strip_prefix("link#")?;
    let (_, source) = sort.split_once('#')?;
    let is_new = record["eventName"] == "INSERT";
    if is_new { Some((source.to_owned(), keys["pk"]["S"].as_str()?.to_owned())) } else { None }
}

/// Cuts those of these references that lead nowhere.
pub(crate) async fn cut(store: &Store, links: BTreeSet<Link>) -> Result<(), Error> {
    if links.is_empty() {
        return Ok(());
    }
    let fetched = store.fetch(links.iter().map(|(_, target)| Key::record(target))).await?;
    for (source, target) in links.iter().filter(|(_, target)| !fetched.has(&Key::record(target))) {
        loosen(store, source, target).await.map_err(|problem| Error::Unavailable(problem.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_new_links_are_looked_at() {
        let record = |event: &str, sk: &str| json!({ "eventName": event, "dynamodb": { "Keys": { "pk": { "S": "/subjects/1" }, "sk": { "S": sk } } } });
        let link = "link#subjects#/repositories/2/accessions/3";
        let expected = ("/repositories/2/accessions/3".to_owned(), "/subjects/1".to_owned());
        assert_eq!(made(&record("INSERT", link)), Some(expected));
        assert_eq!(made(&record("REMOVE", link)), None);
        assert_eq!(made(&record("INSERT", "record")), None);
    }
}
