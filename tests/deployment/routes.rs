//! A gateway is played: every request that an endpoint answers has to reach that endpoint's function.

use crate::template::{functions, template};

/// Routes that an HTTP API takes.
const MOST_ROUTES: usize = 300;

/// Routes that fit into a function's policy of 20 KB: each has a permission of its own in there.
const MOST_ROUTES_OF_A_FUNCTION: usize = 60;

struct Route {
    method: String,
    segments: Vec<String>,
    function: String,
}

impl Route {
    fn matches(&self, method: &str, path: &[String]) -> bool {
        let is_greedy = self.segments.last().is_some_and(|last| last.ends_with("+}"));
        let fixed = self.segments.len() - usize::from(is_greedy);
        let fits = if is_greedy { path.len() > fixed } else { path.len() == fixed };
        let pairs = self.segments[..fixed].iter().zip(path);
        let agrees = pairs.into_iter().all(|(own, other)| own == other || own.starts_with('{'));
        (self.method == "ANY" || self.method == method) && fits && agrees
    }

    /// The greatest of those that match wins: words before variables, these before greedy ones, a method before any.
    fn rank(&self) -> (Vec<u8>, bool) {
        let rank = |segment: &String| if segment.ends_with("+}") { 0 } else { 2 - u8::from(segment.starts_with('{')) };
        (self.segments.iter().map(rank).collect(), self.method != "ANY")
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(ToOwned::to_owned).collect()
}

fn routes() -> Vec<Route> {
    let routes = functions(&template()).into_iter().flat_map(|function| {
        let own = function.routes().into_iter().filter(|(_, path)| path != "$default");
        own.map(move |(method, path)| Route { method, segments: segments(&path), function: function.binary.clone() })
            .collect::<Vec<_>>()
    });
    routes.collect()
}

#[test]
fn every_endpoint_is_reached() {
    let routes = routes();
    for endpoint in local::wiring::endpoints() {
        // A value that no route spells out stands for the parameters.
        let path: Vec<String> = segments(&endpoint.path)
            .into_iter()
            .map(|segment| if segment.starts_with('{') { "4711".to_owned() } else { segment })
            .collect();
        let head = (endpoint.method == "GET").then_some("HEAD");
        for method in head.into_iter().chain([endpoint.method.as_str()]) {
            let reached = routes.iter().filter(|route| route.matches(method, &path)).max_by_key(|route| route.rank());
            let reached = reached.map(|route| route.function.as_str());
            assert_eq!(reached, Some(endpoint.function), "{method} {}: run make template", endpoint.path);
        }
    }
}

/// A function that gets what no route claims answers it in the API's own words.
#[test]
fn one_function_gets_the_rest() {
    let rest = functions(&template())
        .into_iter()
        .filter(|function| function.routes().iter().any(|(_, path)| path == "$default"))
        .map(|function| function.binary);
    assert_eq!(rest.collect::<Vec<_>>(), ["settings"]);
}

#[test]
fn the_gateway_takes_that_many_routes() {
    assert!(routes().len() <= MOST_ROUTES, "{} routes", routes().len());
    for function in functions(&template()) {
        let count = function.routes().len();
        assert!(count <= MOST_ROUTES_OF_A_FUNCTION, "{} has {count} routes", function.binary);
    }
}
