//! Inline markup in titles: which tags may stand there, whether they are well formed, and how they look in HTML.

use std::ops::Range;

/// Tags that would run or load something, or take input, where a title is shown as it is.
const DISALLOWED: [&str; 20] = [
    "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "meta",
    "object", "option", "script", "select", "style", "svg", "textarea", "video",
];

/// Tags of HTML that stay what they are, without attributes. All others but [`RENDERED`] are left out, and what they hold stays.
const PLAIN: [&str; 42] = [
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Tags of EAD that become spans.
const RENDERED: [&str; 3] = ["emph", "title", "unitdate"];

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
    /// Where it stands in the text.
    place: Range<usize>,
}

/// The tags in a text: a `<`, a name right after it, and all up to the next `>`. Other `<` are text (`a < b`).
fn tags_of(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let start = text.len() - rest.len() - 1;
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
        rest = &inside[end + 1..];
        let place = start..text.len() - rest.len();
        tags.push(Tag { kind, name: &content[..name_end], attributes: &content[name_end..], place });
    }
    tags
}

/// The title as HTML: tags of EAD that are rendered become spans whose class says how (`emph render-italic`), plain tags of HTML
/// stay, others are left out, and the rest is text. Nothing of a tag but its name and rendering is kept, so that no title can do
/// more than be read.
pub fn as_html(title: &str) -> String {
    let mut html = String::with_capacity(title.len());
    let mut open: Vec<&str> = vec![];
    let mut done = 0;
    for tag in tags_of(title) {
        escape(&title[done..tag.place.start], &mut html);
        done = tag.place.end;
        match tag.kind {
            Kind::Empty if tag.name == "lb" => html.push_str("<br>"),
            Kind::Empty => {
                let name = start(&tag, &mut html);
                end(name, &mut html);
            }
            Kind::Open => open.push(start(&tag, &mut html)),
            Kind::Close => end(open.pop().unwrap_or_default(), &mut html),
        }
    }
    escape(&title[done..], &mut html);
    while let Some(name) = open.pop() {
        end(name, &mut html);
    }
    html
}

/// Starts an element; its name, which is empty where a tag is left out.
fn start(tag: &Tag<'_>, html: &mut String) -> &'static str {
    if let Some(name) = PLAIN.into_iter().find(|name| *name == tag.name) {
        html.push('<');
        html.push_str(name);
        html.push('>');
        return name;
    }
    if !RENDERED.contains(&tag.name) {
        return "";
    }
    html.push_str("<span class=\"emph render-");
    match attribute(tag.attributes, "render") {
        Some(rendering) => {
            html.extend(rendering.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-'));
        }
        None => html.push_str("none"),
    }
    html.push_str("\">");
    "span"
}

fn end(name: &str, html: &mut String) {
    if !name.is_empty() {
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

/// The value of an attribute, without its quotes.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = attributes.split_once(name)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|first| ['"', '\''].contains(first))?;
    value[1..].split(quote).next()
}

/// Text between tags. What is an entity already stays one.
fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        html.push_str(&rest[..at]);
        let special = &rest[at..=at];
        rest = &rest[at + 1..];
        html.push_str(match special {
            "<" => "&lt;",
            ">" => "&gt;",
            _ if is_entity(rest) => "&",
            _ => "&amp;",
        });
    }
    html.push_str(rest);
}

/// Whether what follows a `&` makes it an entity: `amp;`, `#8217;`.
fn is_entity(rest: &str) -> bool {
    let Some((name, _)) = rest.split_once(';') else { return false };
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_html_and_the_rest_text() {
        let cases = [
            ("Letters", "Letters"),
            ("& & report", "&amp; &amp; report"),
            ("Smith &amp; sons, \"annual\"", "Smith &amp; sons, \"annual\""),
            (
                "Babbage <emph render=\"italic\">family</emph> papers",
                "Babbage <span class=\"emph render-italic\">family</span> papers",
            ),
            ("<title>ok</title> & more", "<span class=\"emph render-none\">ok</span> &amp; more"),
            ("letters\t<p>d'Arc</p>", "letters\t<p>d'Arc</p>"),
            ("<persname role='x'>Ada</persname>, <b onclick='x'>1815</b>", "Ada, <b>1815</b>"),
            ("1 < 2 > 1", "1 &lt; 2 &gt; 1"),
            ("one<lb/>two", "one<br>two"),
            // Classifications take any title.
            ("<script src='//x'>x</script>", "x"),
            ("</b>a<i>b", "a<i>b</i>"),
            ("<emph render='\"><script>'>x</emph>", "<span class=\"emph render-\">'&gt;x</span>"),
        ];
        for (title, html) in cases {
            assert_eq!(as_html(title), html, "{title}");
        }
    }
}
