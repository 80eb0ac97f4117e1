//! Values that must be among those of a list.

use serde_json::Value;

use super::shape::Check;
use super::words;
use crate::schema::Enumeration;

impl Check<'_> {
    pub(super) fn enumeration(&mut self, enumeration: &Enumeration, value: &Value) {
        match enumeration {
            Enumeration::Fixed(values) => {
                if !value.as_str().is_some_and(|text| values.iter().any(|accepted| accepted == text)) {
                    self.not_listed(value, &values.join(", "), "", "values");
                }
            }
            Enumeration::List(name) => {
                let Some(list) = self.lists.find(name) else {
                    return;
                };
                if !value.as_str().is_some_and(|text| list.contains(text)) {
                    let accepted: Vec<&str> = list.values.iter().map(|value| value.value.as_str()).collect();
                    let note = if list.editable {
                        String::new()
                    } else {
                        format!("Protected read-only list #/{}. ", self.path())
                    };
                    self.not_listed(value, &accepted.join(", "), &note, "configurable values");
                }
            }
        }
    }

    fn not_listed(&mut self, value: &Value, accepted: &str, note: &str, called: &str) {
        if let Some(text) = value.as_str() {
            let text = words::escape(text);
            self.error(format!("{note}Invalid value '{text}'.  Must be one of: {accepted}"));
        } else {
            let value = words::inspect(value);
            self.unknown(&format!("value {value} did not match one of the following {called}: {accepted}"));
        }
    }
}
