//! One value taken by another, in the list and in every record.

use api::write::Attempts;
use api::{Call, Problem, Reply};
use records::enumerations::{List, uses};
use records::record_type::{RecordType, Stored};
use serde_json::Value as Json;

use super::change::change_list;
use super::update::renumber;
use super::walk::Walk;
use super::{numbered, show};

/// How often a record is rewritten that somebody else changes at the same time.
const ATTEMPTS: usize = 5;

/// `POST /config/enumerations/migration`. Each record is a transaction of its own: a migration that stopped half-way goes on
/// when it is asked for again.
pub(super) async fn migrate(call: Call) -> Result<Reply, Problem> {
    let text = |name: &str| call.body.get(name).and_then(Json::as_str).unwrap_or_default();
    let (from, to) = (text("from"), text("to"));
    let number = text("enum_uri").rsplit('/').next().and_then(|number| number.parse().ok());
    let list = numbered(&call, number.unwrap_or_default())?;
    let (Some(old), Some(_)) = (list.find(from), list.find(to)) else {
        return Err(Problem::missing("EnumerationValue"));
    };
    if !list.editable || old.readonly {
        return Err(Problem::bad_request(format!("The value '{from}' of {} can't be migrated", list.name)));
    }
    if from == to {
        return Err(Problem::bad_request("A value can't be migrated to itself"));
    }
    rewrite(&call, list, from, to).await?;
    let (list, ()) = change_list(&call, list.id, |_, list| {
        drop_value(list, from, to, (call.caller.username(), call.store.clock().now()));
        Ok(())
    })
    .await?;
    Ok(Reply::json(&show::list(&list, &crate::born(&call).await?)))
}

fn drop_value(list: &mut List, from: &str, to: &str, (username, now): (Option<&str>, i64)) {
    list.values.retain(|value| value.value != from);
    list.values.iter_mut().for_each(|value| value.trace.touch(username, now));
    renumber(list);
    if list.default.as_deref() == Some(from) {
        list.default = Some(to.to_owned());
    }
}

/// Replaces a value in every record that holds it.
pub(super) async fn rewrite(call: &Call, list: &List, from: &str, to: &str) -> Result<(), Problem> {
    let mut walk = Walk::new(call, &list.name).await?;
    while let Some((row, records)) = walk.next().await? {
        for record in records {
            rewrite_record(call, row, record, (&list.name, from, to)).await?;
        }
    }
    Ok(())
}

async fn rewrite_record(
    call: &Call,
    row: &'static RecordType,
    mut record: Stored,
    (list, from, to): (&str, &str, &str),
) -> Result<(), Problem> {
    for _ in 0..ATTEMPTS {
        let mut body = record.body.clone();
        if uses::replace(row.name, &mut body, list, from, to) == 0 {
            return Ok(());
        }
        let mut attempts = Attempts::new(call);
        let mut staging = attempts.start();
        staging.depend_on(&record.uri);
        staging.revise(row, &record, body).await?;
        if attempts.commit(staging).await? {
            return Ok(());
        }
        let Some(newer) = call.store.read(&[&record.uri]).await?.pop().flatten() else { return Ok(()) };
        record = newer;
    }
    Err(Problem::stale())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_goes_with_its_value() {
        let mut list = records::enumerations::seed("extent_portion").unwrap().clone();
        list.values.reverse();
        drop_value(&mut list, "whole", "part", (Some("admin"), 7));
        assert_eq!((list.default.as_deref(), list.values.len()), (Some("part"), 1));
        assert_eq!((list.values[0].position, list.values[0].trace.lock_version), (0, 1));
    }
}
