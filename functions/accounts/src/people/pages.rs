//! Pages about the archive itself, for people who meet it in a browser.

use api::endpoint::Endpoint;
use api::{Call, Problem, Reply, get};

use super::forms::page;

/// The pages of help: name, title, text as HTML.
const HELP: &[(&str, &str, &str)] = &[
    (
        "account",
        "Accounts",
        "<p>Accounts are made by invitation: an administrator of this archive sends you a link, under which you choose a \
         username and a password. There are researchers, who describe what they upload; senior researchers, who may change \
         what others have described; and administrators.</p><p>Whoever forgot the password asks an administrator for a link \
         to set a new one.</p>",
    ),
    (
        "searching",
        "Searching",
        "<p>Words find files in which all of them occur: in titles, keywords, comments, descriptions. \
         <code>keyword: \"north wall\"</code>, <code>type: Photograph</code>, <code>user: \"Mara Keller\"</code>, \
         <code>created: 2026-03-02</code> look at one thing only; several narrow the search.</p>",
    ),
    (
        "uploading",
        "Uploading",
        "<p>Whoever has an account may upload files. A new file is private, unless it is said to be public: private files are \
         seen by everybody with an account. The pages of a PDF can be split into a collection of their own.</p>",
    ),
];

/// The routes.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![get("/about").arcs().to(about), get("/help/{page}").arcs().to(help)]
}

async fn about(_call: Call) -> Result<Reply, Problem> {
    let links: Vec<String> =
        HELP.iter().map(|(name, title, _)| format!("<li><a href=/help/{name}>{title}</a>")).collect();
    let body = format!(
        "<p>This archive is kept by Fonds {}. It answers the ArchivesSpace and the ARCS API.</p>\
         <p><a href=/gallery>Look at what is public</a>, or <a href=/login>log in</a>.</p><ul>{}</ul>",
        env!("CARGO_PKG_VERSION"),
        links.concat()
    );
    Ok(page("About", &body))
}

async fn help(call: Call) -> Result<Reply, Problem> {
    let wanted = call.inputs().scalar("page").unwrap_or_default();
    let found = HELP.iter().find(|(name, ..)| *name == wanted);
    let (_, title, body) = found.ok_or_else(|| Problem::NotFound("there is no such page of help".to_owned()))?;
    Ok(page(title, body))
}
