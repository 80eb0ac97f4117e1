//! Every function is a crate, a binary, a resource of the template, and a part of the archive in one process.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::template::{folders, functions, project, template};

#[test]
fn every_function_is_deployed_once() {
    let deployed: Vec<String> = functions(&template()).into_iter().map(|function| function.binary).collect();
    assert_eq!(deployed.iter().cloned().collect::<BTreeSet<_>>(), folders());
    assert_eq!(deployed.len(), folders().len(), "a function is deployed twice");
}

#[test]
fn a_function_is_named_after_its_crate() {
    for name in folders() {
        let manifest = project().join("functions").join(&name).join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).unwrap();
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(project().join("functions").join(&name).join("src/main.rs").exists(), "{name} has no binary");
    }
    for function in functions(&template()) {
        let name = function.properties["FunctionName"].as_str().unwrap();
        assert_eq!(name, format!("${{AWS::StackName}}-{}", function.binary), "make deploy FN= looks for this name");
    }
}

/// What answers no request consumes the stream: that is how the scripts tell the two kinds apart.
#[test]
fn every_function_answers_or_consumes() {
    let answering: BTreeSet<String> =
        local::wiring::endpoints().iter().map(|endpoint| endpoint.function.to_owned()).collect();
    let template = template();
    let resources = template["Resources"].as_object().unwrap().values();
    // A mapping reads the stream in the function's name, a pipe in its own.
    let consumer = |resource: &Value| match resource["Type"].as_str().unwrap() {
        "AWS::Lambda::EventSourceMapping" => resource["Properties"]["FunctionName"].as_str().map(str::to_lowercase),
        "AWS::Pipes::Pipe" => resource["Properties"]["Target"].as_str()?.strip_suffix(".Arn").map(str::to_lowercase),
        _ => None,
    };
    let consuming: BTreeSet<String> = resources.filter_map(consumer).collect();
    assert_eq!(&answering | &consuming, folders());
    assert!(answering.is_disjoint(&consuming));
}

/// Clients of ARCS may send a password with every request: a function that does not take them would refuse what the others do.
#[test]
fn every_function_of_arcs_takes_passwords() {
    let endpoints = local::wiring::endpoints();
    let spoken = endpoints.iter().filter(|endpoint| {
        endpoint.dialect == api::Dialect::Arcs && endpoint.sessions != api::endpoint::Sessions::Ignored
    });
    let names: BTreeSet<&str> = spoken.map(|endpoint| endpoint.function).collect();
    assert!(names.contains("assets") && names.contains("search"));
    for name in names {
        let main = std::fs::read_to_string(project().join("functions").join(name).join("src/main.rs")).unwrap();
        assert!(main.contains("passwords::Basic::start()"), "{name} takes no passwords: see api::lambda::serve_with");
    }
}

/// Jobs read and write what the requests before them did: archives, uploads, blobs, pictures. Nothing else here shows a right that is
/// missing, because the embedded bucket knows no rights.
#[test]
fn who_does_the_jobs_may_do_what_they_do() {
    let all = functions(&template());
    let media = all.iter().find(|function| function.binary == "media").unwrap();
    let statements = media.properties["Policies"][0]["Statement"].as_array().unwrap();
    let may = |action: &str, below: &str| {
        let is_for = |statement: &&Value| statement["Resource"].as_str() == Some(&format!("${{Bucket.Arn}}/{below}/*"));
        statements.iter().find(is_for).is_some_and(|statement| statement["Action"].to_string().contains(action))
    };
    for below in ["bodies", "blobs", "derivatives", "made"] {
        assert!(may("s3:GetObject", below) && may("s3:PutObject", below), "{below}");
    }
    for below in ["blobs", "made", "pending"] {
        assert!(may("s3:AbortMultipartUpload", below) && may("s3:DeleteObject", below), "{below}");
    }
    for below in ["pending", "quarantine"] {
        assert!(may("s3:GetObject", below) && !may("s3:PutObject", below), "{below}");
    }
    let listed = statements.iter().find(|statement| statement["Action"] == "s3:ListBucket").unwrap();
    assert!(listed["Condition"].to_string().contains("blobs/*"), "a blob that is lost would be a forbidden one");
}

/// A manifest that is too long for an answer goes by the bucket.
#[test]
fn who_shows_manifests_may_put_long_ones_aside() {
    let all = functions(&template());
    let iiif = all.iter().find(|function| function.binary == "iiif").unwrap();
    let statements = iiif.properties["Policies"][0]["Statement"].as_array().unwrap();
    let made =
        statements.iter().find(|statement| statement["Resource"].as_str() == Some("${Bucket.Arn}/made/*")).unwrap();
    for action in ["s3:GetObject", "s3:PutObject"] {
        assert!(made["Action"].to_string().contains(action), "{action}");
    }
}
