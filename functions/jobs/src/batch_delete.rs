//! `POST /batch_delete`: several records go, or none when one of them may not.

use std::collections::BTreeSet;

use api::call::Inputs;
use api::params::{Kind, Problems};
use api::pipeline::repository_uri;
use api::preferences::sees_suppressed_in;
use api::write::Attempts;
use api::{Call, Dialect, Endpoint, Param, Problem, Reply, post};
use operations::deletion::Deletion;
use operations::perform;
use records::Uri;
use records::record_type::{RecordType, Scope, Stored};
use serde_json::{Value, json};
use store::Key;

/// What is deleted by more than its record: users, groups and repositories with what they grant, preferences with what the
/// archive knows of them, jobs with their files. They are deleted by themselves.
const ONE_BY_ONE: [&str; 5] = ["user", "group", "repository", "preference", "job"];

/// What cannot be deleted at all.
const NEVER: [&str; 3] = ["term", "vocabulary", "collection_management"];

/// Records that are read ahead.
const READ_AHEAD: usize = 500;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![post("/batch_delete").params([Param::required("record_uris", Kind::Strings)]).reads(keys).to(batch_delete)]
}

fn keys(inputs: &Inputs) -> Vec<Key> {
    let uris = inputs.array("record_uris").into_iter().take(READ_AHEAD).filter_map(Uri::parse);
    uris.flat_map(|uri| keys_of(&uri)).collect()
}

/// A record and its repository.
fn keys_of(uri: &Uri) -> impl Iterator<Item = Key> + use<> {
    let home = uri.repository().map(|repository| Key::record(&repository_uri(repository)));
    home.into_iter().chain([Key::record(uri.as_str())])
}

async fn batch_delete(mut call: Call) -> Result<Reply, Problem> {
    let unread = call.store.fetch(unread(&call)).await?;
    call.fetched.extend(unread);
    let uris = call.params.strings("record_uris");
    let mut failures = vec![];
    let mut allowed: Vec<(&'static RecordType, Stored)> = vec![];
    let mut seen = BTreeSet::new();
    for uri in uris {
        let is_again = !seen.insert(uri.as_str());
        match check(&call, uri, is_again).await {
            Ok(found) => allowed.push(found),
            Err(problem) => failures.push(failure(uri, &problem)?),
        }
    }
    let mut staging = Attempts::new(&call).start();
    staging.announce_end(seen.iter().copied());
    for (row, record) in &allowed {
        if let Err(problem) = staging.check_kept(row, record).await {
            failures.push(failure(&record.uri, &problem)?);
        }
    }
    if !failures.is_empty() {
        return Err(Problem::Failures(json!({ "failures": failures })));
    }
    let deletion = Deletion::new(uris.to_vec());
    let meanwhile = deletion.answer();
    Ok(Reply::json(&perform(&call, deletion).await?.answer(meanwhile)))
}

/// What of the records and their repositories was not read with the request.
fn unread(call: &Call) -> Vec<Key> {
    let parsed = call.params.strings("record_uris").iter().filter_map(|uri| Uri::parse(uri));
    let keys = parsed.flat_map(|uri| keys_of(&uri)).filter(|key| !call.fetched.asked(key));
    keys.collect::<BTreeSet<Key>>().into_iter().collect()
}

/// The record, if the caller may delete it: what a DELETE of its URI would be refused for, this is.
async fn check(call: &Call, uri: &str, is_again: bool) -> Result<(&'static RecordType, Stored), Problem> {
    let parsed = Uri::parse(uri).ok_or(Problem::NoRoute)?;
    let row = parsed.record_type().and_then(records::types::find).ok_or(Problem::NoRoute)?;
    if NEVER.contains(&row.name) {
        return Err(Problem::NoRoute);
    }
    if ONE_BY_ONE.contains(&row.name) {
        return Err(Problem::bad_request(format!("A {} is deleted by itself, not in a batch", row.name)));
    }
    let repository = parsed.repository().filter(|_| row.scope == Scope::Repository);
    if let Some(number) = repository
        && !call.fetched.has(&Key::record(&repository_uri(number)))
    {
        let text = "Failed validation -- The Repository must exist".to_owned();
        return Err(Problem::Parameters(Problems::from([("repo_id".to_owned(), vec![text])])));
    }
    if !row.needs.delete.iter().all(|permission| call.caller.may(*permission, repository)) {
        return Err(Problem::denied());
    }
    let missing = || Problem::missing(row.model);
    let record = call.store.record_in(&call.fetched, uri).await?.filter(|_| !is_again).ok_or_else(missing)?;
    if record.suppressed && !sees_suppressed_in(call, repository).await? {
        return Err(missing());
    }
    Ok((row, record))
}

/// A part of the 403: the URI, and the body that a DELETE of it would have been answered with. Trouble of the stores is no
/// answer of that kind.
fn failure(uri: &str, problem: &Problem) -> Result<Value, Problem> {
    if let Problem::Unavailable(cause) = problem {
        return Err(Problem::Unavailable(cause.clone()));
    }
    let body = problem.body(Dialect::ArchivesSpace, uri);
    Ok(json!({ "response": [format!("{body}\n")], "uri": uri }))
}
