//! The gallery: a page to look at what the archive holds, made of nothing but the public API.
//!
//! A few files without a build step: plain HTML, one style sheet, small modules. What the archive holds comes into the page as text,
//! never as markup, and the page may load scripts from nowhere else: a title that looks like a script is shown, not run.

mod file;

use api::caller::SESSION_HEADER;
use api::endpoint::{Sessions, group};
use api::params::{Kind, Param};
use api::{Call, Endpoint, Problem, Reply, get};

use file::File;
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

/// The routes.
pub fn endpoints() -> Vec<Endpoint> {
    let name = Param::required("file", Kind::String);
    group(
        "gallery",
        vec![
            get("/gallery").arcs().sessions(Sessions::Ignored).to(page),
            get("/gallery/{file}").arcs().sessions(Sessions::Ignored).params([name]).to(part),
            // Where the original had its page of a resource: people have kept such links.
            get("/resource/{id}").arcs().sessions(Sessions::Ignored).to(old_page),
            // And its page of a search. ArchivesSpace's own words at this place (`/search/records`) go ahead of it.
            get("/search/{words}").arcs().sessions(Sessions::Ignored).to(old_search),
        ],
    )
}

/// The page itself.
async fn page(call: Call) -> Result<Reply, Problem> {
    Ok(file::PAGE.answer(&call.headers, &policy(&call.store.bucket_origin())))
}

/// What the page is made of.
async fn part(call: Call) -> Result<Reply, Problem> {
    let name = call.inputs().scalar("file").unwrap_or_default();
    let file = File::named(name).ok_or_else(|| Problem::NotFound("the gallery has no such file".to_owned()))?;
    Ok(file.answer(&call.headers, &policy(&call.store.bucket_origin())))
}

/// Leads from the original's page of a resource to its place in the gallery.
async fn old_page(call: Call) -> Result<Reply, Problem> {
    let id = call.inputs().scalar("id").and_then(|id| Uuid::try_parse(id).ok());
    let id = id.ok_or_else(|| Problem::NotFound("no such resource".to_owned()))?;
    Ok(Reply::redirect(StatusCode::FOUND, &format!("/gallery#/resource/{id}")))
}

/// Leads from the original's page of a search to the same search in the gallery.
async fn old_search(call: Call) -> Result<Reply, Problem> {
    // The other API has nothing here, and its clients expect to be told so.
    if call.headers.contains_key(SESSION_HEADER) {
        return Err(Problem::NoRoute);
    }
    let words = call.inputs().scalar("words").unwrap_or_default();
    let words = utf8_percent_encode(words, NON_ALPHANUMERIC);
    Ok(Reply::redirect(StatusCode::FOUND, &format!("/gallery#/search/{words}")))
}

/// What the page may do. Large files come from the bucket, by redirects, and go to it.
fn policy(bucket: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {bucket}; connect-src 'self' {bucket}; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}
