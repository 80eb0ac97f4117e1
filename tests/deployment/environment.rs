//! The variables that the code reads are given to it: by the template on AWS, by `fonds stores` on one machine.

use std::collections::BTreeSet;
use std::path::Path;

use crate::template::{functions, project, template};

/// The names of Fonds's own variables in the sources of a folder.
fn variables_in(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(variables_in(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            // Names stand in quotes: every second piece is quoted, and what is not a name does not look like one.
            found.extend(text.split('"').filter(|piece| is_variable(piece)).map(ToOwned::to_owned));
        }
    }
    found
}

fn is_variable(text: &str) -> bool {
    text.starts_with("FONDS_") && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

#[test]
fn a_function_is_given_what_it_reads_and_nothing_else() {
    let template = template();
    let common = variables_in(&project().join("shared"));
    assert!(!common.is_empty());
    for function in functions(&template) {
        let own = variables_in(&project().join("functions").join(&function.binary).join("src"));
        assert_eq!(function.variables(&template), &common | &own, "{}", function.binary);
    }
}

#[tokio::test]
async fn one_machine_gives_the_same() {
    let stores = local::Stores::start(&local::Data::Temporary).await.unwrap();
    let given: BTreeSet<String> = stores.endpoints.variables().into_iter().map(|(name, _)| name.to_owned()).collect();
    stores.stop().await;
    let own = given.into_iter().filter(|name| name.starts_with("FONDS_")).collect::<BTreeSet<_>>();
    assert_eq!(own, variables_in(&project().join("shared")));
}
