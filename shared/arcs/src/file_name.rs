//! The client's name for a file: shown, put into addresses and into `Content-Disposition`, and never part of a key.

/// Bytes that a name may have: more than that no file system takes.
const LONGEST: usize = 255;

/// An extension longer than this is none.
const LONGEST_EXTENSION: usize = 20;

/// The name of a file that came without one.
const NAMELESS: &str = "file";

/// The last part of a path, without what cannot be seen or turns the reading direction, cut to what a file system
/// takes.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|character| !is_treacherous(*character)).collect();
    let visible = visible.trim();
    // `.` and `..` are steps of a path.
    if visible.chars().all(|character| character == '.') {
        return NAMELESS.to_owned();
    }
    shorten(visible)
}

fn is_treacherous(character: char) -> bool {
    let turns_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns_direction || character == '\u{feff}' || character == '\u{fffd}'
}

/// Keeps the extension.
fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let dot = name.rfind('.').filter(|dot| *dot > 0 && name.len() - dot <= LONGEST_EXTENSION);
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let mut room = LONGEST - extension.len();
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{extension}", &stem[..room])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_to_be_shown() {
        assert_eq!(clean("north-wall.jpg"), "north-wall.jpg");
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\finds\\Übersicht 1.png"), "Übersicht 1.png");
        assert_eq!(clean(" a\r\nSet-Cookie: x\u{0}.txt "), "aSet-Cookie: x.txt");
        assert_eq!(clean("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        for empty in ["", " ", ".", "..", "a/", "\u{7}"] {
            assert_eq!(clean(empty), "file", "{empty:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let long = format!("{}.jpeg", "ü".repeat(200));
        let short = clean(&long);
        assert!(short.len() <= LONGEST && short.ends_with("ü.jpeg"), "{short}");
        assert_eq!(clean(&"x".repeat(300)).len(), LONGEST);
        assert_eq!(clean(&"x".repeat(150)).len(), 150);
        assert!(clean(&format!(".{}", "é".repeat(300))).len() <= LONGEST);
    }
}
