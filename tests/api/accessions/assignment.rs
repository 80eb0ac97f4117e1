//! What a client may not set, it does not set by sending it.

use serde_json::json;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn unknown_and_read_only_properties_are_dropped() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let mut body = accession("a");
    let hostile = json!({
        "uri": "/repositories/1/accessions/77", "id": 77, "lock_version": 40, "jsonmodel_type": "user",
        "created_by": "admin", "last_modified_by": "admin", "create_time": "1999-01-01T00:00:00Z",
        "user_mtime": "1999-01-01T00:00:00Z", "system_mtime": "1999-01-01T00:00:00Z",
        "repository": { "ref": "/repositories/1" }, "repo_id": 1, "suppressed": true, "owner": "admin",
        "is_admin": true, "display_string": "mine", "linked_events": [{ "ref": "/repositories/2/events/1" }],
        "representative_file_version": { "file_uri": "x" }, "pk": "/users/1", "sk": "access", "_resolved": { "a": 1 },
        "invented": { "deep": [1, 2, 3] }, "__proto__": { "admin": true },
    });
    body.as_object_mut().unwrap().extend(hostile.as_object().unwrap().clone());
    body["dates"] = json!([{
        "date_type": "single", "label": "creation", "begin": "1900", "created_by": "admin", "invented": 1, "uri": "/x",
    }]);
    let uri = archivist.create(ACCESSIONS, &body).await;
    assert_eq!(uri, "/repositories/2/accessions/1");
    for version in 0..2 {
        let shown = archivist.get(&uri).await.ok();
        assert_eq!(shown["uri"], uri);
        assert_eq!(shown["jsonmodel_type"], "accession");
        assert_eq!(shown["lock_version"], version);
        assert_eq!(shown["created_by"], "archivist");
        assert_eq!(shown["last_modified_by"], "archivist");
        assert_eq!(shown["repository"]["ref"], "/repositories/2");
        assert_eq!(shown["suppressed"], false);
        assert_eq!(shown["display_string"], "Papers a");
        assert_eq!(shown["linked_events"], json!([]));
        assert!(!shown["create_time"].as_str().unwrap().starts_with("1999"));
        for name in ["id", "repo_id", "owner", "is_admin", "pk", "sk", "_resolved", "invented", "__proto__"] {
            assert!(shown.get(name).is_none(), "{name}");
        }
        assert!(shown.get("representative_file_version").is_none());
        assert_eq!(shown["dates"][0]["created_by"], "archivist");
        assert!(shown["dates"][0].get("invented").is_none());
        // The same through an update.
        if version == 0 {
            body["lock_version"] = json!(0);
            archivist.post(&uri, &body).await.ok();
        }
    }
}

#[tokio::test]
async fn self_registration_makes_no_administrator() {
    let fonds = Fonds::start().await;
    let body = json!({ "username": "mallory", "name": "Mallory", "is_admin": true });
    assert_eq!(fonds.anonymous().post("/users?password=secret", &body).await.error(403), "Access denied");
    let body =
        json!({ "username": "mallory", "name": "Mallory", "is_system_user": true, "permissions": { "x": ["y"] } });
    let uri = fonds.anonymous().create("/users?password=secret", &body).await;
    let shown = fonds.admin().await.get(&uri).await.ok();
    assert_eq!((&shown["is_admin"], &shown["is_system_user"]), (&json!(false), &json!(false)));
    assert_eq!(shown["permissions"], json!({ "_archivesspace": ["edit_user_self"] }));
}
