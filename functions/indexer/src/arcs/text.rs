//! The words that a file itself says: what stands in the text layer of a document.

use arcs::Entity;
use arcs::kinds::Resource;
use store::Store;
use store::derivatives::Derivative;

/// The words of a resource's file; empty when it has none, or nobody has looked into it yet. What makes them writes the resource when it is
/// done, which brings it here again.
pub(super) async fn of(store: &Store, resource: &Entity<Resource>) -> String {
    let is_document = resource.facts.pictures.as_ref().is_some_and(|pictures| pictures.pages > 0);
    if !is_document {
        return String::new();
    }
    match store.read_derivative(&resource.facts.sha256, Derivative::Words).await {
        Ok(words) => words.map(|words| String::from_utf8_lossy(&words).into_owned()).unwrap_or_default(),
        Err(error) => {
            // The rest of it is found all the same.
            tracing::error!(%error, "a document is indexed without its words");
            String::new()
        }
    }
}
