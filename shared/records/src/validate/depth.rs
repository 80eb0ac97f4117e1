//! Guards against bodies nested so deeply that recursion would exhaust the stack. Dropping such a value recurses too,
//! so it is taken apart instead.

use serde_json::Value;

/// Whether a value is nested deeper than `limit`.
pub(super) fn exceeds(value: &Value, limit: usize) -> bool {
    let mut waiting = vec![(value, 1)];
    while let Some((value, depth)) = waiting.pop() {
        let inner: &mut dyn Iterator<Item = &Value> = match value {
            Value::Array(items) => &mut items.iter(),
            Value::Object(map) => &mut map.values(),
            _ => continue,
        };
        if depth > limit {
            return true;
        }
        waiting.extend(inner.filter(|value| value.is_array() || value.is_object()).map(|value| (value, depth + 1)));
    }
    false
}

/// Drops a value without recursion.
pub(super) fn dismantle(value: Value) {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(map) => waiting.extend(map.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}
