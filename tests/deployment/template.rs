//! `template.yaml`, as far as the tests look into it. The short forms of CloudFormation (`!Ref Table`) read as their text.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// The project's folder.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The template.
pub(crate) fn template() -> Value {
    let text = std::fs::read_to_string(project().join("template.yaml")).unwrap();
    // Else `N`, a type of attributes, would be a word for no.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&text, options).unwrap()
}

/// The names of the folders under `functions/`.
pub(crate) fn folders() -> BTreeSet<String> {
    let folders = std::fs::read_dir(project().join("functions")).unwrap().map(Result::unwrap);
    let crates = folders.filter(|folder| folder.path().join("Cargo.toml").exists());
    crates.map(|folder| folder.file_name().into_string().unwrap()).collect()
}

/// One function of the template.
pub(crate) struct Function {
    /// The binary that it runs.
    pub(crate) binary: String,
    /// What is said of it alone.
    pub(crate) properties: Value,
}

impl Function {
    /// Method and path of each route, as the gateway knows them.
    pub(crate) fn routes(&self) -> Vec<(String, String)> {
        let events = self.properties["Events"].as_object().cloned().unwrap_or_default();
        let routes = events.into_iter().map(|(_, event)| {
            assert_eq!(event["Type"], "HttpApi", "{event}");
            let text = |name: &str| event["Properties"][name].as_str().map(ToOwned::to_owned);
            // An event without a path is the gateway's default route.
            (text("Method").unwrap_or("ANY".to_owned()), text("Path").unwrap_or("$default".to_owned()))
        });
        routes.collect()
    }

    /// Names of the variables that the function is given.
    pub(crate) fn variables(&self, template: &Value) -> BTreeSet<String> {
        let of = |place: &Value| place["Environment"]["Variables"].as_object().map(names).unwrap_or_default();
        of(&template["Globals"]["Function"]).into_iter().chain(of(&self.properties)).collect()
    }
}

fn names(map: &Map<String, Value>) -> Vec<String> {
    map.keys().cloned().collect()
}

/// The functions of the template.
pub(crate) fn functions(template: &Value) -> Vec<Function> {
    let resources = template["Resources"].as_object().unwrap();
    let functions = resources.values().filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    let read = functions.map(|function| Function {
        binary: function["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap().to_owned(),
        properties: function["Properties"].clone(),
    });
    read.collect()
}
