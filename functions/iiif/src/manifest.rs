//! Manifests: a resource, or a collection with its pages in order.

use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::kinds::{Collection, Resource};
use serde_json::{Value, json};

use crate::address::Addresses;
use crate::canvas::{Painter, metadata};
use crate::words::{PRESENTATION, english, presentation, text};
use crate::{annotations, large, rights, seen};

/// `GET /api/iiif/resources/:id/manifest`.
pub(crate) async fn of_resource(call: Call) -> Result<Reply, Problem> {
    let resource = seen::resource(&call).await?;
    let signer = seen::signer(&call, std::slice::from_ref(&resource)).await?;
    let addresses = Addresses { origin: &call.origin };
    let painter = Painter { addresses, signer: signer.as_ref(), now: call.store.clock().now() };
    let notes = annotations::on(&call, &resource, addresses).await?;
    let mut manifest = json!({
        "@context": PRESENTATION,
        "id": addresses.resource_manifest(resource.id),
        "type": "Manifest",
        "label": text(&resource.facts.title),
        "thumbnail": [painter.thumbnail(&resource, true)],
        "rendering": [painter.file(&resource)],
        "seeAlso": [see_also(&addresses.resource(resource.id))],
        "items": [painter.canvas(&resource, Some(notes))],
    });
    if !resource.facts.metadata.is_empty() {
        manifest["metadata"] = metadata(&resource);
    }
    if let Some(summary) = resource.facts.metadata.get("description") {
        manifest["summary"] = text(summary);
    }
    state_rights(&mut manifest, &resource);
    Ok(presentation(&manifest))
}

/// `GET /api/iiif/collections/:id/manifest`.
pub(crate) async fn of_collection(call: Call) -> Result<Reply, Problem> {
    let collection = seen::collection(&call).await?;
    let members = seen::members(&call, &collection).await?;
    let signer = seen::signer(&call, &members).await?;
    let addresses = Addresses { origin: &call.origin };
    let painter = Painter { addresses, signer: signer.as_ref(), now: call.store.clock().now() };
    let mut canvases: Vec<Value> = members.iter().map(|member| painter.canvas(member, None)).collect();
    if canvases.is_empty() {
        canvases.push(nothing(&addresses.empty_canvas(collection.id)));
    }
    let mut manifest = json!({
        "@context": PRESENTATION,
        "id": addresses.collection_manifest(collection.id),
        "type": "Manifest",
        "label": text(&collection.facts.title),
        "behavior": [behaviour(&collection, &members)],
        "items": canvases,
    });
    if let Some(description) = &collection.facts.description {
        manifest["summary"] = text(description);
    }
    if let Some(first) = members.first() {
        manifest["thumbnail"] = json!([painter.thumbnail(first, true)]);
    }
    large::answer(&call, &manifest).await
}

/// Notebooks are leafed through; other collections are looked at one by one.
fn behaviour(collection: &Entity<Collection>, members: &[Entity<Resource>]) -> &'static str {
    let is_notebook = collection.facts.pdf.is_some()
        || (!members.is_empty() && members.iter().all(|member| member.facts.category == "Notebook Page"));
    if is_notebook { "paged" } else { "individuals" }
}

/// A canvas with nothing on it: a manifest has one at least. Whether the caller sees something of a collection is not known to lists of
/// them, so they cannot leave this one out.
fn nothing(id: &str) -> Value {
    let page = json!({ "id": format!("{id}/picture"), "type": "AnnotationPage", "items": [] });
    let label = english("Nothing to be seen yet");
    json!({ "id": id, "type": "Canvas", "label": label, "width": 1000, "height": 1000, "items": [page] })
}

fn see_also(url: &str) -> Value {
    json!({ "id": url, "type": "Dataset", "label": english("As ARCS has it"), "format": "application/json" })
}

/// What the metadata say about copyright: the address of a statement where it is one, else words to be shown.
fn state_rights(manifest: &mut Value, resource: &Entity<Resource>) {
    let Some(copyright) = resource.facts.metadata.get("copyright") else { return };
    match rights::statement(copyright) {
        Some(statement) => manifest["rights"] = statement.into(),
        None => manifest["requiredStatement"] = json!({ "label": english("Rights"), "value": text(copyright) }),
    }
}
