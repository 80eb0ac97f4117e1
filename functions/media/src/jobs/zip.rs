//! The job `zip`: an archive of selected files that is too large for a request.
//!
//! It writes the object that the request looks for ([`zipped::Selection::object`]): who asks for the same files once it is done is sent
//! there. The job itself says nothing of where that is, because whoever has the address has the files.

use arcs::Entity;
use arcs::entity::uri;
use arcs::kinds::Resource;
use operations::{Desk, Operation, Problem, Size, Step};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::uploads::Object;
use tokio::time::Instant;
use uuid::Uuid;
use zipped::{Progress, Selection, advance, exists};

/// How long a step writes.
const STEP: std::time::Duration = std::time::Duration::from_secs(5);

/// Files that are to be in one archive, and how far it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Zip {
    resources: Vec<Uuid>,
    /// When it was asked for, in seconds since 1970: the object is called by the day.
    #[serde(default)]
    asked: Option<i64>,
    /// What the selection was known by then. The job fails when the files change meanwhile.
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(default)]
    progress: Progress,
}

impl Zip {
    async fn selection(&self, desk: &Desk<'_>) -> Result<Selection, Problem> {
        let uris: Vec<String> = self.resources.iter().map(|id| uri::<Resource>(*id)).collect();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let mut resources = vec![];
        for stored in desk.store.read(&uris).await? {
            let stored = stored.ok_or_else(|| Problem::NotFound("a selected resource is gone".to_owned()))?;
            resources.push(Entity::<Resource>::read(stored)?);
        }
        Ok(Selection::of(&resources))
    }

    /// Takes back what was written, below this place, of an archive that nobody will finish.
    async fn drop_parts(&mut self, desk: &Desk<'_>, object: &Object) -> Result<(), Problem> {
        if let Some(parts) = self.progress.begun(object) {
            desk.store.abort_parts(&parts).await?;
        }
        self.progress = Progress::default();
        Ok(())
    }
}

impl Operation for Zip {
    const KIND: &'static str = "zip";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        if self.resources.is_empty() {
            return Err(Problem::bad_request("resources is empty"));
        }
        let asked = *self.asked.get_or_insert_with(|| desk.store.clock().now());
        let selection = self.selection(desk).await?;
        let id = selection.id(asked);
        let object = Object::made(id);
        if let Some(before) = self.id.replace(id).filter(|before| *before != id) {
            self.drop_parts(desk, &Object::made(before)).await?;
            return Err(Problem::conflict("the selected files have changed: ask again"));
        }
        let total = selection.size().max(1);
        if exists(desk.store, &object).await? {
            return Ok(Step::Done(json!({ "files": selection.files.len() })));
        }
        match advance(desk.store, &object, &selection, &mut self.progress, Instant::now() + STEP).await {
            Ok(true) => Ok(Step::Done(json!({ "files": selection.files.len() }))),
            Ok(false) => Ok(Step::More { done: self.progress.written().min(total), total }),
            Err(store::Error::Missing(_)) => {
                self.drop_parts(desk, &object).await?;
                Err(Problem::NotFound("a selected file is gone: ask again".to_owned()))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}
