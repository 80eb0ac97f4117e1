//! What a record tells the records that it refers to.
//!
//! Shared records (agents, subjects, top containers) show how they are used without looking at their users: every
//! reference leaves hints at its target, kept with the link and gathered in `Stored::inbound`. The hints:
//!
//! | hint | left by | read as |
//! |---|---|---|
//! | `role:<role>` | `linked_agents` of descriptive records | `linked_agent_roles` |
//! | `published` | published records with linked agents, subjects, containers | `is_linked_to_published_record` |
//! | `repository:<uri>` | the same, published or not, and events | `used_within_repositories` |
//! | `published_repository:<uri>` | the same, when the repository is published | `used_within_published_repositories` |
//! | `user:<username>` | `agent_record` of a user | `is_user` |
//! | `repo_agent:<name>` | `agent_representation` of a repository | `is_repo_agent` |
//! | `link:<relation>` | any reference | whether reading the links is worth it |
//! | `from:<relation>:<source>:<extra>`, `many:<relation>` | references that show here | see [`super::inline`] |
//! | `hidden:<uri>` | a suppressed record, at its neighbours | links that only some may see |

use std::collections::BTreeSet;

use crate::derive::text;
use crate::links::references;
use crate::{Body, RecordType};

/// How the hint of a suppressed record begins; its URI follows.
pub const HIDDEN: &str = "hidden:";

/// The hint that a record that everybody may see refers to this one.
pub const PUBLISHED: &str = "published";

/// How the hint of a published repository begins, in which a record is used; the repository's URI follows.
pub const PUBLISHED_REPOSITORY: &str = "published_repository:";

/// The hint that others refer to a record under this relation.
pub fn link_hint(relation: &str) -> String {
    format!("link:{relation}")
}

/// A hint and the record that it is left at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// The URI of the record that shows it.
    pub target: String,
    /// The hint.
    pub text: String,
}

/// Where the record stands that leaves hints.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// The URI of its repository, for records inside one.
    pub repository: Option<&'a str>,
    /// Whether that repository is published.
    pub repository_published: bool,
    /// Whether everybody may see the record: it is published, not suppressed, and so are its ancestors and its
    /// repository.
    pub published: bool,
}

/// The hints that a record leaves at the records it refers to.
pub fn hints(source: &RecordType, body: &Body, standing: Standing<'_>) -> BTreeSet<Hint> {
    let mut left = BTreeSet::new();
    for reference in references(source, body) {
        let mut leave = |text: String| {
            left.insert(Hint { target: reference.target.clone(), text });
        };
        match (source.name, reference.relation.as_str()) {
            ("user", "agent_record") => leave(format!("user:{}", text(body, "username").unwrap_or_default())),
            ("repository", "agent_representation") => {
                leave(format!("repo_agent:{}", text(body, "name").unwrap_or_default()));
            }
            // Agents of a rights statement have a say in it, and are not shown as used by the record.
            (_, "linked_agents") if !reference.path.starts_with("linked_agents/") => {}
            (source, "linked_agents" | "subjects" | "top_container") => {
                // Roles in events are of another kind, and agents do not show them.
                if let Some(role) = text(&reference.extra, "role").filter(|_| source != "event") {
                    leave(format!("role:{role}"));
                }
                if standing.published {
                    leave(PUBLISHED.to_owned());
                }
                if let Some(repository) = standing.repository {
                    leave(format!("repository:{repository}"));
                    if standing.repository_published {
                        leave(format!("{PUBLISHED_REPOSITORY}{repository}"));
                    }
                }
            }
            _ => {}
        }
    }
    left
}
