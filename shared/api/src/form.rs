//! Fields of forms, as the pages of the original ARCS wrote them.

/// The field that a form means: those pages wrote `data[User][name]` or `User.name` for the `name` of a user.
pub fn bare_name<'a>(model: &str, name: &'a str) -> &'a str {
    let nested = || name.strip_prefix("data[")?.strip_prefix(model)?.strip_prefix("][")?.strip_suffix(']');
    let dotted = || name.strip_prefix(model)?.strip_prefix('.');
    nested().or_else(dotted).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_mean_the_field() {
        for name in ["name", "User.name", "data[User][name]"] {
            assert_eq!(bare_name("User", name), "name");
        }
        for other in ["Resource.name", "data[Resource][name]", "data[User]name", "Username", "data[User][name"] {
            assert_eq!(bare_name("User", other), other);
        }
    }
}
