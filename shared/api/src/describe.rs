//! The routes as text, for scripts, the deployment template and the tests that hold them to each other.

use records::permissions::Permission;

use crate::endpoint::Endpoint;

/// `METHOD<tab>path<tab>function<tab>permissions`, sorted by path; parameters are written `:param`, and `*param` when they take all the
/// rest of the path. Permissions are separated by commas when all are needed, by bars when one is enough.
pub fn routes(endpoints: &[Endpoint]) -> String {
    let mut lines: Vec<String> = endpoints.iter().map(line).collect();
    lines.sort_by(|a, b| {
        let key = |line: &String| line.split('\t').nth(1).map(ToOwned::to_owned);
        key(a).cmp(&key(b)).then_with(|| a.cmp(b))
    });
    lines.join("\n")
}

fn line(endpoint: &Endpoint) -> String {
    let path: Vec<String> = endpoint.path.split('/').map(colon).collect();
    let codes = |permissions: &[Permission]| permissions.iter().map(|code| code.code()).collect::<Vec<_>>();
    let mut needed = codes(&endpoint.permissions);
    let one_of = codes(&endpoint.one_of).join("|");
    needed.extend(Some(one_of.as_str()).filter(|one_of| !one_of.is_empty()));
    let permissions = if needed.is_empty() { "open".to_owned() } else { needed.join(",") };
    format!("{}\t{}\t{}\t{permissions}", endpoint.method, path.join("/"), endpoint.function)
}

/// `{id}` as `:id`, `{*query}` as `*query`.
fn colon(segment: &str) -> String {
    segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}')).map_or_else(
        || segment.to_owned(),
        |name| if name.starts_with('*') { name.to_owned() } else { format!(":{name}") },
    )
}
