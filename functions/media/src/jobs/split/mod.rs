//! The job `split_pdf`: the pages of a document become resources of their own, in a collection, in order.
//!
//! A step opens the document and renders pages for some seconds, one at a time: neither the document's length nor its size is in this
//! process's memory. Each page is written in one transaction with its place in the collection, under an id that follows from the
//! job's ([`page`]): a step that runs again finds what is there. A page that cannot be rendered is left out, and the job's result names it.
//! A document of which there is no page at all leaves no collection.

mod page;

use std::time::{Duration, Instant};

use arcs::entity::parse_id;
use arcs::kinds::{Collection, Pictures, Resource};
use arcs::{Author, Entity, collections, membership};
use operations::{Desk, Operation, Problem, Size, Step};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Error, Transaction};
use uuid::Uuid;

use crate::decoder::Failure;
use crate::derive::{Before, Trouble, open, provide};
use page::Source;

/// What pages are when nobody says otherwise.
const CATEGORY: &str = "Notebook Page";

/// How long a step renders. Opening a large document takes a while, and whoever cancels the job waits for a step.
const STRETCH: Duration = Duration::from_secs(8);

/// Pages that may be left out before the document is given up.
const MOST_LEFT_OUT: usize = 100;

/// A document that somebody wants split, and how far that is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SplitPdf {
    resource_id: Uuid,
    /// Where the pages go; made when nobody made it.
    #[serde(default)]
    collection_id: Option<Uuid>,
    #[serde(default, rename = "type")]
    category: Option<String>,
    /// Pages that are done.
    #[serde(default)]
    done: usize,
    /// Numbers of pages that could not be rendered.
    #[serde(default)]
    left_out: Vec<usize>,
}

impl Operation for SplitPdf {
    const KIND: &'static str = "split_pdf";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let job = desk.job().and_then(|uri| parse_id(uri.rsplit('/').next()?));
        let job = job.ok_or_else(|| Problem::Unavailable("a document split without a job".to_owned()))?;
        let done = Box::pin(self.advance(desk, job)).await;
        if let Err(problem) = &done
            && problem.cause().is_none()
            && self.done == self.left_out.len()
        {
            discard(desk, Collection::id_for(job)).await?;
        }
        done
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}

impl SplitPdf {
    async fn advance(&mut self, desk: &Desk<'_>, job: Uuid) -> Result<Step, Problem> {
        let gone = || Problem::NotFound("no such resource".to_owned());
        // First: what it finds out is in the record that is read next.
        let pictures = provide(desk.store, self.resource_id, Before::Taken).await?.ok_or_else(gone)?;
        let document = Entity::<Resource>::get(desk.store, self.resource_id).await?.ok_or_else(gone)?;
        let pages = pages(&document, &pictures)?;
        let is_there = match self.collection_id {
            // One that was made for the job went when it failed, before somebody had it tried again.
            Some(id) if self.done == 0 && id == Collection::id_for(job) => {
                Entity::<Collection>::get(desk.store, id).await?.is_some()
            }
            made => made.is_some(),
        };
        let Some(collection) = self.collection_id.filter(|_| is_there) else {
            self.collection_id = Some(begin(desk, job, &document).await?);
            return Ok(Step::More { done: 0, total: pages as u64 });
        };
        let category = self.category.clone().unwrap_or_else(|| CATEGORY.to_owned());
        let source = Source { job, collection, category, document: &document };
        if self.done < pages {
            self.render(desk, &source, pages).await?;
        }
        if self.done < pages {
            return Ok(Step::More { done: self.done as u64, total: pages as u64 });
        }
        if self.left_out.len() == pages {
            return Err(Problem::bad_request("none of its pages could be rendered"));
        }
        let mut result = json!({ "collection_id": collection, "pages": pages - self.left_out.len() });
        if !self.left_out.is_empty() {
            result["left_out"] = json!(self.left_out);
        }
        Ok(Step::Done(result))
    }

    /// Makes resources of the next pages, until the stretch is over, or a page is at fault: its process may have ended.
    async fn render(&mut self, desk: &Desk<'_>, source: &Source<'_>, pages: usize) -> Result<(), Problem> {
        let began = Instant::now();
        let mut session = open(desk.store, &source.document.facts).await.map_err(problem)?;
        session.render(self.done, pages).await.map_err(|failure| problem(failure.into()))?;
        while self.done < pages && began.elapsed() < STRETCH {
            let number = self.done + 1;
            match session.next_page().await {
                Ok(page) => Box::pin(source.keep(desk, number, page)).await?,
                Err(Failure::Refused(_)) if self.left_out.len() < MOST_LEFT_OUT => {
                    self.left_out.push(number);
                    self.done = number;
                    return Ok(());
                }
                Err(failure) => return Err(problem(failure.into())),
            }
            self.done = number;
        }
        Ok(())
    }
}

/// How many pages there are, of what has some.
fn pages(document: &Entity<Resource>, pictures: &Pictures) -> Result<usize, Problem> {
    if document.facts.mime_type != "application/pdf" {
        return Err(Problem::bad_request("only PDF documents can be split"));
    }
    if let Some(text) = &pictures.failure {
        return Err(Problem::bad_request(text.clone()));
    }
    let pages = usize::try_from(pictures.pages).unwrap_or(usize::MAX);
    if pages > membership::MOST {
        return Err(Problem::bad_request(format!("documents of more than {} pages are not split", membership::MOST)));
    }
    Ok(pages)
}

/// Makes the collection, under an id that follows from the job's.
async fn begin(desk: &Desk<'_>, job: Uuid, document: &Entity<Resource>) -> Result<Uuid, Problem> {
    let id = Collection::id_for(job);
    let user = desk.acting.user.map_or_else(|| document.facts.user.clone(), |number| format!("/users/{number}"));
    let username = desk.acting.username.clone().unwrap_or_default();
    let facts = Collection::of_pages(user.clone(), document);
    let collection = Entity::with_id(desk.store, id, Author { uri: &user, username: &username }, facts)?;
    let mut transaction = Transaction::new();
    collections::create(&mut transaction, desk.store, &collection).await?;
    match desk.store.commit(transaction).await {
        Ok(()) => Ok(id),
        // A step before this one made it, and died.
        Err(_) if Entity::<Collection>::get(desk.store, id).await?.is_some() => Ok(id),
        Err(error) => Err(error.into()),
    }
}

/// Removes the collection that was made for a job, if there is one and nobody has put anything into it.
async fn discard(desk: &Desk<'_>, id: Uuid) -> Result<(), Problem> {
    let Some(collection) = Entity::<Collection>::get(desk.store, id).await? else { return Ok(()) };
    if !membership::members(desk.store, id, 0, 1).await?.is_empty() {
        return Ok(());
    }
    match collections::delete(desk.store, &collection).await {
        // Somebody has plans for it.
        Ok(()) | Err(Error::Stale(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn problem(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::Refused(text) => Problem::bad_request(text),
        Trouble::Passing(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_begins_as_it_was_asked_for_and_goes_on_where_it_was() {
        let asked = json!({ "resource_id": Uuid::nil(), "collection_id": Uuid::max(), "type": "Map" });
        let begun: SplitPdf = serde_json::from_value(asked).unwrap();
        assert_eq!((begun.done, begun.category.as_deref()), (0, Some("Map")));
        let later = SplitPdf { done: 7, left_out: vec![3], ..begun };
        let again: SplitPdf = serde_json::from_value(serde_json::to_value(&later).unwrap()).unwrap();
        assert_eq!((again.done, again.left_out), (7, vec![3]));
    }
}
