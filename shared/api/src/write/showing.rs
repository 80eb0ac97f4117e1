//! Showing records to everybody, or not any more: with everything inside of them, as a change that nobody's copy has to follow.

use records::derive::publish::set_everywhere;
use records::links;
use records::record_type::{RecordType, Scope, Stored};
use records::uri::Uri;
use serde_json::Value;

use super::Staging;
use crate::pipeline::repository_uri;
use crate::problem::Problem;

impl Staging<'_> {
    /// Stages that a record is published or not any more, with everything inside of it. Says whether there was anything to do. The
    /// record's repository must be among what was fetched.
    pub async fn publish(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        publish: bool,
    ) -> Result<bool, Problem> {
        let mut body = current.body.clone();
        set_everywhere(&mut body, publish);
        if body == current.body {
            return Ok(false);
        }
        let is_published = |stored: &Stored| stored.body.get("publish").and_then(Value::as_bool) == Some(true);
        let next = self.silent_successor(current, body);
        self.follow_card(current, &next).await?;
        self.transaction.update(self.store, &next, current.revision()).await?;
        if is_published(&next) && !is_published(current) {
            self.tell_published(row, &next).await?;
        }
        Ok(true)
    }

    /// Tells the records that a published one refers to. What else they are told has not changed.
    async fn tell_published(&mut self, row: &'static RecordType, stored: &Stored) -> Result<(), Problem> {
        let repository =
            Uri::parse(&stored.uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository);
        let home = repository.map(repository_uri);
        let standing = self.standing(stored, home.as_deref()).await?;
        for hint in links::hints(row, &stored.body, standing).into_iter().filter(|hint| hint.text == links::PUBLISHED) {
            if !self.gone.contains(&hint.target) {
                self.transaction.hint(&hint.target, [hint.text]);
                self.loosened.insert(hint.target);
            }
        }
        Ok(())
    }
}
