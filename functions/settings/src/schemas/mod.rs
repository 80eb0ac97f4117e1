//! The schemas by which Fonds validates, in the form that clients of the original know.

mod expand;

use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get};
use serde_json::Value;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![get("/schemas").to(all), get("/schemas/{schema}").params([Param::required("schema", Kind::String)]).to(one)]
}

async fn all(_: Call) -> Result<Reply, Problem> {
    let schemas: serde_json::Map<String, Value> =
        records::schema::names().filter_map(|name| Some((name.to_owned(), expand::schema(name)?))).collect();
    Ok(Reply::json(&schemas))
}

async fn one(call: Call) -> Result<Reply, Problem> {
    let name = call.params.string("schema").unwrap_or_default();
    let schema = expand::schema(name).ok_or_else(|| Problem::NotFound("NotFoundException".to_owned()))?;
    Ok(Reply::json(&schema))
}
