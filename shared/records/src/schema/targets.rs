//! Which types a property may refer to.

use super::{Kind, Property, find};

/// Whether records of a type may refer to one of another type under a property. Of properties of nested records, which are not
/// looked into, it is assumed.
pub fn may_refer(source_type: &str, property: &str, target_type: &str) -> bool {
    let declared = find(source_type).and_then(|schema| schema.properties.find(property));
    declared.is_none_or(|property| accepts(property, target_type))
}

fn accepts(property: &Property, target_type: &str) -> bool {
    let names_target = |types: &[String]| types.iter().any(|name| name == target_type);
    match &property.kind {
        Kind::Reference(reference) => names_target(&reference.to),
        Kind::Uri(types) => names_target(types),
        Kind::Array(items) => accepts(items, target_type),
        Kind::OneOf(choices) => choices.iter().any(|choice| accepts(choice, target_type)),
        Kind::Record(types) => types.iter().any(|name| {
            let target = find(name).and_then(|schema| schema.properties.find("ref"));
            target.is_some_and(|target| accepts(target, target_type))
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::may_refer;

    #[test]
    fn agents_are_not_referred_to_alike() {
        assert!(may_refer("accession", "linked_agents", "agent_software"));
        assert!(may_refer("agent_person", "related_agents", "agent_family"));
        assert!(!may_refer("agent_person", "related_agents", "agent_software"));
        assert!(!may_refer("assessment", "surveyed_by", "agent_family"));
        assert!(!may_refer("repository", "agent_representation", "agent_person"));
    }
}
