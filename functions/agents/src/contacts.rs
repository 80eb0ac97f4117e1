//! Contact details are for those who may see them: others can neither give them nor lose them by an update.

use std::sync::Arc;

use api::generic::requested;
use api::{Call, Endpoint, Problem};
use records::permissions::Permission::ViewAgentContactRecordGlobal;
use records::record_type::RecordType;

const CONTACTS: &str = "agent_contacts";

/// Refuses contacts from callers who could not read them.
pub(crate) fn checked_on_create(endpoint: Endpoint) -> Endpoint {
    let create = Arc::clone(&endpoint.handler);
    Endpoint {
        handler: Arc::new(move |call: Call| {
            if has_contacts(&call) && !call.may(ViewAgentContactRecordGlobal) {
                return Box::pin(async { Err(Problem::denied()) });
            }
            create(call)
        }),
        ..endpoint
    }
}

/// Keeps the stored contacts when the caller does not see them, whatever was sent.
pub(crate) fn kept_on_update(row: &'static RecordType, endpoint: Endpoint) -> Endpoint {
    let update = Arc::clone(&endpoint.handler);
    Endpoint {
        handler: Arc::new(move |mut call: Call| {
            let update = Arc::clone(&update);
            Box::pin(async move {
                if !call.may(ViewAgentContactRecordGlobal) {
                    let stored = requested(row, &call).await?;
                    call.body.shift_remove(CONTACTS);
                    if let Some(contacts) = stored.body.get(CONTACTS) {
                        call.body.insert(CONTACTS.to_owned(), contacts.clone());
                    }
                }
                update(call).await
            })
        }),
        ..endpoint
    }
}

fn has_contacts(call: &Call) -> bool {
    call.body.get(CONTACTS).and_then(|contacts| contacts.as_array()).is_some_and(|contacts| !contacts.is_empty())
}
