//! Licences and rights statements: the two families of addresses that the Presentation API lets `rights` name.

/// The address of a statement as its publisher has it, if the text is one. People copy it from a browser: with `https`, `www.`, and the
/// name of the page (`deed.en`) or without the last slash.
pub(crate) fn statement(text: &str) -> Option<String> {
    let (scheme, address) = text.trim().split_once("://")?;
    if !["http", "https"].contains(&scheme) {
        return None;
    }
    let address = address.strip_prefix("www.").unwrap_or(address);
    let mut steps: Vec<&str> = address.trim_end_matches('/').split('/').collect();
    let is_page = |step: &&str| ["deed", "legalcode"].contains(&step.split('.').next().unwrap_or_default());
    let is_licence = steps.first() == Some(&"creativecommons.org");
    if is_licence && steps.last().is_some_and(is_page) {
        steps.pop();
    }
    let is_known = match steps[..] {
        ["creativecommons.org", "licenses", terms, version] => is_word(terms) && is_version(version),
        ["creativecommons.org", "licenses", terms, version, place] => {
            is_word(terms) && is_version(version) && is_word(place)
        }
        ["creativecommons.org", "publicdomain", "zero" | "mark", version] => is_version(version),
        ["rightsstatements.org", "vocab", statement, version] => is_word(statement) && is_version(version),
        _ => false,
    };
    is_known.then(|| format!("http://{}/", steps.join("/")))
}

fn is_word(step: &str) -> bool {
    !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-+".contains(&byte))
}

fn is_version(step: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    step.split_once('.').is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_named_as_their_publishers_do() {
        for (text, expected) in [
            ("http://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by/4.0/"),
            (
                " https://creativecommons.org/licenses/by-nc-sa/3.0/de/ ",
                "http://creativecommons.org/licenses/by-nc-sa/3.0/de/",
            ),
            ("https://www.creativecommons.org/licenses/by/4.0/deed.en", "http://creativecommons.org/licenses/by/4.0/"),
            (
                "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
                "http://creativecommons.org/publicdomain/zero/1.0/",
            ),
            ("http://rightsstatements.org/vocab/InC-OW-EU/1.0", "http://rightsstatements.org/vocab/InC-OW-EU/1.0/"),
        ] {
            assert_eq!(statement(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_merely_begins_like_one_is_none() {
        for text in [
            "https://creativecommons.org/about/",
            "https://creativecommons.org/licenses/",
            "http://creativecommons.org/licenses/by/4.0/ and more words",
            "http://rightsstatements.org/vocab/InC/1.0/ and more words",
            "https://rightsstatements.org/page/InC/1.0/",
            "http://rightsstatements.org/vocab/InC/1.0/?x",
            "http://creativecommons.org.example.org/licenses/by/4.0/",
            "ftp://creativecommons.org/licenses/by/4.0/",
            "CC BY 4.0",
            "",
        ] {
            assert_eq!(statement(text), None, "{text}");
        }
    }
}
