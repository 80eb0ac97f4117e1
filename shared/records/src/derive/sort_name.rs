//! The names that agents are sorted and shown by.

use serde_json::{Map, Value};

use super::dates::describe_structured;
use super::{objects, text};

/// Longer sort names are cut.
const LONGEST: usize = 255;

/// The sort name of a name of an agent of this type (`agent_person`); `agent` gives the dates of existence that the
/// names of persons and software show when they have no dates of their own.
pub fn build(agent_type: &str, name: &Map<String, Value>, agent: &Map<String, Value>) -> String {
    let full = match agent_type {
        "agent_person" => person(name, agent),
        "agent_family" => family(name),
        "agent_corporate_entity" => corporate_entity(name),
        _ => software(name, agent),
    };
    full.trim_start().chars().take(LONGEST).collect()
}

/// `Smith, John, Dr. (John Q.), 1900-1950 (poet)`.
fn person(name: &Map<String, Value>, agent: &Map<String, Value>) -> String {
    let primary = text(name, "primary_name");
    let rest = text(name, "rest_of_name");
    let mut sorted = Parts::default();
    match text(name, "name_order") {
        Some("inverted") => {
            sorted.add("", primary, "");
            sorted.add(", ", rest, "");
        }
        Some("direct") => {
            sorted.add("", rest, "");
            sorted.add(" ", primary, "");
        }
        _ => sorted.add("", primary, ""),
    }
    for property in ["prefix", "suffix", "title", "number"] {
        sorted.add(", ", text(name, property), "");
    }
    sorted.add(" (", text(name, "fuller_form"), ")");
    sorted.add(", ", text(name, "dates"), "");
    sorted.add(" (", text(name, "qualifier"), ")");
    sorted.add_existence(name, agent);
    sorted.0
}

/// `Smith, de (q) (d) (l)`.
fn family(name: &Map<String, Value>) -> String {
    let mut sorted = Parts::default();
    sorted.add("", text(name, "family_name"), "");
    sorted.add(", ", text(name, "prefix"), "");
    for property in ["qualifier", "dates", "location"] {
        sorted.add(" (", text(name, property), ")");
    }
    sorted.0
}

/// `Acme. A. B, 3 (q) (d) (l)`.
fn corporate_entity(name: &Map<String, Value>) -> String {
    let mut sorted = Parts::default();
    sorted.add("", text(name, "primary_name"), "");
    sorted.add(". ", text(name, "subordinate_name_1"), "");
    sorted.add(". ", text(name, "subordinate_name_2"), "");
    sorted.add(", ", text(name, "number"), "");
    for property in ["qualifier", "dates", "location"] {
        sorted.add(" (", text(name, property), ")");
    }
    sorted.0
}

/// `M W 1 (q), d`.
fn software(name: &Map<String, Value>, agent: &Map<String, Value>) -> String {
    let mut sorted = Parts::default();
    sorted.add("", text(name, "manufacturer"), " ");
    sorted.add("", text(name, "software_name"), "");
    sorted.add(" ", text(name, "version"), "");
    sorted.add(" (", text(name, "qualifier"), ")");
    sorted.add(", ", text(name, "dates"), "");
    sorted.add_existence(name, agent);
    sorted.0
}

/// A sort name growing part by part.
#[derive(Default)]
struct Parts(String);

impl Parts {
    /// Adds a part between its marks, when there is one.
    fn add(&mut self, before: &str, part: Option<&str>, after: &str) {
        if let Some(part) = part {
            self.0.push_str(before);
            self.0.push_str(part);
            self.0.push_str(after);
        }
    }

    /// Adds the first date of existence of an agent, when the name has no dates.
    fn add_existence(&mut self, name: &Map<String, Value>, agent: &Map<String, Value>) {
        if text(name, "dates").is_some() {
            return;
        }
        let existence = objects(agent, "dates_of_existence").next().and_then(describe_structured);
        self.add(" (", existence.as_deref(), ")");
    }
}
