//! Reads the query language.
//!
//! Words side by side must all match. `AND`, `OR`, `NOT` and `&&`, `||`, `!`, `+`, `-` work on the clauses beside them, without
//! precedence, as the original's parser reads them: `a b OR c` asks for `a`, and ranks `b` and `c` higher.

mod leaves;

use super::{Node, Occur, What};
use crate::{Error, fields, limits};

/// What becomes of text that is no query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is looked for as words, and unknown fields are words: what people type into a search box.
    Lenient,
    /// It is an error: filters, which would otherwise hold other than was meant.
    Strict,
}

/// Reads a text. Words without a field are looked for in `default`; `None` stands for the default fields.
pub(crate) fn parse(text: &str, default: Option<&str>, mode: Mode) -> Result<Node, Error> {
    if text.len() > limits::TEXT_BYTES {
        return Err(Error::Query(format!("A query may have {} bytes", limits::TEXT_BYTES)));
    }
    let mut parser = Parser { text, at: 0, clauses: 0, mode };
    let tree = parser.group(default, 0, false);
    match (tree, mode) {
        (Ok(node), _) => Ok(node),
        (Err(Stop::Much(what)), _) => Err(Error::Query(what)),
        (Err(Stop::Syntax(what)), Mode::Strict) => {
            Err(Error::Query(format!("Cannot parse '{}': {what}", excerpt(text))))
        }
        (Err(Stop::Syntax(_)), Mode::Lenient) => literally(text, default),
    }
}

/// Why reading stops.
enum Stop {
    Syntax(String),
    Much(String),
}

fn syntax<T>(what: &str) -> Result<T, Stop> {
    Err(Stop::Syntax(what.to_owned()))
}

/// The beginning of a text, for messages.
fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}

/// A text that is no query, as the words in it.
fn literally(text: &str, default: Option<&str>) -> Result<Node, Error> {
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !["AND", "OR", "NOT"].contains(word)).collect();
    if words.len() > limits::CLAUSES {
        return Err(Error::Query(format!("A query may have {} clauses", limits::CLAUSES)));
    }
    let leaf = |word: &str| Node::Leaf(default.map(str::to_owned), What::Word(word.trim_matches('"').to_owned()));
    Ok(Node::Group(words.into_iter().map(|word| (Occur::Must, leaf(word))).collect()))
}

#[derive(Clone, Copy, PartialEq)]
enum Conjunction {
    Beside,
    And,
    Or,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    clauses: usize,
    mode: Mode,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn takes(&mut self, token: &str) -> bool {
        let is_next = self.rest().starts_with(token);
        self.at += if is_next { token.len() } else { 0 };
        is_next
    }

    /// Takes an operator in letters, which ends at a blank or parenthesis.
    fn takes_word(&mut self, word: &str) -> bool {
        let ends = |after: &str| after.chars().next().is_none_or(|next| next.is_whitespace() || "()".contains(next));
        let is_next = self.rest().strip_prefix(word).is_some_and(ends);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// Clauses up to the end, or to the closing parenthesis.
    fn group(&mut self, field: Option<&str>, depth: usize, inside: bool) -> Result<Node, Stop> {
        if depth > limits::DEPTH {
            return Err(Stop::Much(format!("A query may nest {} deep", limits::DEPTH)));
        }
        let mut clauses: Vec<(Occur, Node)> = Vec::new();
        loop {
            self.skip_blanks();
            if self.rest().is_empty() {
                if inside {
                    return syntax("a parenthesis is not closed");
                }
                break;
            }
            if inside && self.takes(")") {
                break;
            }
            let conjunction = self.conjunction();
            if conjunction != Conjunction::Beside && clauses.is_empty() {
                return syntax("nothing stands before an operator");
            }
            let modifier = self.modifier();
            self.skip_blanks();
            let node = self.clause(field, depth)?;
            add(&mut clauses, conjunction, modifier, node);
        }
        Ok(match clauses.len() {
            0 if inside => return syntax("parentheses are empty"),
            1 if clauses[0].0 != Occur::MustNot => clauses.remove(0).1,
            _ => Node::Group(clauses),
        })
    }

    fn conjunction(&mut self) -> Conjunction {
        let found = if self.takes_word("AND") || self.takes("&&") {
            Conjunction::And
        } else if self.takes_word("OR") || self.takes("||") {
            Conjunction::Or
        } else {
            Conjunction::Beside
        };
        self.skip_blanks();
        found
    }

    fn modifier(&mut self) -> Option<Occur> {
        if self.takes_word("NOT") {
            self.skip_blanks();
            // `NOT -x` is what query objects make of a negated part.
            self.takes("-");
            return Some(Occur::MustNot);
        }
        let stands_before = |rest: &str| rest[1..].chars().next().is_some_and(|next| !next.is_whitespace());
        let sign = self.peek().filter(|_| stands_before_safely(self.rest(), stands_before));
        let modifier = match sign {
            Some('+') => Occur::Must,
            Some('-' | '!') => Occur::MustNot,
            _ => return None,
        };
        self.at += 1;
        Some(modifier)
    }

    fn clause(&mut self, field: Option<&str>, depth: usize) -> Result<Node, Stop> {
        let named = self.field_name()?;
        if named.is_some() || self.mode == Mode::Strict {
            self.refuse_expression()?;
        }
        let field = named.as_deref().or(field);
        if self.takes("(") {
            // Not counted: what is in it is.
            let node = self.group(field, depth + 1, true)?;
            return self.boosted(node);
        }
        self.clauses += 1;
        if self.clauses > limits::CLAUSES {
            return Err(Stop::Much(format!("A query may have {} clauses", limits::CLAUSES)));
        }
        if named.is_none() && self.takes("*:*") {
            return self.boosted(Node::All);
        }
        let node = match self.peek() {
            None | Some(')') => return syntax("a clause is missing"),
            Some('"') => self.phrase(field)?,
            Some('[' | '{') => self.range(field)?,
            Some(_) => self.word(field)?,
        };
        self.boosted(node)
    }

    /// Refuses `/…/`, which would otherwise be a word that finds nothing. A path that ends in no slash is none.
    fn refuse_expression(&self) -> Result<(), Stop> {
        let Some(behind) = self.rest().strip_prefix('/') else { return Ok(()) };
        let behind = behind.split('"').next().unwrap_or_default();
        let ends =
            |at: usize| behind[at + 1..].chars().next().is_none_or(|next| next.is_whitespace() || ")^".contains(next));
        if behind.match_indices('/').any(|(at, _)| at > 0 && ends(at)) {
            return Err(Stop::Much("There are no regular expressions: * and ? stand for letters".to_owned()));
        }
        Ok(())
    }

    /// A field's name before a colon. Lenient reading takes only names of fields, and what follows them directly.
    fn field_name(&mut self) -> Result<Option<String>, Stop> {
        let rest = self.rest();
        let end =
            rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !"_.-".contains(letter)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix(':') else { return Ok(None) };
        let is_known = is_searched(name);
        match self.mode {
            Mode::Strict if name.is_empty() => syntax("a field name is missing"),
            Mode::Strict if !is_known => Err(Stop::Much(format!("undefined field {name}"))),
            Mode::Lenient if !is_known || after.starts_with(char::is_whitespace) || after.is_empty() => Ok(None),
            _ => {
                self.at += end + 1;
                self.skip_blanks();
                Ok(Some(name.to_owned()))
            }
        }
    }
}

/// Whether a sign stands directly before what it is about. Signs are one byte, so the text after them begins at a letter.
fn stands_before_safely(rest: &str, test: impl Fn(&str) -> bool) -> bool {
    rest.starts_with(['+', '-', '!']) && test(rest)
}

/// Whether documents can be searched by this field.
fn is_searched(name: &str) -> bool {
    fields::find(name).is_some() && name != "json"
}

/// Adds a clause, which may change what the one before it is.
fn add(clauses: &mut Vec<(Occur, Node)>, conjunction: Conjunction, modifier: Option<Occur>, node: Node) {
    if let Some((before, _)) = clauses.last_mut().filter(|(before, _)| *before != Occur::MustNot) {
        match conjunction {
            Conjunction::And => *before = Occur::Must,
            Conjunction::Or => *before = Occur::Should,
            Conjunction::Beside => {}
        }
    }
    let beside = if conjunction == Conjunction::Or { Occur::Should } else { Occur::Must };
    clauses.push((modifier.unwrap_or(beside), node));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(node: &Node) -> String {
        match node {
            Node::All => "*:*".to_owned(),
            Node::Boost(node, boost) => format!("{}^{boost}", shape(node)),
            Node::Leaf(field, what) => {
                let field = field.as_ref().map(|field| format!("{field}:")).unwrap_or_default();
                match what {
                    What::Word(word) => format!("{field}{word}"),
                    What::Phrase(words, slop) => format!("{field}\"{words}\"~{slop}"),
                    What::Fuzzy(word, edits) => format!("{field}{word}~{edits}"),
                    What::Pattern(glyphs) => format!("{field}pattern{}", glyphs.len()),
                    What::Range(from, to) => format!("{field}[{from:?} {to:?}]"),
                    What::Present => format!("{field}*"),
                }
            }
            Node::Group(clauses) => {
                let sign = |occur| match occur {
                    Occur::Must => "+",
                    Occur::Should => "",
                    Occur::MustNot => "-",
                };
                let parts: Vec<String> =
                    clauses.iter().map(|(occur, node)| format!("{}{}", sign(*occur), shape(node))).collect();
                format!("({})", parts.join(" "))
            }
        }
    }

    fn lenient(text: &str) -> String {
        shape(&parse(text, None, Mode::Lenient).unwrap())
    }

    #[test]
    fn operators_work_on_what_is_beside_them() {
        assert_eq!(lenient("a b"), "(+a +b)");
        assert_eq!(lenient("a OR b"), "(a b)");
        assert_eq!(lenient("a AND b OR c"), "(+a b c)");
        assert_eq!(lenient("a && b || c"), "(+a b c)");
        assert_eq!(lenient("a NOT b"), "(+a -b)");
        assert_eq!(lenient("a -b +c !d"), "(+a -b +c -d)");
        assert_eq!(lenient("-a"), "(-a)");
        assert_eq!(lenient("a - b"), "(+a +- +b)");
        assert_eq!(lenient("ORANGE ANDES"), "(+ORANGE +ANDES)");
    }

    #[test]
    fn clauses_have_fields_boosts_and_forms() {
        assert_eq!(lenient("title:(cat dog)^2"), "(+title:cat +title:dog)^2");
        assert_eq!(lenient("title:\"cat dog\"~3 year*"), "(+title:\"cat dog\"~3 +pattern5)");
        assert_eq!(lenient("years:[1900 TO *}"), "years:[At(\"1900\") Open]");
        assert_eq!(lenient("create_time:[* TO *]"), "create_time:*");
        assert_eq!(lenient("title:['' TO *]"), "title:*");
        assert_eq!(lenient("(*:* NOT title:*)"), "(+*:* -title:*)");
        assert_eq!(lenient("cat~ dog~1 hamster~0.8"), "(+cat~2 +dog~1 +hamster~1)");
        assert_eq!(lenient("uri:/repositories/2/resources/1"), "uri:/repositories/2/resources/1");
        assert_eq!(lenient("a\\:b \"c \\\" d\""), "(+a:b +\"c \" d\"~0)");
        assert_eq!(lenient("*"), "*:*");
        assert_eq!(lenient(""), "()");
    }

    #[test]
    fn what_is_no_query_is_words() {
        assert_eq!(lenient("\"cat dog"), "(+cat +dog)");
        assert_eq!(lenient("(cat dog"), "(+(cat +dog)");
        assert_eq!(lenient("cat) dog"), "(+cat) +dog)");
        assert_eq!(lenient("foo:bar"), "foo:bar");
        assert_eq!(lenient("http://example.org/a"), "http://example.org/a");
        assert_eq!(lenient("AND"), "()");
        assert_eq!(lenient("title: cat"), "(+title: +cat)");
        assert_eq!(lenient("a ^ b"), "(+a +b)");
    }

    #[test]
    fn filters_must_be_right() {
        let error = |text: &str| parse(text, None, Mode::Strict).unwrap_err().to_string();
        assert_eq!(error("foo:bar"), "undefined field foo");
        assert!(error("title:(a").contains("not closed"));
        assert!(error("title:[a TO b").contains("not closed"));
        assert!(error("title:").contains("missing"));
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let much = |text: &str| matches!(parse(text, None, Mode::Lenient), Err(Error::Query(_)));
        assert!(much(&"a ".repeat(50_000)));
        assert!(much(&"a ".repeat(limits::CLAUSES + 1)));
        assert!(much(&format!("{}a{}", "(".repeat(40), ")".repeat(40))));
        assert!(!much(&format!("{}a{}", "(".repeat(20), ")".repeat(20))));
    }
}
