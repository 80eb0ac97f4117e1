//! Where IIIF documents and pictures are found, below the archive's origin.

use uuid::Uuid;

/// The addresses of one archive.
#[derive(Clone, Copy)]
pub(crate) struct Addresses<'a> {
    /// Scheme and host.
    pub(crate) origin: &'a str,
}

impl Addresses<'_> {
    /// The manifest of a resource.
    pub(crate) fn resource_manifest(self, id: Uuid) -> String {
        format!("{}/api/iiif/resources/{id}/manifest", self.origin)
    }

    /// The manifest of a collection.
    pub(crate) fn collection_manifest(self, id: Uuid) -> String {
        format!("{}/api/iiif/collections/{id}/manifest", self.origin)
    }

    /// The annotations of a resource.
    pub(crate) fn annotations(self, id: Uuid) -> String {
        format!("{}/api/iiif/resources/{id}/annotations", self.origin)
    }

    /// The canvas of a collection in which there is nothing to see.
    pub(crate) fn empty_canvas(self, id: Uuid) -> String {
        format!("{}/api/iiif/collections/{id}/canvas", self.origin)
    }

    /// The list of collections.
    pub(crate) fn collections(self) -> String {
        format!("{}/api/iiif/collections", self.origin)
    }

    /// The image service of a resource.
    pub(crate) fn image(self, id: Uuid) -> String {
        format!("{}/api/iiif/images/{id}", self.origin)
    }

    /// The canvas of a resource. The same in every manifest that has it, so that annotations on it are found in all of them.
    pub(crate) fn canvas(self, id: Uuid) -> String {
        format!("{}/api/iiif/resources/{id}/canvas", self.origin)
    }

    /// The resource itself.
    pub(crate) fn resource(self, id: Uuid) -> String {
        format!("{}/api/resources/{id}", self.origin)
    }
}
