//! `POST /uploads/basic`: the form of a page without scripts. It makes a resource as `POST /resources` does, and leads to it.

use api::{Call, Problem, Reply};
use http::StatusCode;

use crate::resources::create;

pub(super) async fn basic(call: Call) -> Result<Reply, Problem> {
    let resource = create::make(&call).await?;
    Ok(Reply::redirect(StatusCode::FOUND, &format!("/resource/{}", resource.id)))
}
