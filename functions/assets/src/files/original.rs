//! The file of a resource, to be saved under the name that it came with.
//!
//! Unlike an address of the file itself, this one asks who wants it: it may be written down, and opens nothing by itself.

use api::call::Inputs;
use api::{Call, Endpoint, Problem, Reply, get};
use arcs::kinds::Resource;
use arcs::shelf::File;
use store::Key;

use super::{Delivery, deliver, disposition};
use crate::{rights, with_alias};
use api::arcs::requested::{key_in_path, requested};

/// What a file is called that is to be saved, and not looked at.
const BYTES: &str = "application/octet-stream";

/// To be asked for again each time: who may have the file, and whether there is one, changes.
const ASKED_EACH_TIME: &str = "private, no-cache";

/// The routes.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let keys = |inputs: &Inputs| -> Vec<Key> { Vec::from_iter(key_in_path::<Resource>(inputs)) };
    with_alias("/resources/download/{id}", |path| get(path).arcs().reads(keys).to(download)).into()
}

async fn download(call: Call) -> Result<Reply, Problem> {
    let resource = requested::<Resource>(&call).await?;
    rights::check_visible(&call, &resource.facts)?;
    let Resource { sha256, mime_type, file_size: size, file_name, .. } = resource.facts;
    let file = File { sha256, mime_type, size };
    let disposition = disposition::attachment(&file_name);
    deliver(&call, Delivery { file: &file, content_type: BYTES, disposition, caching: Some(ASKED_EACH_TIME) }).await
}
