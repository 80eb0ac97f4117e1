//! Jobs that clients ask for by their type.

use api::preferences::sees_suppressed;
use api::{Call, Problem};
use records::Body;
use store::journals::Journal;

use crate::desk::{Acting, Desk};
use crate::duplicate::ResourceDuplicate;
use crate::kinds::write_state;
use crate::operation::{Operation, Size};
use crate::unattended::Unattended;

/// The journal of a job of this type, which nobody works on yet. Refused is what cannot be done; a type that nothing here
/// can do gets a journal that says so when its time comes.
pub async fn journal_of(call: &Call, acting: &Acting, job_type: &str, job: &Body) -> Result<Journal, Problem> {
    if job_type.strip_suffix("_job") == Some(ResourceDuplicate::KIND) {
        let may_see_hidden = sees_suppressed(call).await?;
        return planned(call, acting, ResourceDuplicate::asked(job, call.repository(), may_see_hidden)?).await;
    }
    planned(call, acting, Unattended { job_type: job_type.to_owned() }).await
}

async fn planned<O: Operation>(call: &Call, acting: &Acting, mut operation: O) -> Result<Journal, Problem> {
    let total = match operation.plan(&Desk::inside(call, acting)).await? {
        Size::Long { total } => total,
        Size::Small => 1,
    };
    Ok(Journal {
        kind: O::KIND.to_owned(),
        targets: operation.targets(),
        state: write_state(&operation)?,
        total,
        ..acting.journal()
    })
}
