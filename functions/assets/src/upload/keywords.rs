//! Keywords that come with a file.

use api::Problem;
use arcs::kinds::Keyword;
use arcs::text::is_blank;
use serde_json::{Map, Value};
use uploads::placing::MOST_KEYWORDS;

/// Characters that a keyword may have.
const LONGEST: usize = 255;

/// The property `keywords`: a text with commas between them, as forms have it, or an array of texts. Each counts once, however it is
/// spelled.
pub(crate) fn read(fields: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let wrong = || Problem::bad_request("keywords must be a text with commas, or an array of texts");
    let given: Vec<&str> = match fields.get("keywords") {
        None | Some(Value::Null) => vec![],
        Some(Value::String(text)) => text.split(',').collect(),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect::<Result<_, _>>()?
        }
        Some(_) => return Err(wrong()),
    };
    let mut keywords: Vec<String> = vec![];
    for text in given.into_iter().map(str::trim).filter(|text| !is_blank(text)) {
        if text.chars().count() > LONGEST {
            return Err(Problem::bad_request(format!("a keyword is longer than {LONGEST} characters")));
        }
        if !keywords.iter().any(|known| Keyword::folded(known) == Keyword::folded(text)) {
            keywords.push(text.to_owned());
        }
    }
    if keywords.len() > MOST_KEYWORDS {
        let text =
            format!("at most {MOST_KEYWORDS} keywords can come with a file: the others follow with POST /api/keywords");
        return Err(Problem::bad_request(text));
    }
    Ok(keywords)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_value(value: &Value) -> Result<Vec<String>, Problem> {
        read(json!({ "keywords": value }).as_object().unwrap())
    }

    #[test]
    fn keywords_are_trimmed_and_counted_once() {
        let expected = ["East Field", "pottery"];
        assert_eq!(read_value(&json!(" East Field,, pottery ,east field,")).unwrap(), expected);
        assert_eq!(read_value(&json!(["East Field", "", "pottery", "POTTERY "])).unwrap(), expected);
        assert!(read(&Map::new()).unwrap().is_empty() && read_value(&json!(" , ")).unwrap().is_empty());
        for wrong in [json!(7), json!(["a", 7]), json!({}), json!("x".repeat(256))] {
            assert!(read_value(&wrong).is_err(), "{wrong}");
        }
        let many: Vec<String> = (0..=MOST_KEYWORDS).map(|number| number.to_string()).collect();
        assert!(read_value(&json!(many)).is_err());
        assert!(read_value(&json!(many[1..])).is_ok());
    }
}
