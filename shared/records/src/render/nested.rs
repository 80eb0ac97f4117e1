//! Which system fields nested records show. Found by looking at every recorded answer.

/// The system fields of a nested record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trace {
    /// `lock_version`, users and times: what has a table of its own.
    Full,
    /// Users and times, without `lock_version`.
    Audit,
    /// Users and times of a relationship, in the times' other form.
    Relationship,
    /// The times only, in the other form.
    Times,
    /// Only the type: notes, defaults.
    Bare,
    /// Not even the type, unless a client sent it.
    Untyped,
}

/// Nested records that repeat the repository of their owner.
pub(super) const SHOW_REPOSITORY: [&str; 4] =
    ["collection_management", "deaccession", "revision_statement", "user_defined"];

/// What a nested record of this type shows.
pub(super) fn trace_of(name: &str) -> Trace {
    match name {
        "external_id" | "revision_statement" | "rights_statement_act" | "telephone" => Trace::Audit,
        "accession_parts_relationship" | "accession_sibling_relationship" | "container_location" => Trace::Times,
        "assessment_attribute" | "rights_restriction" => Trace::Untyped,
        "defaults" => Trace::Bare,
        name if name.starts_with("note_") => Trace::Bare,
        name if name.starts_with("agent_relationship_") => Trace::Relationship,
        _ => Trace::Full,
    }
}

/// Properties that nested records of a type always have, though the schema declares no default, and their value.
pub(super) fn implied(name: &str) -> &'static [(&'static str, &'static str)] {
    match name {
        "structured_date_single" => &[("date_standardized_type", "standard")],
        "structured_date_range" => {
            &[("begin_date_standardized_type", "standard"), ("end_date_standardized_type", "standard")]
        }
        _ => &[],
    }
}
