//! Inline markup in titles: which tags may stand there, and whether they are well formed.

/// Tags that would run or load something, or take input, where a title is shown as it is.
const DISALLOWED: [&str; 20] = [
    "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "meta",
    "object", "option", "script", "select", "style", "svg", "textarea", "video",
];

/// What is wrong with the markup of a title, as the code that clients translate.
pub fn title_error(title: &str) -> Option<&'static str> {
    let tags = tags_of(title);
    if tags.iter().any(|tag| DISALLOWED.contains(&tag.name.to_ascii_lowercase().as_str())) {
        return Some("mixed_content_disallowed_tag");
    }
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        let fits = match tag.kind {
            Kind::Open => {
                open.push(tag.name);
                true
            }
            Kind::Close => open.pop() == Some(tag.name),
            Kind::Empty => true,
        };
        if !fits || !has_quoted_attributes(tag.attributes) {
            return Some("mixed_content_invalid_inline_ead");
        }
    }
    (!open.is_empty()).then_some("mixed_content_invalid_inline_ead")
}

enum Kind {
    Open,
    Close,
    Empty,
}

struct Tag<'a> {
    kind: Kind,
    name: &'a str,
    attributes: &'a str,
}

/// The tags in a text: a `<`, a name right after it, and all up to the next `>`. Other `<` are text (`a < b`).
fn tags_of(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (closes, inside) = rest.strip_prefix('/').map_or((false, rest), |inside| (true, inside));
        if !inside.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            continue;
        }
        let Some(end) = inside.find('>') else { break };
        let (content, is_empty) =
            inside[..end].strip_suffix('/').map_or((&inside[..end], false), |content| (content, true));
        let name_end = content
            .find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:.".contains(letter))
            .unwrap_or(content.len());
        let kind = match (closes, is_empty) {
            (true, _) => Kind::Close,
            (false, true) => Kind::Empty,
            (false, false) => Kind::Open,
        };
        tags.push(Tag { kind, name: &content[..name_end], attributes: &content[name_end..] });
        rest = &inside[end + 1..];
    }
    tags
}

/// Whether a tag's attributes are all of the form `name="value"` or `name='value'`.
fn has_quoted_attributes(attributes: &str) -> bool {
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once('=') else { return false };
        if name.trim().is_empty() || name.trim().contains(char::is_whitespace) {
            return false;
        }
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|first| ['"', '\''].contains(first)) else { return false };
        let Some(end) = value[1..].find(quote) else { return false };
        rest = value[end + 2..].trim_start();
    }
    true
}
