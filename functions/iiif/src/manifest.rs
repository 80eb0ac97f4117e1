//! Manifests: a resource, or a collection with its pages in order.

use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::kinds::{Collection, Resource};
use serde_json::{Value, json};

use crate::address::Addresses;
use crate::canvas::{Painter, metadata};
use crate::words::{PRESENTATION, english, presentation, text};
use crate::{annotations, seen};

/// Where the licences and rights statements come from that the Presentation API lets `rights` name.
const STATEMENTS: [&str; 2] = ["http://creativecommons.org/", "http://rightsstatements.org/vocab/"];

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
        "thumbnail": [painter.thumbnail(&resource)],
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
    let canvases: Vec<Value> = members.iter().map(|member| painter.canvas(member, None)).collect();
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
        manifest["thumbnail"] = json!([painter.thumbnail(first)]);
    }
    Ok(presentation(&manifest))
}

/// Notebooks are leafed through; other collections are looked at one by one.
fn behaviour(collection: &Entity<Collection>, members: &[Entity<Resource>]) -> &'static str {
    let is_notebook = collection.facts.pdf.is_some()
        || (!members.is_empty() && members.iter().all(|member| member.facts.category == "Notebook Page"));
    if is_notebook { "paged" } else { "individuals" }
}

fn see_also(url: &str) -> Value {
    json!({ "id": url, "type": "Dataset", "label": english("As ARCS has it"), "format": "application/json" })
}

/// What the metadata say about copyright: the address of a statement where it is one, else words to be shown.
fn state_rights(manifest: &mut Value, resource: &Entity<Resource>) {
    let Some(copyright) = resource.facts.metadata.get("copyright") else { return };
    let address = copyright.trim().replacen("https://", "http://", 1);
    if STATEMENTS.iter().any(|start| address.starts_with(start)) {
        manifest["rights"] = address.into();
    } else {
        manifest["requiredStatement"] = json!({ "label": english("Rights"), "value": text(copyright) });
    }
}
