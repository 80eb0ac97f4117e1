//! `GET /repositories/:repo_id/collection_management/:id`: a part of a record, shown under its own number.

use api::resolve::resolve;
use api::show::{Eyes, show};
use api::{Call, Problem, Reply};
use records::Uri;
use records::lookups::{COLLECTION_MANAGEMENT, Entry};

/// The part, out of the record that it belongs to.
pub(crate) async fn read(call: Call) -> Result<Reply, Problem> {
    let missing = || Problem::missing("CollectionManagement");
    let uri = Uri::of("collection_management", call.repository(), call.params.number("id")).ok_or_else(missing)?;
    let value = uri.as_str().to_owned();
    let owners =
        call.store.look_up(&Entry { index: COLLECTION_MANAGEMENT.to_owned(), scope: String::new(), value }).await?;
    let owner = owners.first().ok_or_else(missing)?;
    let eyes = Eyes::of(&call.caller, call.repository());
    let record = call.store.read(&[owner]).await?.pop().flatten();
    let record = record.filter(|record| eyes.suppressed || !record.suppressed).ok_or_else(missing)?;
    let mut shown = show(&call.store, &record, eyes).await?;
    let part = shown["collection_management"].take();
    if part["uri"] != uri.as_str() {
        return Err(missing());
    }
    let mut shown = [part];
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(Reply::json(&shown[0]))
}
