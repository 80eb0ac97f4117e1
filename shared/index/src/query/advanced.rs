//! Query objects: the JSON of `aq` and `filter`.

use serde_json::{Map, Value};

use super::{Bound, Mode, Node, Occur, What, parse};
use crate::{Error, fields, limits};

/// A query object, checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Advanced {
    /// Others, joined.
    Boolean {
        /// What stands between them.
        operator: Operator,
        /// The others.
        subqueries: Vec<Advanced>,
    },
    /// Text in a field.
    Field {
        /// The field; `None` for the default fields.
        field: Option<String>,
        /// What is looked for; absent when only the presence is asked for.
        value: Option<String>,
        /// Whether it must not match.
        negated: bool,
        /// Whether the text is a phrase, not query language.
        literal: bool,
    },
    /// A moment in a field.
    Date {
        /// The field.
        field: String,
        /// A day, month or year, written as its first moment; absent when only the presence is asked for.
        value: Option<String>,
        /// How it compares.
        comparator: Comparator,
        /// `DAY`, `MONTH` or `YEAR`: how much the value means.
        precision: &'static str,
        /// Whether it must not match.
        negated: bool,
    },
    /// A flag.
    Flag {
        /// The field.
        field: String,
        /// Its value.
        value: bool,
        /// Whether it must not match.
        negated: bool,
    },
    /// Values between two others.
    Range {
        /// The field.
        field: String,
        /// The first value; absent: the first of all.
        from: Option<String>,
        /// The last value; absent: the last of all.
        to: Option<String>,
        /// Whether it must not match.
        negated: bool,
    },
}

/// What joins subqueries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// All match.
    And,
    /// One matches.
    Or,
    /// The first matches, the others do not.
    Not,
}

/// How a date compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// From the end of the period on.
    Greater,
    /// Before the period.
    Lesser,
    /// Within the period.
    Equal,
}

/// How query objects are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// Texts are phrases (in filters).
    pub literal: bool,
    /// Only what is published is looked at.
    pub public: bool,
}

impl Advanced {
    /// Reads a query object; the outer `advanced_query` may be there or not.
    pub fn read(value: &Value, reading: Reading) -> Result<Self, Error> {
        let query = if kind(value) == "advanced_query" { value.get("query").unwrap_or(&Value::Null) } else { value };
        read(query, reading, 0, &mut Spent::default())
    }

    /// What is looked for.
    pub(crate) fn node(&self) -> Result<Node, Error> {
        let (node, negated) = match self {
            Self::Boolean { operator, subqueries } => (join(*operator, subqueries)?, false),
            Self::Field { field, value: None, negated, .. } => (absent(field.as_deref()), *negated),
            Self::Field { field, value: Some(value), negated, literal: true } => {
                (Node::Leaf(field.clone(), What::Phrase(value.clone(), 0)), *negated)
            }
            Self::Field { field, value: Some(value), negated, .. } => {
                (parse(&neutral(value), field.as_deref(), Mode::Lenient)?, *negated)
            }
            Self::Date { field, value: None, negated, .. } => (absent(Some(field)), *negated),
            Self::Date { field, value: Some(value), comparator, precision, negated } => {
                let (from, to) = period(value, *comparator, precision);
                let bound = |end: Option<String>| end.map_or(Bound::Open, Bound::At);
                (Node::Leaf(Some(field.clone()), What::Range(bound(from), bound(to))), *negated)
            }
            Self::Flag { field, value, negated } => {
                (Node::Leaf(Some(field.clone()), What::Word(value.to_string())), *negated)
            }
            Self::Range { field, from, to, negated } => {
                let bound = |end: &Option<String>| end.clone().map_or(Bound::Open, Bound::At);
                let what = match (from, to) {
                    (None, None) => What::Present,
                    _ => What::Range(bound(from), bound(to)),
                };
                (Node::Leaf(Some(field.clone()), what), *negated)
            }
        };
        Ok(if negated { Node::Group(vec![(Occur::MustNot, node)]) } else { node })
    }
}

/// What has no value in a field.
fn absent(field: Option<&str>) -> Node {
    Node::Group(vec![(Occur::MustNot, Node::Leaf(field.map(str::to_owned), What::Present))])
}

fn join(operator: Operator, subqueries: &[Advanced]) -> Result<Node, Error> {
    let mut clauses = Vec::with_capacity(subqueries.len());
    for (index, subquery) in subqueries.iter().enumerate() {
        let occur = match operator {
            Operator::And => Occur::Must,
            Operator::Or => Occur::Should,
            Operator::Not if index == 0 => Occur::Must,
            Operator::Not => Occur::MustNot,
        };
        clauses.push((occur, subquery.node()?));
    }
    Ok(Node::Group(clauses))
}

/// The ends of a date's period, in the query language's arithmetic.
pub(super) fn period(value: &str, comparator: Comparator, precision: &str) -> (Option<String>, Option<String>) {
    let after = || format!("{value}+1{precision}");
    match comparator {
        Comparator::Greater => (Some(after()), None),
        Comparator::Lesser => (None, Some(format!("{value}-1MILLISECOND"))),
        Comparator::Equal => (Some(value.to_owned()), Some(format!("{}-1MILLISECOND", after()))),
    }
}

/// Text of a query object, in which a colon names no field.
pub(super) fn neutral(value: &str) -> String {
    value.replace(':', " ")
}

fn kind(value: &Value) -> &str {
    value.get("jsonmodel_type").and_then(Value::as_str).unwrap_or_default()
}

fn wrong<T>(what: &str) -> Result<T, Error> {
    Err(Error::Query(what.to_owned()))
}

/// How much of an object has been read.
#[derive(Default)]
struct Spent {
    /// Boolean queries are not counted: what is in them is.
    clauses: usize,
    bytes: usize,
}

impl Spent {
    fn clause(&mut self, object: &Map<String, Value>) -> Result<(), Error> {
        self.clauses += 1;
        self.bytes += object.get("value").and_then(Value::as_str).map_or(0, str::len);
        if self.clauses > limits::CLAUSES {
            return Err(Error::Query(format!("A query may have {} clauses", limits::CLAUSES)));
        }
        if self.bytes > limits::TEXT_BYTES {
            return Err(Error::Query(format!("A query may have {} bytes", limits::TEXT_BYTES)));
        }
        Ok(())
    }
}

fn read(value: &Value, reading: Reading, depth: usize, spent: &mut Spent) -> Result<Advanced, Error> {
    if depth > limits::DEPTH {
        return wrong("The query has too many parts");
    }
    let Some(object) = value.as_object() else { return wrong("A query must be an object") };
    let negated = object.get("negated").and_then(Value::as_bool).unwrap_or(false);
    if kind(value) != "boolean_query" {
        spent.clause(object)?;
    }
    match kind(value) {
        "boolean_query" => boolean(object, reading, depth, spent),
        "field_query" => {
            let is_empty = text(object, "comparator") == Some("empty");
            Ok(Advanced::Field {
                field: field(object, reading)?,
                value: match scalar(object, "value") {
                    _ if is_empty => None,
                    Some(value) => Some(value),
                    None => return wrong("A field_query needs a value"),
                },
                negated,
                literal: reading.literal || object.get("literal").and_then(Value::as_bool).unwrap_or(false),
            })
        }
        "date_field_query" => date(object, reading, negated),
        "boolean_field_query" => Ok(Advanced::Flag {
            field: named(object, reading)?,
            value: object.get("value").is_none_or(|value| value != &Value::Bool(false) && value != "false"),
            negated,
        }),
        "range_query" => Ok(Advanced::Range {
            field: named(object, reading)?,
            from: scalar(object, "from"),
            to: scalar(object, "to"),
            negated,
        }),
        other => Err(Error::Query(format!("Unknown type of query: '{}'", other.chars().take(60).collect::<String>()))),
    }
}

fn boolean(object: &Map<String, Value>, reading: Reading, depth: usize, spent: &mut Spent) -> Result<Advanced, Error> {
    let operator = match text(object, "op") {
        Some("AND") => Operator::And,
        Some("OR") => Operator::Or,
        Some("NOT") => Operator::Not,
        _ => return wrong("The op of a boolean_query must be AND, OR or NOT"),
    };
    let parts = object.get("subqueries").and_then(Value::as_array);
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
        return wrong("A boolean_query needs subqueries");
    };
    let subqueries: Result<Vec<Advanced>, Error> =
        parts.iter().map(|part| read(part, reading, depth + 1, spent)).collect();
    Ok(Advanced::Boolean { operator, subqueries: subqueries? })
}

fn date(object: &Map<String, Value>, reading: Reading, negated: bool) -> Result<Advanced, Error> {
    let precision = match text(object, "precision") {
        Some("year") => "YEAR",
        Some("month") => "MONTH",
        Some("day") | None => "DAY",
        Some(_) => return wrong("The precision of a date_field_query must be day, month or year"),
    };
    let (comparator, is_empty) = match text(object, "comparator") {
        Some("greater_than") => (Comparator::Greater, false),
        Some("lesser_than") => (Comparator::Lesser, false),
        Some("equal") | None => (Comparator::Equal, false),
        Some("empty") => (Comparator::Equal, true),
        Some(_) => return wrong("The comparator of a date_field_query is not known"),
    };
    let value = match scalar(object, "value") {
        _ if is_empty => None,
        Some(value) => match crate::moment::day(&value) {
            Some(day) => Some(format!("{day}T00:00:00Z")),
            None => return wrong("The value of a date_field_query must be a date"),
        },
        None => return wrong("A date_field_query needs a value"),
    };
    Ok(Advanced::Date { field: named(object, reading)?, value, comparator, precision, negated })
}

fn text<'a>(object: &'a Map<String, Value>, property: &str) -> Option<&'a str> {
    object.get(property).and_then(Value::as_str)
}

/// A text, number or flag as text.
fn scalar(object: &Map<String, Value>, property: &str) -> Option<String> {
    match object.get(property)? {
        Value::String(text) => Some(text.clone()),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        _ => None,
    }
}

/// The field that an object names; `None` for the default fields.
fn field(object: &Map<String, Value>, reading: Reading) -> Result<Option<String>, Error> {
    let name = match text(object, "field") {
        None => return wrong("A query needs a field"),
        Some("keyword") => return Ok(None),
        Some("creators") => "creators_text",
        Some("subjects") => "subjects_text",
        Some("published") => "publish",
        Some("notes") if reading.public => "notes_published",
        Some(name) => name,
    };
    match fields::find(name) {
        Some(_) => Ok(Some(name.to_owned())),
        // The vectors name a dynamic field, so any ending of the table will do.
        None => Err(Error::Query(format!("undefined field {}", name.chars().take(60).collect::<String>()))),
    }
}

fn named(object: &Map<String, Value>, reading: Reading) -> Result<String, Error> {
    field(object, reading)?.map_or_else(|| wrong("This query needs a field of its own"), Ok)
}
