//! Listings in three modes: a page, a set of numbers, or all numbers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::inputs::Inputs;
use crate::params::{MISSING, Problems, integer};

/// Records on a page when the client does not say.
const DEFAULT_SIZE: usize = 10;

/// Records on a page at most; more are cut silently.
const MAXIMUM_SIZE: usize = 250;

/// What a listing was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One page, counted from 1.
    Page {
        /// Its number.
        page: usize,
        /// Its length.
        size: usize,
    },
    /// The records with these numbers.
    IdSet(BTreeSet<u32>),
    /// All numbers.
    AllIds,
}

/// How a listing is ordered and narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What was asked for.
    pub mode: Mode,
    /// Only records changed at or after this moment (seconds since 1970).
    pub modified_since: Option<i64>,
    /// The property to sort by.
    pub sort_field: String,
    /// Whether the order is turned round.
    pub descending: bool,
}

/// Collects what is wrong with the paging parameters.
pub(crate) fn check(inputs: &Inputs, problems: &mut Problems) {
    let mut problem = |name: &str, text: String| problems.entry(name.to_owned()).or_default().push(text);
    if inputs.scalar("page").is_none() && !names_ids(inputs) && inputs.scalar("all_ids").is_none() {
        for name in ["page", "id_set", "all_ids"] {
            problem(name, MISSING.to_owned());
        }
    }
    for (name, least) in [("page", 1), ("page_size", 1), ("modified_since", 0)] {
        let Some(text) = inputs.scalar(name) else { continue };
        if integer(text).is_none_or(|number| number < least) {
            problem(name, format!("Wanted type Integer but got '{text}'"));
        }
    }
    for text in id_texts(inputs) {
        if text.parse::<u64>().is_err() {
            problem("id_set", format!("Wanted type [Integer] but got '{text}'"));
        }
    }
    if id_texts(inputs).len() > MAXIMUM_SIZE {
        problem("id_set", format!("Failed validation -- must not name more than {MAXIMUM_SIZE} ids"));
    }
    if let Some(direction) = inputs.scalar("sort_direction")
        && !matches!(direction, "asc" | "desc")
    {
        problem(
            "sort_direction",
            format!("Failed validation -- must be either 'asc' or 'desc' but given: {direction}"),
        );
    }
    if let Some(text) = inputs.scalar("resolve") {
        problem(
            "resolve",
            format!(
                "Wanted type [String] but got '{text}'.  Perhaps you meant to specify an array like: resolve[]={text}"
            ),
        );
    }
}

/// Reads checked paging parameters; `page` wins over `id_set`, `id_set` over `all_ids`.
pub fn read(inputs: &Inputs) -> Query {
    let number = |name: &str| inputs.scalar(name).and_then(integer);
    let position = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let mode = if let Some(page) = number("page") {
        let size = number("page_size").map_or(DEFAULT_SIZE, position).min(MAXIMUM_SIZE);
        Mode::Page { page: position(page), size }
    } else {
        match id_texts(inputs) {
            ids if !ids.is_empty() || names_ids(inputs) => {
                Mode::IdSet(ids.iter().filter_map(|text| text.parse().ok()).collect())
            }
            _ => Mode::AllIds,
        }
    };
    Query {
        mode,
        modified_since: number("modified_since").filter(|moment| *moment > 0),
        sort_field: inputs.scalar("sort_field").unwrap_or("id").to_owned(),
        descending: inputs.scalar("sort_direction") == Some("desc"),
    }
}

fn names_ids(inputs: &Inputs) -> bool {
    inputs.scalar("id_set").is_some() || !inputs.array("id_set").is_empty()
}

fn id_texts(inputs: &Inputs) -> Vec<&str> {
    let mut texts: Vec<&str> = inputs.scalar("id_set").into_iter().flat_map(|text| text.split(',')).collect();
    texts.extend(inputs.array("id_set").into_iter().flat_map(|text| text.split(',')));
    texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect()
}

/// One page around its results.
pub fn page(number: usize, size: usize, total: u64, results: &[Value]) -> Value {
    let pages = total.div_ceil(size.max(1) as u64).max(1);
    json!({ "first_page": 1, "last_page": pages, "this_page": number, "total": total, "results": results })
}
