//! Annotations as annotation pages. A box is part of a canvas; what it says is the annotation's body.

use api::{Call, Problem, Reply};
use arcs::kinds::{Annotation, Mark, Resource};
use arcs::{Entity, Part, entity};
use serde_json::{Value, json};

use crate::address::Addresses;
use crate::canvas::extent;
use crate::image::Size;
use crate::seen;
use crate::words::{PRESENTATION, presentation};

/// Annotations of one resource that are shown.
const MOST: usize = 1000;

/// `GET /api/iiif/resources/:id/annotations`.
pub(crate) async fn of_resource(call: Call) -> Result<Reply, Problem> {
    let resource = seen::resource(&call).await?;
    let addresses = Addresses { origin: &call.origin };
    Ok(presentation(&json!({
        "@context": PRESENTATION,
        "id": addresses.annotations(resource.id),
        "type": "AnnotationPage",
        "items": on(&call, &resource, addresses).await?,
    })))
}

/// The annotations on a resource's canvas, oldest first. Those that lead to a resource which the caller may not see are left out.
pub(crate) async fn on(
    call: &Call,
    resource: &Entity<Resource>,
    addresses: Addresses<'_>,
) -> Result<Vec<Value>, Problem> {
    let links = call.store.links(&resource.stored.uri, Annotation::RELATION, MOST).await?;
    let uris: Vec<&str> = links.iter().map(|link| link.source.as_str()).collect();
    let mut annotations = vec![];
    for stored in call.store.read(&uris).await?.into_iter().flatten() {
        annotations.push(Entity::<Annotation>::read(stored)?);
    }
    let related = related(call, &annotations).await?;
    let shown = annotations.iter().filter_map(|annotation| {
        let body = match &annotation.facts.mark {
            Mark::Transcript(text) => json!({ "type": "TextualBody", "value": text, "format": "text/plain" }),
            Mark::Url(url) => json!({ "id": url, "type": "Text", "format": "text/html" }),
            Mark::Relation(id) => {
                let title = &related.iter().find(|related| related.id == *id)?.facts.title;
                json!({ "id": addresses.resource_manifest(*id), "type": "Manifest", "label": { "none": [title] } })
            }
        };
        let motivation = match &annotation.facts.mark {
            Mark::Transcript(_) => "supplementing",
            Mark::Url(_) | Mark::Relation(_) => "linking",
        };
        Some(json!({
            "id": format!("{}/api/annotations/{}", addresses.origin, annotation.id),
            "type": "Annotation",
            "motivation": motivation,
            "body": body,
            "target": format!("{}#{}", addresses.canvas(resource.id), fragment(&annotation.facts, extent(resource))),
        }))
    });
    Ok(shown.collect())
}

/// The resources that these annotations lead to, as far as the caller may see them.
async fn related(call: &Call, annotations: &[Entity<Annotation>]) -> Result<Vec<Entity<Resource>>, Problem> {
    let uris: Vec<String> = annotations
        .iter()
        .filter_map(|annotation| match annotation.facts.mark {
            Mark::Relation(id) => Some(entity::uri::<Resource>(id)),
            _ => None,
        })
        .collect();
    if uris.is_empty() {
        return Ok(vec![]);
    }
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let mut resources = vec![];
    for stored in call.store.read(&uris).await?.into_iter().flatten() {
        let resource = Entity::<Resource>::read(stored)?;
        if resource.facts.public || call.caller.user.is_some() {
            resources.push(resource);
        }
    }
    Ok(resources)
}

/// A box in the canvas's own units. It has at least one of them each way, and is on the canvas, which may be a single pixel.
fn fragment(annotation: &Annotation, extent: Size) -> String {
    let (width, height) = (f64::from(extent.width), f64::from(extent.height));
    let left = (annotation.x1 * width).round().min(width - 1.0);
    let top = (annotation.y1 * height).round().min(height - 1.0);
    let right = (annotation.x2 * width).round().max(left + 1.0);
    let bottom = (annotation.y2 * height).round().max(top + 1.0);
    format!("xywh={left},{top},{},{}", right - left, bottom - top)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn boxes_are_whole_units() {
        let annotation = |x1, y1, x2, y2| Annotation {
            user: String::new(),
            resource: Uuid::nil(),
            x1,
            y1,
            x2,
            y2,
            mark: Mark::Transcript(String::new()),
        };
        let extent = Size { width: 1000, height: 800 };
        assert_eq!(fragment(&annotation(0.1, 0.25, 0.5, 1.0), extent), "xywh=100,200,400,600");
        assert_eq!(fragment(&annotation(0.0, 0.0, 0.0001, 0.0001), extent), "xywh=0,0,1,1");
        // A box at the edge of a narrow picture was beside it.
        let narrow = Size { width: 5000, height: 1 };
        assert_eq!(fragment(&annotation(0.6, 0.6, 0.7, 0.7), narrow), "xywh=3000,0,500,1");
        assert_eq!(fragment(&annotation(0.9999, 0.9999, 1.0, 1.0), narrow), "xywh=4999,0,1,1");
        assert_eq!(fragment(&annotation(0.6, 0.6, 0.7, 0.7), Size { width: 1, height: 1 }), "xywh=0,0,1,1");
    }
}
