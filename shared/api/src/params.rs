//! Parameters: what a route takes from path, query and form, and what the 400 says when it does not fit.
//!
//! All problems of a request are collected before it is refused. Undeclared parameters are dropped silently, as scripts
//! expect.

use std::collections::BTreeMap;

use crate::inputs::Inputs;

/// How a value is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Decimal integer.
    Integer,
    /// The number of a repository, which must exist.
    Repository,
    /// Decimal integer, not negative.
    NonNegative,
    /// `true` or `false` in any case.
    Boolean,
    /// Text as it is.
    String,
    /// Text that is trimmed, lower-cased and limited to the characters of usernames.
    Username,
    /// `name[]=…` several times.
    Strings,
    /// `name[]=…` several times, decimal integers.
    Integers,
    /// One of these words, with the text of the failed check.
    OneOf(&'static [&'static str], &'static str),
}

/// One declared parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, without brackets.
    pub name: String,
    /// How it is read.
    pub kind: Kind,
    /// Whether it may be absent.
    pub optional: bool,
    /// The value of an absent one.
    pub default: Option<&'static str>,
}

impl Param {
    /// A parameter of the path: a record number, as nearly all are.
    pub(crate) fn in_path(name: &str) -> Self {
        Self::required(name, if name == "repo_id" { Kind::Repository } else { Kind::Integer })
    }

    /// A parameter that must be given.
    pub fn required(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), kind, optional: false, default: None }
    }

    /// A parameter that may be left out.
    pub fn optional(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), kind, optional: true, default: None }
    }

    /// A parameter with a value when it is left out.
    pub fn defaulted(name: &str, kind: Kind, default: &'static str) -> Self {
        Self { name: name.to_owned(), kind, optional: true, default: Some(default) }
    }

    /// `resolve[]`, which every reading route takes.
    pub fn resolve() -> Self {
        Self::optional("resolve", Kind::Strings)
    }
}

/// A value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    String(String),
    /// Texts.
    Strings(Vec<String>),
    /// Numbers.
    Integers(Vec<i64>),
}

/// The parameters of a request, read as declared.
#[derive(Clone, Debug, Default)]
pub struct Params {
    values: BTreeMap<String, Value>,
}

impl Params {
    /// A number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.values.get(name) {
            Some(Value::Integer(value)) => Some(*value),
            _ => None,
        }
    }

    /// A number that names a record; 0, which names none, when there is no such parameter.
    pub fn number(&self, name: &str) -> u64 {
        self.integer(name).and_then(|value| u64::try_from(value).ok()).unwrap_or(0)
    }

    /// True or false.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.values.get(name) {
            Some(Value::Boolean(value)) => Some(*value),
            _ => None,
        }
    }

    /// Text.
    pub fn string(&self, name: &str) -> Option<&str> {
        match self.values.get(name) {
            Some(Value::String(value)) => Some(value),
            _ => None,
        }
    }

    /// Texts; none when left out.
    pub fn strings(&self, name: &str) -> &[String] {
        match self.values.get(name) {
            Some(Value::Strings(values)) => values,
            _ => &[],
        }
    }

    /// Numbers; none when left out.
    pub fn integers(&self, name: &str) -> &[i64] {
        match self.values.get(name) {
            Some(Value::Integers(values)) => values,
            _ => &[],
        }
    }
}

/// Problems by parameter, as the 400 shows them.
pub type Problems = BTreeMap<String, Vec<String>>;

/// The text for a parameter that is not there.
pub const MISSING: &str = "Parameter required but no value provided";

/// Reads the declared parameters. Fails with every problem at once.
pub fn read(declared: &[Param], inputs: &Inputs) -> Result<Params, Problems> {
    let mut params = Params::default();
    let mut problems = Problems::new();
    for param in declared {
        match read_one(param, inputs) {
            Ok(Some(value)) => {
                params.values.insert(param.name.clone(), value);
            }
            Ok(None) => {}
            Err(problem) => problems.entry(param.name.clone()).or_default().push(problem),
        }
    }
    if problems.is_empty() { Ok(params) } else { Err(problems) }
}

fn read_one(param: &Param, inputs: &Inputs) -> Result<Option<Value>, String> {
    let name = param.name.as_str();
    match &param.kind {
        Kind::Strings => {
            let Some(texts) = array(inputs, name, "String")? else { return absent(param) };
            Ok(Some(Value::Strings(texts)))
        }
        Kind::Integers => {
            let Some(texts) = array(inputs, name, "Integer")? else { return absent(param) };
            let numbers = texts.iter().map(|text| integer(text).ok_or_else(|| wanted("[Integer]", text)));
            Ok(Some(Value::Integers(numbers.collect::<Result<_, _>>()?)))
        }
        kind => match inputs.scalar(name).or(param.default) {
            Some(text) => scalar(kind, text).map(Some),
            None => absent(param),
        },
    }
}

fn absent(param: &Param) -> Result<Option<Value>, String> {
    if param.optional { Ok(None) } else { Err(MISSING.to_owned()) }
}

fn scalar(kind: &Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Integer | Kind::Repository => integer(text).map(Value::Integer).ok_or_else(|| wanted("Integer", text)),
        Kind::NonNegative => integer(text)
            .filter(|number| *number >= 0)
            .map(Value::Integer)
            .ok_or_else(|| wanted("RESTHelpers::NonNegativeInteger", text)),
        Kind::Boolean if text.eq_ignore_ascii_case("true") => Ok(Value::Boolean(true)),
        Kind::Boolean if text.eq_ignore_ascii_case("false") => Ok(Value::Boolean(false)),
        Kind::Boolean => Err(wanted("RESTHelpers::BooleanParam", text)),
        Kind::OneOf(words, _) if words.contains(&text) => Ok(Value::String(text.to_owned())),
        Kind::OneOf(_, failure) => Err(format!("Failed validation -- {}", failure.replace("{}", text))),
        Kind::Username => Ok(Value::String(text.trim().to_lowercase())),
        Kind::String | Kind::Strings | Kind::Integers => Ok(Value::String(text.to_owned())),
    }
}

fn array(inputs: &Inputs, name: &str, item: &str) -> Result<Option<Vec<String>>, String> {
    let values = inputs.array(name);
    if !values.is_empty() {
        return Ok(Some(values.into_iter().map(ToOwned::to_owned).collect()));
    }
    match inputs.scalar(name) {
        // The original points out the brackets when the value itself would do.
        Some(text) if item == "String" || integer(text).is_some() => Err(format!(
            "{}.  Perhaps you meant to specify an array like: {name}[]={text}",
            wanted(&format!("[{item}]"), text)
        )),
        Some(text) => Err(wanted(&format!("[{item}]"), text)),
        None => Ok(None),
    }
}

fn wanted(kind: &str, text: &str) -> String {
    format!("Wanted type {kind} but got '{text}'")
}

/// A decimal integer as the original's reader takes it: sign and digits, nothing else.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_decimal { text.parse().ok() } else { None }
}
