//! The schemas, as Fonds validates by them.

use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get};
use serde_json::Value;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![get("/schemas").to(all), get("/schemas/{schema}").params([Param::required("schema", Kind::String)]).to(one)]
}

async fn all(_: Call) -> Result<Reply, Problem> {
    let schemas: serde_json::Map<String, Value> =
        records::schema::names().filter_map(|name| Some((name.to_owned(), schema(name)?))).collect();
    Ok(Reply::json(&schemas))
}

async fn one(call: Call) -> Result<Reply, Problem> {
    let name = call.params.string("schema").unwrap_or_default();
    let schema = schema(name).ok_or_else(|| Problem::NotFound("NotFoundException".to_owned()))?;
    Ok(Reply::json(&schema))
}

fn schema(name: &str) -> Option<Value> {
    serde_json::from_str(records::schema::json(name)?).ok()
}
