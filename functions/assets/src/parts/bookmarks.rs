//! Bookmarks: a resource that somebody wants to find again. One of each for everybody, and nobody else's business.

use api::{Call, Endpoint, Problem, Reply, get};
use arcs::kinds::{Bookmark, Resource};
use arcs::{Entity, Kind, user_id};
use store::Key;

use super::flags::newest;
use super::given::LONG;
use super::traces::Trace;
use super::{Attached, Given, Who, endpoints_of};
use crate::pages::Page;
use crate::with_alias;

/// Bookmarks in one answer.
const MOST: usize = 1000;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = endpoints_of::<Bookmark>();
    endpoints.extend(with_alias("/bookmarks", |path| get(path).arcs().to(list)));
    endpoints.extend(with_alias("/users/bookmarks/{ref}", |path| get(path).arcs().to(list_of_user)));
    endpoints
}

impl Attached for Bookmark {
    const READERS: Who = Who::Author;
    const WRITERS: Who = Who::Author;

    fn read_new(given: Given<'_>, author: &str, resource: &Entity<Resource>) -> Result<Self, Problem> {
        let description = given.text_or_nothing("description", LONG)?.flatten();
        Ok(Self { user: author.to_owned(), resource: resource.id, description })
    }

    fn read_change(&self, given: Given<'_>) -> Result<Self, Problem> {
        let description = given.text_or_nothing("description", LONG)?.unwrap_or_else(|| self.description.clone());
        Ok(Self { description, ..self.clone() })
    }

    fn traces(&self) -> Vec<Trace> {
        let resource = self.resource.simple().to_string();
        vec![
            Trace::Guard(Key::guard(Self::RECORD_TYPE, "resource", &self.user, &resource)),
            Trace::List(list_name(&self.user)),
        ]
    }
}

/// The list of a user's bookmarks.
fn list_name(user: &str) -> String {
    format!("{user}/bookmarks")
}

/// The caller's own, the newest first.
async fn list(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let page = Page::read(call.inputs(), MOST, MOST)?;
    newest::<Bookmark>(&call, &list_name(&user.uri), page).await
}

/// Those of the user with this name or id, who must be the caller: whether there is somebody else of that name is not told.
async fn list_of_user(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let named = call.inputs().scalar("ref").unwrap_or_default();
    let is_caller =
        named.eq_ignore_ascii_case(&user.username) || named.eq_ignore_ascii_case(&user_id(&user.uri).to_string());
    if !is_caller {
        return Err(Problem::Forbidden("bookmarks are shown to their owner only".to_owned()));
    }
    list(call).await
}
