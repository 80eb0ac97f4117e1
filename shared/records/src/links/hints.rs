//! What a record tells the records that it refers to.
//!
//! Shared records (agents, subjects, top containers) show how they are used without looking at their users: every
//! reference leaves hints at its target, kept with the link and gathered in `Stored::inbound`. The hints:
//!
//! | hint | left by | read as |
//! |---|---|---|
//! | `role:<role>` | `linked_agents` of descriptive records | `linked_agent_roles` |
//! | `published` | any published user | `is_linked_to_published_record` |
//! | `repository:<uri>` | any user inside a repository | `used_within_repositories` |
//! | `published_repository:<uri>` | any published user inside a repository | `used_within_published_repositories` |
//! | `user:<username>` | `agent_record` of a user | `is_user` |
//! | `repo_agent:<name>` | `agent_representation` of a repository | `is_repo_agent` |
//! | `term` | `classification` of a classification term | `has_classification_terms` |

use std::collections::BTreeSet;

use crate::derive::text;
use crate::links::references;
use crate::{Body, RecordType};

/// A hint and the record that it is left at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// The URI of the record that shows it.
    pub target: String,
    /// The hint.
    pub text: String,
}

/// The hints that a record leaves at the records it refers to.
///
/// `repository` is the URI of the record's repository. `published` says whether everybody may see the record: it is
/// published, not suppressed, and so are its ancestors and its repository.
pub fn hints(source: &RecordType, body: &Body, repository: Option<&str>, published: bool) -> BTreeSet<Hint> {
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
            ("classification_term", "classification") => leave("term".to_owned()),
            ("event" | "assessment", _) => {}
            (_, relation) => {
                if let Some(role) = text(&reference.extra, "role").filter(|_| relation == "linked_agents") {
                    leave(format!("role:{role}"));
                }
                if published {
                    leave("published".to_owned());
                }
                if let Some(repository) = repository {
                    leave(format!("repository:{repository}"));
                    if published {
                        leave(format!("published_repository:{repository}"));
                    }
                }
            }
        }
    }
    left
}
