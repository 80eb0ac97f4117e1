//! Values that a client offers while somebody types.

use std::sync::Arc;

use api::{Call, Problem, Reply};
use index::arcs::{Facet, Wanted};

use super::wanted::{check_personal, of_query};
use crate::engine::Engine;

/// Values of one answer.
const MOST: usize = 100;

/// `/resources/complete?cat=&q=`: the values of a facet among the resources that a query finds.
pub(super) async fn by_category(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let category = call.params.string("cat").map(str::trim).unwrap_or_default().to_owned();
    check_personal(&call, Facet::named(&category))?;
    if category.is_empty() {
        return Err(Problem::bad_request("cat is needed"));
    }
    let parts = of_query(&call, call.params.string("q").unwrap_or_default())?;
    let wanted = Wanted { parts, ..all_of(&call) };
    let values = engine.ask(&call, move |reader| reader.resource_values(&wanted, &category, MOST)).await?;
    Ok(Reply::json(&values))
}

/// `/resources/complete/:field`: titles, or the last moment of each day on which something was made or changed.
pub(super) async fn by_field(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let wanted = all_of(&call);
    let field = call.params.string("field").unwrap_or_default().to_owned();
    let values = match field.as_str() {
        "title" => engine.ask(&call, move |reader| reader.resource_values(&wanted, "title", MOST)).await?,
        "created" | "modified" => {
            let changed = field == "modified";
            let moments = engine.ask(&call, move |reader| reader.resource_moments(&wanted, changed, MOST)).await?;
            moments.into_iter().map(arcs::moment::show).collect()
        }
        _ => vec![],
    };
    Ok(Reply::json(&values))
}

/// Everything that the caller sees.
fn all_of(call: &Call) -> Wanted {
    Wanted { public: call.caller.user.is_none(), ..Wanted::default() }
}
