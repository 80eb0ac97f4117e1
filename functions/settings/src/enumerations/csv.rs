//! All values as a table, for spreadsheets.

use api::{Call, Problem, Reply};

/// `GET /config/enumerations/csv`. The archive has no labels but the codes themselves.
pub(super) async fn table(call: Call) -> Result<Reply, Problem> {
    let mut table = row(["Enumeration code", "Enumeration", "Value code", "Value", "Position", "Read-only"]);
    for list in call.lists.all() {
        for value in &list.values {
            let readonly = if value.readonly { "true" } else { "false" };
            let (list, value, position) = (list.name.as_str(), value.value.as_str(), value.position.to_string());
            table.push_str(&row([list, list, value, value, &position, readonly]));
        }
    }
    Ok(Reply::bytes("text/csv", table))
}

fn row(cells: [&str; 6]) -> String {
    let mut row = cells.map(cell).join(",");
    row.push('\n');
    row
}

/// Quoted where it has to be. A text that a spreadsheet would take for a formula is made plain by an apostrophe.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("cubic_feet"), "cubic_feet");
    }
}
