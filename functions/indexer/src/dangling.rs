//! Links to records that are gone.
//!
//! Who deletes a record cuts the references to it, those too that are made while it goes away. A slow writer may still commit one
//! afterwards: asking in the transaction whether the record is there would put all writers who refer to it in each other's way. So
//! every new link is looked at here, once.
//!
//! A record that was transferred took along the links that it had, or its transfer is about to see to them. Only those that were
//! made after it left are cut.

use std::collections::BTreeMap;

use api::write::loosen;
use serde_json::Value;
use store::{Error, Key, Store};

/// A new link: from where, to where.
pub(crate) type Link = (String, String);

/// The new link that a record of the stream tells of, and when it was made, in seconds since 1970 (UTC).
pub(crate) fn made(record: &Value) -> Option<(Link, i64)> {
    let keys = &record["dynamodb"]["Keys"];
    let sort = keys["sk"]["S"].as_str()?.strip_prefix("link#")?;
    let (_, source) = sort.split_once('#')?;
    let is_new = record["eventName"] == "INSERT";
    let target = keys["pk"]["S"].as_str().filter(|_| is_new)?;
    Some(((source.to_owned(), target.to_owned()), seconds(&record["dynamodb"]["ApproximateCreationDateTime"])))
}

/// A moment as Lambda writes it: a number, with or without a fraction. What cannot be read is later than anything.
fn seconds(moment: &Value) -> i64 {
    let whole = moment.as_number().and_then(|number| number.to_string().split('.').next()?.parse().ok());
    whole.unwrap_or(i64::MAX)
}

/// Cuts those of these references that lead nowhere.
pub(crate) async fn cut(store: &Store, links: BTreeMap<Link, i64>) -> Result<(), Error> {
    if links.is_empty() {
        return Ok(());
    }
    let fetched = store.fetch(links.keys().map(|(_, target)| Key::record(target))).await?;
    let astray: Vec<(&Link, &i64)> =
        links.iter().filter(|((_, target), _)| !fetched.has(&Key::record(target))).collect();
    if astray.is_empty() {
        return Ok(());
    }
    let departures = store.fetch(astray.iter().map(|((_, target), _)| Key::departure(target))).await?;
    for ((source, target), made) in astray {
        let left = Store::departure_in(&departures, target)?.map(|departure| departure.moment());
        if left.is_some_and(|left| *made <= left / 1000) {
            continue;
        }
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
        let record = |event: &str, sk: &str| {
            json!({ "eventName": event, "dynamodb": { "ApproximateCreationDateTime": 7.5,
            "Keys": { "pk": { "S": "/subjects/1" }, "sk": { "S": sk } } } })
        };
        let link = "link#subjects#/repositories/2/accessions/3";
        let expected = ("/repositories/2/accessions/3".to_owned(), "/subjects/1".to_owned());
        assert_eq!(made(&record("INSERT", link)), Some((expected, 7)));
        assert_eq!(made(&record("REMOVE", link)), None);
        assert_eq!(made(&record("INSERT", "record")), None);
    }
}
