//! Moving a container: it leaves where it stands now, and what is known of former places stays.

use records::Body;
use serde_json::{Value, json};

/// Puts a container at a location from today on; without one, only away from where it stands.
pub(super) fn put(body: &mut Body, location: &str, now: i64) {
    let mut places = match body.shift_remove("container_locations") {
        Some(Value::Array(places)) => places,
        _ => vec![],
    };
    places.retain(|place| place["status"] != "current");
    if !location.is_empty() {
        let today = records::render::instant(now);
        places.push(json!({
            "jsonmodel_type": "container_location",
            "status": "current",
            "start_date": today.get(..10).unwrap_or_default(),
            "ref": location,
        }));
    }
    if !places.is_empty() {
        body.insert("container_locations".to_owned(), places.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_container_leaves_where_it_stood() {
        let former = json!({ "status": "previous", "ref": "/locations/1" });
        let body = json!({ "container_locations": [former, { "status": "current", "ref": "/locations/2" }] });
        let Value::Object(mut body) = body else { return };
        put(&mut body, "/locations/3", 0);
        assert_eq!(body["container_locations"][0], former);
        assert_eq!(body["container_locations"][1]["ref"], "/locations/3");
        assert_eq!(body["container_locations"][1]["start_date"], "1970-01-01");
        put(&mut body, "", 0);
        assert_eq!(body["container_locations"], json!([former]));
    }
}
