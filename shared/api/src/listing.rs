//! Listing a collection: membership from its bitmap, then the records of the page.

use std::cmp::Ordering;

use records::record_type::RecordType;
use records::schema::Kind;
use roaring::RoaringBitmap;
use serde_json::{Value, json};

use crate::call::Call;
use crate::generic::collection;
use crate::paging::{self, Mode, Query};
use crate::preferences::sees_suppressed;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::resolve::resolve;
use crate::show::{Eyes, show_page};
use crate::write::has_hidden_links;

/// Sorting by anything but the number needs every record of the collection. Beyond this many, the answer is a 400.
const SORTABLE: u64 = 5000;

/// Answers a listing.
pub async fn list(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    list_with(row, call, |_, _| Ok(())).await
}

/// Answers a listing; `finish` completes the rendered records of the page with what else was read ahead.
pub async fn list_with<F>(row: &'static RecordType, call: Call, finish: F) -> Result<Reply, Problem>
where
    F: FnOnce(&Call, &mut [Value]) -> Result<(), Problem> + Send,
{
    let uri = collection(row, call.repository()).unwrap_or_default();
    let mut eyes = Eyes::of(&call.caller, call.repository());
    let query = paging::read(call.inputs());
    let members = call.store.members(&uri, &call.fetched).await?;
    if !members.suppressed.is_empty() {
        eyes.suppressed = sees_suppressed(&call).await?;
    }
    let mut numbers = members.visible(eyes.suppressed);
    if let Some(since) = query.modified_since {
        let changed: RoaringBitmap = call.store.changed_since(&uri, since).await?.into_iter().collect();
        numbers &= changed;
    }
    if let Mode::IdSet(wanted) = &query.mode {
        numbers &= wanted.iter().copied().collect::<RoaringBitmap>();
    }
    let total = numbers.len();
    let ordered = order(row, &call, &uri, numbers, &query).await?;
    let (size, page) = match &query.mode {
        Mode::AllIds => return Ok(Reply::json(&ordered.all())),
        Mode::IdSet(_) => (usize::MAX, 1),
        Mode::Page { page, size } => (*size, *page),
    };
    let uris: Vec<String> = ordered.page(page, size).iter().map(|number| format!("{uri}/{number}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    // A record deleted since the bitmap was read is left out.
    let stored: Vec<_> = call.store.read(&uris).await?.into_iter().flatten().collect();
    if !eyes.suppressed && stored.iter().any(has_hidden_links) {
        eyes.suppressed = sees_suppressed(&call).await?;
    }
    let mut shown = show_page(&call.store, &call.fetched, &stored, eyes).await?;
    finish(&call, &mut shown)?;
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(match query.mode {
        Mode::Page { page, size } => Reply::json(&paging::page(page, size, total, &shown)),
        Mode::IdSet(_) | Mode::AllIds => Reply::json(&shown),
    })
}

/// Numbers in the order asked for. Without another order they stay a bitmap: a page is cut out without walking.
enum Ordered {
    ByNumber(RoaringBitmap, bool),
    ByField(Vec<u32>),
}

impl Ordered {
    fn all(&self) -> Vec<u32> {
        match self {
            Self::ByNumber(numbers, false) => numbers.iter().collect(),
            Self::ByNumber(numbers, true) => numbers.iter().rev().collect(),
            Self::ByField(numbers) => numbers.clone(),
        }
    }

    fn page(&self, page: usize, size: usize) -> Vec<u32> {
        let skipped = (page - 1).saturating_mul(size);
        match self {
            Self::ByField(numbers) => numbers.iter().skip(skipped).take(size).copied().collect(),
            Self::ByNumber(numbers, descending) => {
                let length = usize::try_from(numbers.len()).unwrap_or(usize::MAX);
                let end = skipped.saturating_add(size).min(length);
                let rank = |place: usize| if *descending { length - 1 - place } else { place };
                (skipped..end).filter_map(|place| numbers.select(u32::try_from(rank(place)).ok()?)).collect()
            }
        }
    }
}

async fn order(
    row: &'static RecordType,
    call: &Call,
    collection: &str,
    numbers: RoaringBitmap,
    query: &Query,
) -> Result<Ordered, Problem> {
    let field = query.sort_field.as_str();
    if field == "id" {
        return Ok(Ordered::ByNumber(numbers, query.descending));
    }
    if !is_sortable(row, field) {
        return Err(Problem::Refused(json!({
            "db_error": [format!("Database integrity constraint conflict: there is no field '{field}' to sort by")]
        })));
    }
    if numbers.len() > SORTABLE {
        return Err(Problem::refused(
            "sort_field",
            format!("Failed validation -- a collection of more than {SORTABLE} records is sorted by id only"),
        ));
    }
    let uris: Vec<String> = numbers.iter().map(|number| format!("{collection}/{number}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let stored = call.store.read(&uris).await?;
    let mut keyed: Vec<(Value, u32)> = numbers
        .iter()
        .zip(stored)
        .filter_map(|(number, record)| {
            let record = record?;
            let value = match field {
                "create_time" => json!(record.create_time),
                "user_mtime" => json!(record.user_mtime),
                "system_mtime" => json!(record.system_mtime),
                "lock_version" => json!(record.lock_version),
                "created_by" => json!(record.created_by),
                "last_modified_by" => json!(record.last_modified_by),
                _ => record.body.get(field).cloned().unwrap_or_default(),
            };
            Some((value, number))
        })
        .collect();
    keyed.sort_by(|a, b| {
        let order = compare(&a.0, &b.0).then(a.1.cmp(&b.1));
        if query.descending { order.reverse() } else { order }
    });
    Ok(Ordered::ByField(keyed.into_iter().map(|(_, number)| number).collect()))
}

fn is_sortable(row: &RecordType, field: &str) -> bool {
    let audit = ["create_time", "user_mtime", "system_mtime", "lock_version", "created_by", "last_modified_by"];
    audit.contains(&field)
        || records::schema::find(row.name)
            .and_then(|schema| schema.properties.find(field))
            .is_some_and(|property| matches!(property.kind, Kind::String | Kind::Boolean | Kind::Integer | Kind::Date))
}

/// Missing values first, then numbers, then texts without regard to case.
fn compare(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) | Value::Number(_) => 1,
        _ => 2,
    };
    let number = |value: &Value| match value {
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        other => other.as_f64().unwrap_or_default(),
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_lowercase();
    rank(a).cmp(&rank(b)).then_with(|| match rank(a) {
        1 => number(a).total_cmp(&number(b)),
        2 => text(a).cmp(&text(b)),
        _ => Ordering::Equal,
    })
}

/// All records of a small collection, in the order of their numbers. Its snapshot should have been read ahead.
pub async fn whole(call: &Call, collection: &str) -> Result<Vec<records::record_type::Stored>, Problem> {
    let members = call.store.members(collection, &call.fetched).await?;
    let uris: Vec<String> = members.live.iter().map(|number| format!("{collection}/{number}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    Ok(call.store.read(&uris).await?.into_iter().flatten().collect())
}
