//! Which page of what was found, and in which order: `n`, `page`, `offset`, `order`, `direction`.

use api::{Call, Problem};
use index::arcs::Order;

/// The parameters.
pub(super) const PARAMETERS: [&str; 5] = ["n", "page", "offset", "order", "direction"];

/// Resources on a page when the client does not say.
const DEFAULT_SIZE: usize = 30;

/// Resources on a page at most; more are cut silently. So many are read in one call.
const MAXIMUM_SIZE: usize = 100;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Resources on it at most.
    pub(super) size: usize,
    /// Resources before it.
    pub(super) offset: usize,
    /// What decides the order.
    pub(super) order: Order,
    /// Largest, latest first.
    pub(super) descending: bool,
}

impl Page {
    /// The page that was asked for. An order that is not known is passed over, as in the original.
    pub(super) fn of(call: &Call) -> Result<Self, Problem> {
        Self::read(|name| call.params.string(name))
    }

    fn read<'a>(given: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Problem> {
        let number = |name: &str, least: usize| -> Result<Option<usize>, Problem> {
            let Some(text) = given(name) else { return Ok(None) };
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // More than there is of anything is as good as any other such number.
            let number = is_number.then(|| text.parse().unwrap_or(usize::MAX)).filter(|number| *number >= least);
            let wrong = || Problem::bad_request(format!("{name} must be a whole number, {least} or more"));
            number.map(Some).ok_or_else(wrong)
        };
        let size = number("n", 1)?.unwrap_or(DEFAULT_SIZE).min(MAXIMUM_SIZE);
        let page = number("page", 1)?.unwrap_or(1);
        let offset = number("offset", 0)?.unwrap_or_else(|| (page - 1).saturating_mul(size));
        let order = match given("order") {
            Some("created") => Order::Created,
            Some("title") => Order::Title,
            _ => Order::Modified,
        };
        Ok(Self { size, offset, order, descending: given("direction") != Some("asc") })
    }

    /// The word for the order.
    pub(super) fn order_name(self) -> &'static str {
        match self.order {
            Order::Created => "created",
            Order::Title => "title",
            Order::Modified => "modified",
        }
    }

    /// The word for the direction, as envelopes have it: clients ask in small letters.
    pub(super) fn direction_name(self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &'static str)]) -> Result<Page, Problem> {
        Page::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    #[test]
    fn pages_are_read() {
        let sized = |pairs: &[(&str, &'static str)]| read(pairs).map(|page| (page.size, page.offset)).unwrap();
        assert_eq!(sized(&[]), (30, 0));
        assert_eq!(sized(&[("n", "10"), ("page", "3")]), (10, 20));
        assert_eq!(sized(&[("n", "1000"), ("page", "2")]), (100, 100));
        assert_eq!(sized(&[("page", "3"), ("offset", "7")]), (30, 7));
        assert_eq!(sized(&[("page", "99999999999999999999")]), (30, usize::MAX));
        let page = read(&[("order", "relevance"), ("direction", "ASC")]).unwrap();
        assert_eq!((page.order, page.descending), (Order::Modified, true));
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for (name, value) in
            [("n", "0"), ("n", "x"), ("n", "-1"), ("n", ""), ("page", "0"), ("page", "1.5"), ("offset", "+1")]
        {
            assert!(read(&[(name, value)]).is_err(), "{name}={value}");
        }
    }
}
