//! Hits as a table.
//!
//! Titles are written by many people, and a table is opened in a spreadsheet, which takes some texts for formulas and runs them. Before
//! these stands an apostrophe, by which spreadsheets know a text.

use api::{Call, Problem, Reply};
use index::{Request, Window};
use records::Body;
use serde_json::Value;

use crate::engine::Engine;
use crate::request::request_of;

/// Hits that are looked up at once.
const CHUNK: usize = 1000;

/// Bytes of a table: what a function can answer, less what may still be in the last lines.
const LARGEST: usize = 5 * 1024 * 1024;

/// Columns when the client names none.
const COLUMNS: [&str; 12] = [
    "uri",
    "primary_type",
    "identifier",
    "title",
    "level",
    "dates",
    "extents",
    "creators",
    "subjects",
    "publish",
    "create_time",
    "user_mtime",
];

/// All hits of a search in a repository, one a line, after a line with the names of the fields.
pub(crate) async fn search(engine: &Engine, call: &Call) -> Result<Reply, Problem> {
    let mut request = request_of(call).await?;
    if request.fields.is_empty() {
        request.fields = COLUMNS.map(ToOwned::to_owned).to_vec();
    }
    let text = engine.ask(call, move |reader| table(request, |request| reader.search(request))).await?;
    let too_large = || Problem::bad_request("The table is too large: narrow the search, or name fewer fields");
    Ok(Reply::bytes("text/csv; charset=utf-8", text.ok_or_else(too_large)?))
}

/// The table; `None` when it is too large.
fn table<S>(mut request: Request, search: S) -> Result<Option<String>, index::Error>
where
    S: Fn(&Request) -> Result<index::Found, index::Error>,
{
    let mut text = line(request.fields.iter().map(String::as_str));
    let mut cursor = Some(String::new());
    while let Some(after) = cursor.take() {
        request.window = Window::After { cursor: after, limit: CHUNK };
        let found = search(&request)?;
        for document in &found.documents {
            let values: Vec<String> = request.fields.iter().map(|field| cell(document, field)).collect();
            text.push_str(&line(values.iter().map(String::as_str)));
        }
        if text.len() > LARGEST {
            return Ok(None);
        }
        cursor = found.cursor;
    }
    Ok(Some(text))
}

fn cell(document: &Body, field: &str) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let cell = match document.get(field) {
        None | Some(Value::Null) => return String::new(),
        Some(Value::Array(values)) => values.iter().map(text).collect::<Vec<_>>().join(","),
        Some(value) => text(value),
    };
    if is_run(&cell) { format!("'{cell}") } else { cell }
}

/// Whether a spreadsheet would run this instead of showing it. Numbers may begin with a sign.
fn is_run(cell: &str) -> bool {
    // A tab or a line break at the beginning is passed over by some, and so are blanks.
    let shown = cell.trim_start();
    match shown.chars().next() {
        Some('=' | '@' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => shown.parse::<f64>().is_err(),
        _ => cell.starts_with(['\t', '\r']),
    }
}

/// One line as RFC 4180 has it.
fn line<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let quoted = values.map(|value| {
        if value.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.to_owned()
        }
    });
    let mut line = quoted.collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formulas_are_texts() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1", "- a list", "\tx"]
        {
            assert!(is_run(text), "{text:?}");
        }
        for text in ["", "a=b", "-500", "+1.5", "1899-1901", "'=1", "http://x/?a=1", "(=)"] {
            assert!(!is_run(text), "{text:?}");
        }
        let document = json!({ "title": "=HYPERLINK(\"x\")", "subjects": ["@a", "b"], "years": -500 });
        let cells = ["title", "subjects", "years"].map(|field| cell(document.as_object().unwrap(), field));
        assert_eq!(cells, ["'=HYPERLINK(\"x\")", "'@a,b", "-500"]);
    }

    #[test]
    fn cells_are_quoted_when_they_have_to_be() {
        let document = json!({ "title": "Letters, \"private\"", "subjects": ["a", "b"], "publish": true });
        let document = document.as_object().unwrap();
        assert_eq!(cell(document, "subjects"), "a,b");
        assert_eq!(cell(document, "publish"), "true");
        assert_eq!(cell(document, "missing"), "");
        let cells = ["title", "publish"].map(|field| cell(document, field));
        assert_eq!(line(cells.iter().map(String::as_str)), "\"Letters, \"\"private\"\"\",true\r\n");
    }
}
