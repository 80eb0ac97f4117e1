//! The few pages that people meet before they have a session: plain HTML, without a script.

use api::Reply;
use http::{HeaderName, header};

/// Where people go who have logged in.
pub(super) const GALLERY: &str = "/gallery";

/// Nothing is loaded from anywhere, and nobody frames the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#222;\
background:#fbfaf7}h1{font-weight:500}label{display:block;margin:1rem 0}input{display:block;width:100%;box-sizing:border-box;\
font:inherit;padding:.5rem;border:1px solid #999;border-radius:.25rem}button{font:inherit;padding:.5rem 1.5rem}\
.problem{color:#9b1c1c}a{color:#1d4f7c}";

/// The form of a login; `problem` says what was wrong with the last attempt.
pub(super) fn log_in(problem: Option<&str>) -> Reply {
    let problem = problem.map_or_else(String::new, |text| format!("<p class=problem role=alert>{}</p>", escape(text)));
    let form = "<form method=post action=/login>\
        <label>Username or e-mail address <input name=username autocomplete=username required autofocus></label>\
        <label>Password <input name=password type=password autocomplete=current-password required></label>\
        <button>Log in</button></form>\
        <p>Whoever forgot the password asks an administrator of this archive for a link.</p>";
    page("Log in", &format!("{problem}{form}"))
}

/// The form of somebody who was invited.
pub(super) fn register(email: &str) -> Reply {
    let form = format!(
        "<p>The invitation is for {}.</p><form method=post>\
         <label>Name, as others will see it <input name=name autocomplete=name required autofocus></label>\
         <label>Username <input name=username autocomplete=username required></label>\
         <label>Password <input name=password type=password autocomplete=new-password required></label>\
         <button>Register</button></form>",
        escape(email)
    );
    page("Register", &form)
}

/// The form of somebody who may set a new password.
pub(super) fn set_password() -> Reply {
    let form = "<form method=post>\
        <label>New password <input name=password type=password autocomplete=new-password required autofocus></label>\
        <button>Set password</button></form>";
    page("New password", form)
}

/// A page. The title and the body are HTML already.
pub(super) fn page(title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>{title} · Fonds</title><style>{STYLE}</style><h1>{title}</h1>{body}</html>"
    );
    Reply::bytes("text/html; charset=utf-8", html)
        .with(HeaderName::from_static("content-security-policy"), POLICY)
        // Some addresses are secrets.
        .with(header::REFERRER_POLICY, "no-referrer")
        .with(header::CACHE_CONTROL, "no-store")
}

/// A text as HTML.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_no_markup() {
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        let page = register("<script>alert(1)</script>@example.org");
        assert!(!String::from_utf8_lossy(&page.body).contains("<script"));
    }
}
