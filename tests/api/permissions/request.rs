//! A request that a route takes, made from its declaration.

use api::Endpoint;
use api::endpoint::BodyKind;
use api::params::{Kind, Param};
use tests::samples::Samples;
use tests::{Caller, Response};

/// What to put in the place of parameters.
pub(crate) struct Filling<'a> {
    /// The number of the repository.
    pub(crate) repository: u64,
    /// Other numbers.
    pub(crate) number: u64,
    /// Texts.
    pub(crate) text: &'a str,
    /// Bodies.
    pub(crate) samples: &'a Samples,
}

impl Filling<'_> {
    /// Sends it.
    pub(crate) async fn send(&self, caller: &Caller, endpoint: &Endpoint, more: &str) -> Response {
        let path = self.path(endpoint, more);
        let (headers, body): (&[_], String) = match endpoint.body {
            BodyKind::Parameters | BodyKind::Upload => (&[], String::new()),
            BodyKind::Json | BodyKind::Fields(_) => (&[("content-type", "application/json")], "{}".to_owned()),
            BodyKind::Record(name) => {
                (&[("content-type", "application/json")], self.samples.small(name, self.text).to_string())
            }
        };
        caller.send(endpoint.method.clone(), &path, headers, body).await
    }

    /// Path and query, with everything that is needed.
    pub(crate) fn path(&self, endpoint: &Endpoint, more: &str) -> String {
        let named = |name: &str| endpoint.params.iter().find(|param| param.name == name);
        let fill = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => named(name.trim_start_matches('*')).map_or_else(String::new, |param| self.value(param)),
            None => segment.to_owned(),
        };
        let path: Vec<String> = endpoint.path.split('/').map(fill).collect();
        let is_in_path = |param: &Param| endpoint.path.contains(&format!("{{{}}}", param.name));
        let needed = endpoint.params.iter().filter(|param| !param.optional && !is_in_path(param));
        let mut query: Vec<String> = needed.map(|param| self.pair(param)).collect();
        if endpoint.paginated && !more.contains("id_set") && !more.contains("all_ids") {
            query.push("page=1".to_owned());
        }
        query.extend(Some(more.to_owned()).filter(|more| !more.is_empty()));
        format!("{}?{}", path.join("/"), query.join("&"))
    }

    fn pair(&self, param: &Param) -> String {
        let brackets = if matches!(param.kind, Kind::Strings | Kind::Integers) { "[]" } else { "" };
        format!("{}{brackets}={}", param.name, tests::encode(&self.value(param)))
    }

    fn value(&self, param: &Param) -> String {
        match param.kind {
            Kind::Repository => self.repository.to_string(),
            Kind::Integer | Kind::NonNegative | Kind::Integers => self.number.to_string(),
            Kind::Boolean => "true".to_owned(),
            Kind::OneOf(words, _) => words[0].to_owned(),
            Kind::String | Kind::Username | Kind::Strings => self.text.to_owned(),
        }
    }
}
