//! Names of files that are safe to unpack, wherever that is: they lead nowhere, and every system takes them.

use std::collections::HashSet;

/// Bytes that a name may have: file systems take 255, and a suffix needs room.
const LONGEST: usize = 200;

/// An extension longer than this is none.
const LONGEST_EXTENSION: usize = 20;

/// Names that mean devices to Windows, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// One step of a path, without what separates steps, means something to a shell or a file system, cannot be seen, or turns the reading
/// direction. `nameless` stands for what has nothing left.
pub(crate) fn safe(name: &str, nameless: &str) -> String {
    let plain: String = name.chars().filter(|character| !is_invisible(*character)).map(plain).collect();
    // Windows drops blanks and dots at the end; a dot at the start hides a file, and two lead upwards.
    let trimmed = plain.trim().trim_end_matches(['.', ' ']).trim_start_matches('.').trim();
    let name = if trimmed.is_empty() { nameless } else { trimmed };
    let name = if is_device(name) { format!("_{name}") } else { name.to_owned() };
    shorten(&name)
}

/// The same name, or one with a number, so that no two are alike: not even on systems that do not tell cases apart.
pub(crate) fn distinct(name: &str, taken: &mut HashSet<String>) -> String {
    let (stem, extension) = split(name);
    let mut candidate = name.to_owned();
    let mut number = 1_u64;
    while !taken.insert(candidate.to_lowercase()) {
        number += 1;
        candidate = format!("{stem}-{number}{extension}");
    }
    candidate
}

fn plain(character: char) -> char {
    if "/\\:*?\"<>|".contains(character) { '_' } else { character }
}

fn is_invisible(character: char) -> bool {
    let turns_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns_direction || matches!(character, '\u{feff}' | '\u{fffd}' | '\u{2028}' | '\u{2029}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_port = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|number| number.chars().count() == 1 && "0123456789¹²³".contains(number))
    });
    is_port || DEVICES.contains(&stem.as_str())
}

/// The stem of a name, and its extension with the dot.
fn split(name: &str) -> (&str, &str) {
    let dot = name.rfind('.').filter(|dot| *dot > 0 && name.len() - dot <= LONGEST_EXTENSION);
    name.split_at(dot.unwrap_or(name.len()))
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, extension) = split(name);
    let mut room = LONGEST - extension.len();
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{extension}", stem[..room].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (hostile, expected) in [
            ("north wall.png", "north wall.png"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "file"),
            ("", "file"),
            (" . ", "file"),
            ("/etc/passwd", "_etc_passwd"),
            ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
            ("a\u{0}b\r\n.txt", "ab.txt"),
            ("gnp\u{202e}exe.png", "gnpexe.png"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com7.tar.gz", "_com7.tar.gz"),
            ("common.txt", "common.txt"),
            ("trailing. . ", "trailing"),
            (".hidden", "hidden"),
            ("ø 東京.png", "ø 東京.png"),
        ] {
            let name = safe(hostile, "file");
            assert_eq!(name, expected, "{hostile:?}");
            assert!(!name.contains(['/', '\\', ':']) && !name.starts_with('.'), "{name:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = safe(&format!("{}.jpeg", "ü".repeat(300)), "file");
        assert!(name.len() <= LONGEST && name.ends_with("ü.jpeg"), "{name}");
        assert!(safe(&"x".repeat(500), "file").len() == LONGEST);
    }

    #[test]
    fn no_two_are_alike() {
        let mut taken = HashSet::new();
        let names = ["a.png", "A.PNG", "a.png", "a-2.png", "b", "b"];
        let names = names.map(|name| distinct(name, &mut taken));
        assert_eq!(names, ["a.png", "A-2.PNG", "a-3.png", "a-2-2.png", "b", "b-2"]);
    }
}
