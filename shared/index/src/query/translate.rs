//! Query objects as text of the query language, as other search engines read it.

use super::advanced::{Advanced, Operator, neutral, period};

/// The text that asks for the same.
pub fn to_lucene(query: &Advanced) -> String {
    match query {
        Advanced::Boolean { operator, subqueries } => join(*operator, subqueries),
        Advanced::Field { field: None, value: None, negated, .. } => presence("*", *negated, "*:*"),
        Advanced::Field { field: Some(field), value: None, negated, .. } => {
            presence(field, *negated, &format!("{field}:['' TO *]"))
        }
        Advanced::Field { field, value: Some(value), negated, literal } => {
            let value = if *literal { format!("\"{}\"", escape(value)) } else { neutral(value) };
            let prefix = field.as_ref().map(|field| format!("{field}:")).unwrap_or_default();
            format!("{}{prefix}({value})", sign(*negated))
        }
        Advanced::Date { field, value: None, negated, .. } => presence(field, *negated, &format!("{field}:[* TO *]")),
        Advanced::Date { field, value: Some(value), comparator, precision, negated } => {
            let (from, to) = period(value, *comparator, precision);
            range(field, from.as_deref(), to.as_deref(), *negated)
        }
        Advanced::Flag { field, value, negated } => format!("{}{field}:({value})", sign(*negated)),
        Advanced::Range { field, from, to, negated } => range(field, from.as_deref(), to.as_deref(), *negated),
    }
}

fn sign(negated: bool) -> &'static str {
    if negated { "-" } else { "" }
}

/// Asks for the absence of a field, or (negated) for its presence.
fn presence(field: &str, is_present: bool, present: &str) -> String {
    if is_present { present.to_owned() } else { format!("(*:* NOT {field}:*)") }
}

fn range(field: &str, from: Option<&str>, to: Option<&str>, negated: bool) -> String {
    format!("{}{field}:[{} TO {}]", sign(negated), from.unwrap_or("*"), to.unwrap_or("*"))
}

fn join(operator: Operator, subqueries: &[Advanced]) -> String {
    let mut clauses: Vec<String> = subqueries.iter().map(to_lucene).collect();
    // A group of nothing but negations would match nothing there.
    if clauses.iter().all(|clause| clause.starts_with('-')) {
        clauses.push("*:*".to_owned());
    }
    let between = match operator {
        Operator::And => " AND ",
        Operator::Or => " OR ",
        Operator::Not => " NOT ",
    };
    format!("({})", clauses.join(between))
}

/// Takes their meaning from the letters that have one.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if "+-&|!(){}[]^\"~*?:\\/".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::advanced::Reading;
    use super::super::{Mode, parse};
    use super::*;

    const VECTORS: &str = include_str!("../../../../tests/vectors/derivation-vectors.json");

    fn read(node: &Value, literal: bool, public: bool) -> Advanced {
        Advanced::read(node, Reading { literal, public }).unwrap()
    }

    #[test]
    fn objects_translate_as_the_original_does() {
        let vectors: Value = serde_json::from_str(VECTORS).unwrap();
        let mut run = 0;
        for vector in vectors["vectors"].as_array().unwrap() {
            if vector["function"] != "query.node_to_lucene" {
                continue;
            }
            let options = &vector["input"]["options"];
            let flag = |name: &str| options[name].as_bool().unwrap_or(false);
            let query = read(&vector["input"]["node"], flag("use_literal"), flag("protect_unpublished"));
            assert_eq!(to_lucene(&query), vector["output"], "{}", vector["input"]);
            run += 1;
        }
        assert_eq!(run, 21);
    }

    #[test]
    fn both_ways_ask_for_the_same() {
        let part = |value: &str| json!({ "jsonmodel_type": "field_query", "field": "title", "value": value });
        let query = |op: &str| {
            json!({ "jsonmodel_type": "advanced_query", "query": { "jsonmodel_type": "boolean_query",
            "op": op, "subqueries": [part("cat"), part("dog")] } })
        };
        for op in ["AND", "OR", "NOT"] {
            let query = read(&query(op), false, false);
            assert_eq!(parse(&to_lucene(&query), None, Mode::Strict).unwrap(), query.node().unwrap(), "{op}");
        }
    }

    #[test]
    fn groups_of_negations_keep_a_positive_clause() {
        let part = json!({ "jsonmodel_type": "field_query", "field": "title", "value": "a", "negated": true });
        let query = json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [part, part] });
        assert_eq!(to_lucene(&read(&query, false, false)), "(-title:(a) AND -title:(a) AND *:*)");
    }

    #[test]
    fn objects_are_checked() {
        let wrong = [
            json!(1),
            json!({ "jsonmodel_type": "nonsense" }),
            json!({ "jsonmodel_type": "boolean_query", "op": "XOR", "subqueries": [] }),
            json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": 1 }),
            json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [] }),
            json!({ "jsonmodel_type": "field_query", "field": "title" }),
            json!({ "jsonmodel_type": "field_query", "value": "x" }),
            json!({ "jsonmodel_type": "field_query", "field": "nonsense", "value": "x" }),
            json!({ "jsonmodel_type": "range_query", "field": "keyword" }),
            json!({ "jsonmodel_type": "date_field_query", "field": "create_time", "value": "soon" }),
        ];
        for query in wrong {
            assert!(Advanced::read(&query, Reading::default()).is_err(), "{query}");
        }
    }
}
