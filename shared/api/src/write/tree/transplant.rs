//! Moving components from one tree to another.

use records::record_type::{Place, Stored};
use records::tree::Tree;

use super::Target;
use super::place::Parent;
use crate::problem::Problem;
use crate::write::Staging;

impl Staging<'_> {
    /// Stages a component's place in another tree, behind the children of its new parent.
    pub(super) async fn transplant(
        &mut self,
        tree: &'static Tree,
        current: &Stored,
        next: &Stored,
        parent: Parent,
    ) -> Result<Place, Problem> {
        let target = Target { parent, position: u64::MAX };
        self.replace(tree, current, next, &target).await
    }
}
