//! What a client may not set, it does not set by sending it: every property of every schema, and what a hostile client adds.

use records::record_type::Stored;
use records::schema::{self, Property};
use serde_json::{Map, Value, json};

use crate::harness::Fonds;
use tests::catalogue::{Catalogue, Kind};

/// What clients add who want more than they may have, and a mark that is found again wherever it was stored.
fn hostile() -> Map<String, Value> {
    let extras = json!({
        "uri": "/repositories/1/accessions/77", "id": 77, "lock_version": 40, "created_by": "MALLORY",
        "last_modified_by": "MALLORY", "create_time": "1999-01-01T00:00:00Z", "user_mtime": "1999-01-01T00:00:00Z",
        "system_mtime": "1999-01-01T00:00:00Z", "repository": { "ref": "/repositories/1" }, "repo_id": 1, "owner": "MALLORY",
        "suppressed": true, "is_admin": true, "is_system_user": true, "permissions": { "/repositories/2": ["MALLORY"] },
        "pk": "/users/1", "sk": "access", "t": "user", "v": 9, "f": ["MALLORY"], "_resolved": { "said": "MALLORY" },
        "__proto__": { "admin": "MALLORY" }, "invented_MALLORY": { "deep": ["MALLORY"] },
    });
    extras.as_object().unwrap().clone()
}

/// A value of the right kind for a property that only the archive writes.
fn forged(property: &Property) -> Value {
    match &property.kind {
        schema::Kind::Boolean => true.into(),
        schema::Kind::Integer | schema::Kind::Number | schema::Kind::Version => 77.into(),
        schema::Kind::Array(item) => json!([forged(item)]),
        schema::Kind::Object(_) => json!({ "said": "MALLORY" }),
        schema::Kind::Reference(_) => json!({ "ref": "/repositories/1", "said": "MALLORY" }),
        schema::Kind::Record(_) => json!({ "title": "MALLORY", "file_uri": "MALLORY" }),
        _ => "MALLORY".into(),
    }
}

/// The body with everything read-only forged, and everything hostile added, at every level.
fn poison(body: &mut Value, record_type: &str) {
    let Value::Object(object) = body else { return };
    let schema = schema::find(record_type).unwrap();
    for nested in object.values_mut() {
        let items = match nested {
            Value::Array(items) => items.as_mut_slice(),
            single => std::slice::from_mut(single),
        };
        for item in items {
            if let Some(name) = item.get("jsonmodel_type").and_then(Value::as_str).map(ToOwned::to_owned) {
                poison(item, &name);
            }
        }
    }
    for property in schema.properties.iter().filter(|property| property.readonly) {
        object.insert(property.name.clone(), forged(property));
    }
    for (name, value) in hostile() {
        // What preferences say is kept as a document, with whatever its schema knows.
        if (record_type, name.as_str()) == ("defaults", "lock_version") {
            continue;
        }
        let writable = schema.properties.find(&name).is_some_and(|property| !property.readonly);
        if !writable || ["uri", "lock_version"].contains(&name.as_str()) {
            object.insert(name, value);
        }
    }
}

/// What is stored of a record, without what tells one from another: its tag, numbers, generated identifiers.
fn stored_text(stored: &Stored, tag: &str) -> String {
    let mut body = stored.body.clone();
    if let Some(position) = body.get_mut("position").filter(|position| **position != json!(77)) {
        *position = json!("its place among the others");
    }
    let text = Value::Object(body).to_string().replace(tag, "TAG");
    let is_hex = |word: &str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split('"').map(|word| match word {
        _ if is_hex(word) => "HEX",
        _ if word.bytes().all(|byte| byte.is_ascii_digit()) => "NUMBER",
        _ => without_number(word),
    });
    let audit = (stored.lock_version, &stored.created_by, &stored.last_modified_by, stored.suppressed);
    format!("{} {audit:?} {:?}", words.collect::<Vec<_>>().join("\""), stored.record_type)
}

/// A URI without its number.
fn without_number(word: &str) -> &str {
    let (collection, number) = word.rsplit_once('/').unwrap_or((word, "x"));
    if word.starts_with('/') && number.bytes().all(|byte| byte.is_ascii_digit()) { collection } else { word }
}

/// Shows where two long texts part.
#[track_caller]
fn assert_same(kind: &Kind, poisoned: &str, clean: &str) {
    let place = poisoned.bytes().zip(clean.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(place.saturating_sub(40)).take(120).collect::<String>();
    assert!(poisoned == clean, "{}: {} is not {}", kind.row.name, around(poisoned), around(clean));
}

/// Creates a record, or updates it when `uri` is given; what is stored then.
async fn save(
    fonds: &Fonds,
    catalogue: &Catalogue,
    kind: &Kind,
    uri: Option<&str>,
    poisoned: bool,
) -> (String, String) {
    let admin = fonds.admin().await;
    let tag = format!("{}{}", kind.row.name.replace('_', ""), if poisoned { 1 } else { 2 });
    let mut body = catalogue.samples.full(kind.row.name, &tag);
    if poisoned {
        poison(&mut body, kind.row.name);
    }
    if uri.is_some() {
        body["lock_version"] = json!(0);
    }
    let answer = admin.post(uri.unwrap_or(&kind.create), &body).await.ok();
    let uri = answer["uri"].as_str().unwrap().to_owned();
    let stored = fonds.store.read(&[&uri]).await.unwrap().pop().flatten().unwrap();
    assert_eq!(stored.uri, uri);
    (uri, stored_text(&stored, &tag))
}

#[tokio::test]
async fn nothing_read_only_and_nothing_invented_is_stored() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    for kind in &catalogue.kinds {
        catalogue.make_room(&admin, kind).await;
        let (poisoned, stored) = save(&fonds, &catalogue, kind, None, true).await;
        assert!(poisoned.starts_with(kind.collection.as_str()), "{poisoned}");
        assert!(!stored.contains("MALLORY") && !stored.contains("1999-01-01"), "{stored}");
        let updated =
            if kind.updates() { Some(save(&fonds, &catalogue, kind, Some(&poisoned), true).await.1) } else { None };
        if kind.deletes() {
            admin.delete(&poisoned).await.ok();
        }
        // The same from somebody who means no harm.
        let (clean, expected) = save(&fonds, &catalogue, kind, None, false).await;
        assert_same(kind, &stored, &expected);
        if let Some(updated) = updated {
            assert_same(kind, &updated, &save(&fonds, &catalogue, kind, Some(&clean), false).await.1);
        }
    }
}
