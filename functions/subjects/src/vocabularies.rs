//! Vocabularies and their terms. There are few vocabularies (one, as a rule), so they are listed whole.

use api::generic::{create_endpoint, item_key, read_endpoint, requested, update_endpoint};
use api::params::Kind;
use api::show::{Eyes, show_all};
use api::{Call, Endpoint, Param, Problem, Reply, get};
use records::record_type::Stored;
use records::types::{TERM, VOCABULARY};
use serde_json::Value;
use store::Key;

/// Terms that one request shows at most, by prefix.
const SHOWN_TERMS: usize = 20;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        create_endpoint(&VOCABULARY),
        update_endpoint(&VOCABULARY),
        read_endpoint(&VOCABULARY),
        get("/vocabularies")
            .params([Param::optional("ref_id", Kind::String)])
            .reads(|_| vec![Key::members("/vocabularies")])
            .to(vocabularies),
        get("/vocabularies/{id}/terms")
            .reads(|inputs| {
                let mut keys = vec![Key::members("/terms")];
                keys.extend(item_key(&VOCABULARY, inputs));
                keys
            })
            .to(vocabulary_terms),
        get("/terms")
            .params([Param::required("q", Kind::String)])
            .reads(|_| vec![Key::members("/terms")])
            .to(terms_by_prefix),
    ]
}

async fn vocabularies(call: Call) -> Result<Reply, Problem> {
    let mut found = all(&call, "/vocabularies").await?;
    if let Some(wanted) = call.params.string("ref_id") {
        found.retain(|vocabulary| text(vocabulary, "ref_id") == wanted);
    }
    let shown = show_all(&call.store, &found, Eyes::of(&call.caller, None)).await?;
    Ok(Reply::json(&shown))
}

async fn vocabulary_terms(call: Call) -> Result<Reply, Problem> {
    let vocabulary = requested(&VOCABULARY, &call).await?;
    let mut terms = all(&call, "/terms").await?;
    terms.retain(|term| text(term, "vocabulary") == vocabulary.uri);
    let shown = show_all(&call.store, &terms, Eyes::of(&call.caller, None)).await?;
    Ok(Reply::json(&shown))
}

/// The first terms that begin with the text, whatever its case.
async fn terms_by_prefix(call: Call) -> Result<Reply, Problem> {
    let prefix = call.params.string("q").unwrap_or_default().to_lowercase();
    let mut terms = all(&call, "/terms").await?;
    terms.retain(|term| text(term, "term").to_lowercase().starts_with(&prefix));
    terms.sort_by_key(|term| text(term, "term").to_lowercase());
    terms.truncate(SHOWN_TERMS);
    let shown = show_all(&call.store, &terms, Eyes::of(&call.caller, None)).await?;
    Ok(Reply::json(&api::paging::page(1, SHOWN_TERMS, shown.len() as u64, &shown)))
}

fn text<'a>(stored: &'a Stored, property: &str) -> &'a str {
    debug_assert!([TERM.name, VOCABULARY.name].contains(&stored.record_type));
    stored.body.get(property).and_then(Value::as_str).unwrap_or_default()
}

async fn all(call: &Call, collection: &str) -> Result<Vec<Stored>, Problem> {
    api::listing::whole(call, collection).await
}
