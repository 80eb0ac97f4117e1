//! From parameters to what is asked of the index.

use api::params::{Kind, Problems};
use api::{Call, Param, Problem};
use index::{Asked, Request, SortKey, Window};
use serde_json::Value;

use crate::objects;
use crate::scope::scope_of;

/// Hits on a page when the client does not say.
const DEFAULT_SIZE: usize = 10;

/// Hits on a page at most; more are cut silently, as in other listings.
const MAXIMUM_SIZE: usize = 250;

/// The parameters that say what is looked for.
pub(crate) fn asked() -> Vec<Param> {
    vec![
        Param::optional("q", Kind::String),
        Param::optional("aq", Kind::String),
        Param::optional("type", Kind::Strings),
        Param::optional("sort", Kind::String),
        Param::optional("facet", Kind::Strings),
        Param::defaulted("facet_mincount", Kind::Integer, "0"),
        Param::optional("filter", Kind::String),
        Param::optional("filter_query", Kind::Strings),
        Param::optional("filter_term", Kind::Strings),
        Param::optional("exclude", Kind::Strings),
        Param::optional("hl", Kind::Boolean),
        Param::optional("root_record", Kind::String),
        Param::optional("modified_since", Kind::NonNegative),
        Param::optional("dt", Kind::String),
        Param::optional("fields", Kind::Strings),
        Param::resolve(),
    ]
}

/// The same, and which page of it.
pub(crate) fn paged() -> Vec<Param> {
    let mut params = asked();
    params.extend([
        Param::required("page", Kind::Integer),
        Param::optional("page_size", Kind::Integer),
        Param::optional("cursor", Kind::String),
    ]);
    params
}

/// What the search of a repository takes besides. Tables are written in one way, whichever writer is asked for.
pub(crate) fn of_repository() -> Vec<Param> {
    vec![Param::optional("csv_export_use_solr_writer", Kind::Boolean)]
}

/// Which page was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Counted from 1.
    pub(crate) number: usize,
    /// Hits on a page.
    pub(crate) size: usize,
}

/// The page that was asked for. A refusal names everything that is wrong.
pub(crate) fn page_of(call: &Call) -> Result<Page, Problem> {
    let mut problems = Problems::new();
    let mut read = |name: &str, otherwise: usize| {
        let Some(number) = call.params.integer(name) else { return otherwise };
        usize::try_from(number).ok().filter(|number| *number > 0).unwrap_or_else(|| {
            problems.insert(name.to_owned(), vec![format!("Wanted type Integer but got '{number}'")]);
            otherwise
        })
    };
    let page = Page { number: read("page", 1), size: read("page_size", DEFAULT_SIZE).min(MAXIMUM_SIZE) };
    if problems.is_empty() { Ok(page) } else { Err(Problem::Parameters(problems)) }
}

/// What was asked for, of the first hits.
pub(crate) async fn request_of(call: &Call) -> Result<Request, Problem> {
    let text = |name: &str| call.params.string(name).filter(|text| !text.trim().is_empty());
    let asked = match (text("q"), objects::read(call, "aq")?) {
        (Some(q), _) => Asked::Text(q.to_owned()),
        (None, Some(aq)) => Asked::Advanced(aq),
        (None, None) => Asked::All,
    };
    Ok(Request {
        asked,
        scope: scope_of(call).await?,
        types: call.params.strings("type").to_vec(),
        filter: objects::read(call, "filter")?,
        filter_queries: call.params.strings("filter_query").to_vec(),
        filter_terms: terms_of(call)?,
        exclude: call.params.strings("exclude").to_vec(),
        root_record: text("root_record").map(ToOwned::to_owned),
        modified_since: call.params.integer("modified_since").filter(|moment| *moment > 0),
        sort: text("sort")
            .map(SortKey::parse_all)
            .transpose()
            .map_err(|error| Problem::BadRequest(error.to_string()))?
            .unwrap_or_default(),
        facets: call.params.strings("facet").to_vec(),
        facet_mincount: call.params.integer("facet_mincount").and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
        highlight: call.params.boolean("hl").unwrap_or(false),
        fields: call.params.strings("fields").to_vec(),
        window: Window::default(),
        suggest: true,
    })
}

/// The same, of a page.
pub(crate) async fn paged_request_of(call: &Call) -> Result<(Request, Page), Problem> {
    let page = page_of(call)?;
    let mut request = request_of(call).await?;
    match call.params.string("cursor") {
        Some(cursor) => request.walk(cursor, page.size).map_err(|error| Problem::BadRequest(error.to_string()))?,
        None => {
            request.window = Window::Offset { offset: (page.number - 1).saturating_mul(page.size), limit: page.size };
        }
    }
    Ok((request, page))
}

/// `filter_term[]`: objects of field and value.
fn terms_of(call: &Call) -> Result<Vec<(String, String)>, Problem> {
    let mut terms = vec![];
    for text in call.params.strings("filter_term") {
        let parsed: Option<Value> = serde_json::from_str(text).ok();
        let object = parsed.as_ref().and_then(Value::as_object);
        for (field, value) in object.ok_or_else(|| objects::unreadable("filter_term", "JSON object", text))? {
            let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            terms.push((field.clone(), value));
        }
    }
    Ok(terms)
}
