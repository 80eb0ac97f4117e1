//! The end of a repository.

use api::{Call, Problem, Reply};
use operations::deletion::RepositoryDeletion;
use operations::perform;
use records::permissions::GLOBAL_REPOSITORY;
use records::types::REPOSITORY;

/// `DELETE /repositories/:repo_id`.
pub(crate) async fn remove(call: Call) -> Result<Reply, Problem> {
    let number = call.params.number("repo_id");
    if number == GLOBAL_REPOSITORY {
        return Err(Problem::missing(REPOSITORY.model));
    }
    let deletion = RepositoryDeletion::new(number);
    let answer = deletion.answer();
    Ok(Reply::json(&perform(&call, deletion).await?.answer(answer)))
}
