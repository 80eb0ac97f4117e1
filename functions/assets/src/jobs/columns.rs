//! The properties of a job that clients may write: what each of them may be, before anybody asks what it would mean.

use api::Problem;
use serde_json::{Map, Value};

/// What is written of a job besides what it does.
pub(super) const COLUMNS: [&str; 6] = ["status", "attempts", "locked_at", "locked_by", "failed_at", "error"];

/// Refuses a value of another kind.
pub(super) fn check(body: &Map<String, Value>) -> Result<(), Problem> {
    for name in COLUMNS {
        let Some(value) = body.get(name) else { continue };
        let (is_right, kind) = match name {
            "status" => (value.as_u64().is_some_and(|status| status <= 4), "a number from 0 to 4"),
            "attempts" => (value.is_u64(), "a number"),
            "locked_at" | "failed_at" => (value.is_null() || is_time(value), "null or a time: YYYY-MM-DD HH:MM:SS"),
            _ => (value.is_null() || value.is_string(), "null or a text"),
        };
        if !is_right {
            return Err(Problem::bad_request(format!("{name} must be {kind}")));
        }
    }
    Ok(())
}

fn is_time(value: &Value) -> bool {
    let pattern = b"0000-00-00 00:00:00";
    value.as_str().is_some_and(|text| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern)
                .all(|(byte, like)| if *like == b'0' { byte.is_ascii_digit() } else { byte == *like })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_is_of_its_kind() {
        let read = |body: Value| check(body.as_object().unwrap()).is_ok();
        assert!(read(
            json!({ "status": 4, "attempts": 0, "locked_at": null, "failed_at": "2026-01-31 10:00:00", "error": "x" })
        ));
        for wrong in [
            json!({ "status": 5 }),
            json!({ "status": "1" }),
            json!({ "status": -1 }),
            json!({ "status": null }),
            json!({ "error": 7 }),
            json!({ "locked_by": 7 }),
            json!({ "locked_at": [] }),
            json!({ "locked_at": "x" }),
            json!({ "failed_at": "2026-01-31T10:00:00Z" }),
            json!({ "attempts": "2" }),
            json!({ "attempts": -1 }),
        ] {
            assert!(!read(wrong.clone()), "{wrong}");
        }
    }
}
