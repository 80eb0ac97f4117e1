//! Creating a resource from a file elsewhere: a job fetches it, and makes the resource when it is there.
//!
//! What the address's text tells is judged at once; the function that goes there judges it again, with everything that only shows
//! then.

use api::caller::User;
use api::{Call, Problem, Reply};
use arcs::download::{Download, NAME, object};
use operations::task::{NewTask, stage};
use remote::Target;
use serde_json::{Map, Value};
use store::Transaction;
use store::errands::Errand;

use super::fields::Fields;
use crate::jobs;
use crate::requested::author;

/// Keywords that one request may bring.
const MOST_KEYWORDS: usize = 100;

/// Characters that a keyword may have.
const LONGEST_KEYWORD: usize = 255;

/// Begins the job.
pub(super) async fn begin(
    call: &Call,
    user: &User,
    fields: &Map<String, Value>,
    address: &str,
) -> Result<Reply, Problem> {
    let target = Target::parse(address, &call.reach).map_err(|refusal| Problem::bad_request(refusal.to_string()))?;
    let wanted = Fields::read_upload(fields)?.wanted(target.to_string(), keywords(fields)?);
    let (store, address) = (&call.store, wanted.url.clone());
    let data = object(&wanted);
    let download = Download::begun(wanted, store.clock().milliseconds());
    let new = NewTask {
        name: NAME,
        data: data.into(),
        state: object(&download),
        // The file wakes it when it arrives.
        until: download.until.unwrap_or_default(),
    };
    let mut transaction = Transaction::new();
    let (job, journal) = stage(store, &mut transaction, author(user), new).await?;
    transaction.send_errand(store, &Errand { job: job.id, attempt: download.attempt, address });
    store.commit(transaction).await?;
    Ok(jobs::accepted(call, &job, &journal))
}

/// Keywords, separated by commas or in a list; empty ones count for nothing.
fn keywords(fields: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let refused = || Problem::bad_request("keywords must be a text, separated by commas, or a list of texts");
    let given: Vec<&str> = match fields.get("keywords") {
        None | Some(Value::Null) => vec![],
        Some(Value::String(text)) => text.split(',').collect(),
        Some(Value::Array(texts)) => {
            texts.iter().map(|text| text.as_str().ok_or_else(refused)).collect::<Result<_, _>>()?
        }
        Some(_) => return Err(refused()),
    };
    let keywords: Vec<String> =
        given.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(Into::into).collect();
    if keywords.len() > MOST_KEYWORDS {
        return Err(Problem::bad_request(format!("more than {MOST_KEYWORDS} keywords")));
    }
    if keywords.iter().any(|keyword| keyword.chars().count() > LONGEST_KEYWORD) {
        return Err(Problem::bad_request(format!("a keyword is longer than {LONGEST_KEYWORD} characters")));
    }
    Ok(keywords)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keywords_come_in_two_forms() {
        let read =
            |given: Value| keywords(json!({ "keywords": given }).as_object().unwrap()).map_err(|p| p.to_string());
        assert_eq!(read(json!(" bones, ,pottery ")), Ok(vec!["bones".to_owned(), "pottery".to_owned()]));
        assert_eq!(read(json!(["a, b", ""])), Ok(vec!["a, b".to_owned()]));
        assert_eq!(read(Value::Null), Ok(vec![]));
        for wrong in [json!(7), json!([7]), json!({}), json!("x".repeat(256)), json!(vec!["x"; 101])] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
