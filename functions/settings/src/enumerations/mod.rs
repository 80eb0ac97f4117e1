//! Controlled value lists as clients see and change them. What the lists are is [`records::enumerations`]' affair.
//!
//! All changed lists are one document, which is read with every request that brings a record, so that a change holds for the
//! next one. Changing it is rare; which records hold a value is found by looking through them ([`walk`]).

mod change;
mod create;
mod csv;
mod migrate;
mod show;
mod update;
mod values;
mod walk;

use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get, post};
use records::enumerations::List;
use records::permissions::Permission::UpdateEnumerationRecord;
use store::Key;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let keys = || vec![Key::enumerations(), crate::archive_key()];
    let read = move |path: &str| get(path).reads(move |_| keys());
    let write = move |path: &str| post(path).needs(UpdateEnumerationRecord).reads(move |_| keys());
    let value = "/config/enumeration_values/{enum_val_id}";
    vec![
        read("/config/enumerations").to(all),
        read("/config/enumerations/csv").to(csv::table),
        read("/config/enumerations/names/{enum_name}").params([Param::required("enum_name", Kind::String)]).to(by_name),
        read("/config/enumerations/{enum_id}").to(one),
        read(value).to(values::read),
        write("/config/enumerations").body("enumeration").to(create::create),
        write("/config/enumerations/migration").body("enumeration_migration").to(migrate::migrate),
        write("/config/enumerations/{enum_id}").body("enumeration").to(update::update),
        write(value).body("enumeration_value").to(values::update),
        write("/config/enumeration_values/{enum_val_id}/position")
            .params([Param::required("position", Kind::Integer)])
            .to(values::position),
        write("/config/enumeration_values/{enum_val_id}/suppressed")
            .params([Param::required("suppressed", Kind::Boolean)])
            .to(values::suppress),
    ]
}

async fn all(call: Call) -> Result<Reply, Problem> {
    let born = crate::born(&call).await?;
    let shown: Vec<_> = call.lists.all().into_iter().map(|list| show::list(list, &born)).collect();
    Ok(Reply::json(&shown))
}

async fn one(call: Call) -> Result<Reply, Problem> {
    let list = numbered(&call, call.params.number("enum_id"))?;
    Ok(Reply::json(&show::list(list, &crate::born(&call).await?)))
}

async fn by_name(call: Call) -> Result<Reply, Problem> {
    let list = call.lists.find(call.params.string("enum_name").unwrap_or_default());
    let list = list.ok_or_else(|| Problem::missing("Enumeration"))?;
    Ok(Reply::json(&show::list(list, &crate::born(&call).await?)))
}

/// A list, or the 404.
fn numbered(call: &Call, id: u64) -> Result<&List, Problem> {
    call.lists.numbered(id).ok_or_else(|| Problem::missing("Enumeration"))
}

/// The list of a value, or the 404.
fn holding(call: &Call, value: u64) -> Result<&List, Problem> {
    call.lists.holding(value).ok_or_else(|| Problem::missing("EnumerationValue"))
}
