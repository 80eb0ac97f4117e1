//! Ranges of shelf marks: every text from one to another, as people count shelves.

/// The indicators from `start` to `end`, both included: numbers keep their width (`01`, `02`), letters run over the
/// alphabet. Nothing when the end comes before the start, by text.
///
/// Stops after `most`, so that `A` to `ZZZZZZ` cannot fill the memory.
pub fn between(start: &str, end: &str, most: usize) -> Vec<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(start) && is_number(end) {
        return numbers(start, end, most);
    }
    let one_letter = |text: &str| text.len() == 1 && text.is_ascii();
    if one_letter(start) && one_letter(end) {
        let letters = start.as_bytes()[0]..=end.as_bytes()[0];
        return letters.take(most).map(|letter| char::from(letter).to_string()).collect();
    }
    let mut found = Vec::new();
    if start > end {
        return found;
    }
    let mut current = start.to_owned();
    while found.len() < most && current.len() <= end.len() {
        let is_last = current == end;
        let next = successor(&current);
        found.push(current);
        if is_last {
            break;
        }
        current = next;
    }
    found
}

/// Numbers, padded to the width of the first one.
fn numbers(start: &str, end: &str, most: usize) -> Vec<String> {
    let (Ok(first), Ok(last)) = (start.parse::<u64>(), end.parse::<u64>()) else {
        return Vec::new();
    };
    let width = start.len();
    (first..=last).take(most).map(|number| format!("{number:0width$}")).collect()
}

/// The text after this one: its last letter or digit moves on, carrying to the left; a full text grows.
fn successor(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let mut leftmost = None;
    for at in (0..letters.len()).rev() {
        let (next, carries) = match letters[at] {
            'z' => ('a', true),
            'Z' => ('A', true),
            '9' => ('0', true),
            letter if letter.is_ascii_alphanumeric() => (char::from(letter as u8 + 1), false),
            _ => continue,
        };
        letters[at] = next;
        leftmost = Some(at);
        if !carries {
            return letters.into_iter().collect();
        }
    }
    // Everything was carried: what the leftmost one started again as, once more in front (`9` to `10`, `z` to `aa`).
    if let Some(at) = leftmost {
        let grown = if letters[at] == '0' { '1' } else { letters[at] };
        letters.insert(at, grown);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_follow_each_other() {
        assert_eq!(successor("az"), "ba");
        assert_eq!(successor("Zz"), "AAa");
        assert_eq!(successor("a9"), "b0");
        assert_eq!(successor("9"), "10");
    }

    #[test]
    fn long_ranges_are_cut() {
        assert_eq!(between("1", "100000", 1000).len(), 1000);
        assert_eq!(between("AA", "AC", 9), ["AA", "AB", "AC"]);
    }
}
