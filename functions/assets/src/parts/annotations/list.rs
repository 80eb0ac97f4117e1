//! The annotations of a resource, together with the resources that they mark: a viewer shows both.

use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::Part;
use arcs::entity::{key, parse_id};
use arcs::kinds::{Annotation, Mark, Resource};
use records::record_type::Link;
use serde_json::{Value, json};
use store::Key;

use crate::pages::Page;
use crate::parts::read::listed;
use crate::{resources, rights};

/// What the link of an annotation that marks a resource says.
pub(super) const RELATION: &str = "relation";

pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    let listed = listed::<Annotation>(&call, marked).await?;
    let mut annotations: Vec<Value> = listed.parts.iter().map(Annotation::show).collect();
    let has_more = Page::fit(&mut annotations, listed.has_more);
    let mut ids = vec![];
    for part in listed.parts.iter().take(annotations.len()) {
        if let Mark::Relation(id) = part.facts.mark
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    let (mut relations, has_relations) = (vec![], !ids.is_empty());
    for id in ids {
        let Some(resource) = Entity::<Resource>::find(&call.store, &listed.fetched, id).await? else { continue };
        if rights::check_visible(&call, &resource.facts).is_ok() {
            relations.push(resources::show(&call, &resource).await?);
        }
    }
    let count = annotations.len();
    let mut shown = json!({ "annotations": annotations });
    if has_relations {
        shown["relations"] = relations.into();
    }
    Ok(listed.page.link_next(&call, count, has_more, Reply::json(&shown)))
}

/// The resource that an annotation marks, by its link.
fn marked(link: &Link) -> Option<Key> {
    parse_id(link.extra.get(RELATION)?.as_str()?).map(key::<Resource>)
}
