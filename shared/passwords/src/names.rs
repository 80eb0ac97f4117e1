//! The names under which users are found: usernames, and e-mail addresses, with which ARCS clients may log in.

use store::{Fetched, Key, Store};

/// The guard that tells who has a username.
pub fn username_guard(username: &str) -> Key {
    api::write::guard_key("username", "", &normalise(username))
}

/// The guard that tells who was first with an e-mail address.
pub fn email_guard(email: &str) -> Key {
    api::write::guard_key("user_email", "", &normalise(email))
}

/// The form in which usernames and addresses compare.
pub fn normalise(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What to read to find out whom a name means.
pub fn keys(name: &str) -> [Key; 2] {
    [username_guard(name), email_guard(name)]
}

/// URI of the user whom a name means: by username, else by address.
pub fn owner(fetched: &Fetched, name: &str) -> Option<String> {
    keys(name).iter().find_map(|guard| Store::owner_in(fetched, guard))
}
