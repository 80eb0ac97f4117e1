//! Paging in headers: `X-Total-Count`, and `Link` with the addresses of the pages around.

use api::{Call, Reply};
use http::{HeaderName, header};

use super::page::{PARAMETERS, Page};

/// How many there are altogether.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// Adds the headers of a page.
pub(super) fn add(reply: Reply, call: &Call, page: Page, total: usize) -> Reply {
    let reply = reply.with(TOTAL, &total.to_string());
    let links =
        around(page, total).map(|(relation, offset)| format!("<{}>; rel=\"{relation}\"", address(call, page, offset)));
    let links: Vec<String> = links.collect();
    if links.is_empty() { reply } else { reply.with(header::LINK, &links.join(", ")) }
}

/// The first, the previous, the next and the last page, by the resources before them.
fn around(page: Page, total: usize) -> impl Iterator<Item = (&'static str, usize)> {
    let Page { size, offset, .. } = page;
    let has_previous = offset > 0 && total > 0;
    let next = offset.saturating_add(size);
    let has_next = next < total;
    // Pages are counted from where this one begins, which need not be where one of the first size would.
    let last = if has_next { next + (total - next - 1) / size * size } else { 0 };
    let previous = offset.min(total).saturating_sub(size);
    [
        has_previous.then_some(("first", 0)),
        has_previous.then_some(("prev", previous)),
        has_next.then_some(("next", next)),
        has_next.then_some(("last", last)),
    ]
    .into_iter()
    .flatten()
}

/// The address of another page: that of the request, with another place.
fn address(call: &Call, page: Page, offset: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["q", "facets"].into_iter().chain(PARAMETERS) {
        let value = call.params.string(name).filter(|_| !["n", "page", "offset"].contains(&name));
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.append_pair("n", &page.size.to_string());
    if offset.is_multiple_of(page.size) {
        query.append_pair("page", &(offset / page.size + 1).to_string());
    } else {
        query.append_pair("offset", &offset.to_string());
    }
    format!("{}{}?{}", call.origin, call.path, query.finish())
}

#[cfg(test)]
mod tests {
    use index::arcs::Order;

    use super::*;

    fn pages(size: usize, offset: usize, total: usize) -> Vec<(&'static str, usize)> {
        around(Page { size, offset, order: Order::Modified, descending: true }, total).collect()
    }

    #[test]
    fn pages_stand_around_one_another() {
        assert_eq!(pages(10, 0, 10), []);
        assert_eq!(pages(10, 0, 0), []);
        assert_eq!(pages(10, 0, 21), [("next", 10), ("last", 20)]);
        assert_eq!(pages(10, 10, 30), [("first", 0), ("prev", 0), ("next", 20), ("last", 20)]);
        assert_eq!(pages(10, 20, 21), [("first", 0), ("prev", 10)]);
        assert_eq!(pages(10, 7, 21), [("first", 0), ("prev", 0), ("next", 17), ("last", 17)]);
        assert_eq!(pages(10, usize::MAX, 21), [("first", 0), ("prev", 11)]);
    }
}
