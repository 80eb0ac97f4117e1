//! A part of a list: `n` objects from `offset` on, or from the `page` (from 1) that this makes. `Link` tells where it goes on.

use api::call::Inputs;
use api::{Call, Problem, Reply};
use http::header;
use serde_json::Value;

/// Objects that may stand ahead of a page: they are read to be passed over.
const FARTHEST: usize = 10_000;

/// Bytes of objects in one answer: a function may answer 6 MB.
const LARGEST: usize = 5 * 1024 * 1024;

/// What part of a list a client wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Objects ahead of it.
    pub(crate) offset: usize,
    /// Objects on it, at most.
    pub(crate) size: usize,
}

impl Page {
    /// Reads `n`, `offset` and `page`; `offset` wins. Larger sizes than `most` are cut.
    pub(crate) fn read(inputs: &Inputs, default: usize, most: usize) -> Result<Self, Problem> {
        let size = number(inputs, "n", 1)?.unwrap_or(default).min(most);
        let page = number(inputs, "page", 1)?.unwrap_or(1);
        let offset = number(inputs, "offset", 0)?.unwrap_or_else(|| (page - 1).saturating_mul(size));
        if offset > FARTHEST {
            return Err(Problem::bad_request(format!("pages begin at {FARTHEST} at the latest")));
        }
        Ok(Self { offset, size })
    }

    /// How many objects to read, to know as well whether there are more behind the page.
    pub(crate) fn reach(self) -> usize {
        self.offset + self.size + 1
    }

    /// The objects of the page, and whether there are more, out of the first [`Self::reach`].
    pub(crate) fn cut<T>(self, read: Vec<T>) -> (Vec<T>, bool) {
        let has_more = read.len() >= self.reach();
        (read.into_iter().skip(self.offset).take(self.size).collect(), has_more)
    }

    /// Leaves out what would make the answer too large; whether there is more then. One object is always left.
    pub(crate) fn fit(shown: &mut Vec<Value>, has_more: bool) -> bool {
        let mut room = LARGEST;
        let fitting = shown.iter().take_while(|value| {
            let size = value.to_string().len();
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        });
        let fitting = fitting.count().max(1);
        let is_cut = fitting < shown.len();
        shown.truncate(fitting);
        has_more || is_cut
    }

    /// Tells where the list goes on behind so many objects that were looked at.
    pub(crate) fn link_next(self, call: &Call, seen: usize, has_more: bool, reply: Reply) -> Reply {
        if !has_more {
            return reply;
        }
        let next = format!("<{}?n={}&offset={}>; rel=\"next\"", call.path, self.size, self.offset + seen);
        reply.with(header::LINK, &next)
    }
}

fn number(inputs: &Inputs, name: &str, least: usize) -> Result<Option<usize>, Problem> {
    let Some(text) = inputs.scalar(name) else { return Ok(None) };
    let number = text.parse::<usize>().ok().filter(|number| *number >= least && text.len() <= 9);
    number.map(Some).ok_or_else(|| Problem::bad_request(format!("{name} must be a number, at least {least}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_out_of_what_was_read() {
        let page = Page { offset: 2, size: 3 };
        assert_eq!(page.cut(vec![1, 2, 3, 4, 5, 6]), (vec![3, 4, 5], true));
        assert_eq!(page.cut(vec![1, 2, 3, 4, 5]), (vec![3, 4, 5], false));
        assert_eq!(page.cut(vec![1]), (vec![], false));
    }

    #[test]
    fn an_answer_has_room_for_so_much() {
        let mut shown = vec![Value::from("x".repeat(LARGEST / 2 + 1)); 3];
        assert!(Page::fit(&mut shown, false));
        assert_eq!(shown.len(), 1);
        let mut small = vec![Value::from(1); 3];
        assert!(!Page::fit(&mut small, false) && small.len() == 3);
    }
}
