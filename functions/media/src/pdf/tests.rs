use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;

/// A document of these objects, the first of which is its catalogue, numbered from 1.
fn document(objects: &[String]) -> Vec<u8> {
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = vec![];
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(out, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

/// Pages of this size, each with its content.
fn pages(size: &str, contents: &[String]) -> Vec<u8> {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let kids: Vec<String> = (0..contents.len()).map(|index| format!("{} 0 R", 4 + 2 * index)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{}]/MediaBox[{size}]>>", contents.len(), kids.join(" ")),
        font.to_owned(),
    ];
    for (index, content) in contents.iter().enumerate() {
        let stream = 5 + 2 * index;
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {stream} 0 R/Resources<</Font<</F 3 0 R>>>>>>"));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    document(&objects)
}

fn words_of(bytes: Vec<u8>, most: usize) -> String {
    Document::open(bytes).unwrap().words(most, Instant::now() + Duration::from_secs(20)).unwrap()
}

#[test]
fn pages_are_drawn_on_white_paper() {
    let red = "1 0 0 rg 0 0 306 792 re f".to_owned();
    let document = Document::open(pages("0 0 612 792", &[red, "0 g 0 0 612 396 re f".to_owned()])).unwrap();
    assert_eq!(document.pages(), 2);
    let picture = document.picture().unwrap();
    assert_eq!((picture.width, picture.height), (1366, 1768));
    let small = picture.fitted(100).unwrap();
    assert_eq!((small.width(), small.height()), (77, 100));
    assert_eq!((small.at(10, 50), small.at(70, 50)), (&[255, 0, 0][..], &[255, 255, 255][..]));
    let mut sizes = vec![];
    let all = document.render(0..2, |number, pixels| {
        let pixels = pixels.unwrap();
        sizes.push((number, pixels.width(), pixels.height(), pixels.at(0, 1700).to_vec()));
        None::<()>
    });
    assert_eq!(all, Ok(None));
    assert_eq!(sizes, [(0, 1366, 1768, vec![255, 0, 0]), (1, 1366, 1768, vec![0])]);
}

#[test]
fn words_and_lines_are_told_apart() {
    let content = "BT /F 12 Tf 72 700 Td (Letters from) Tj 80 0 Td (Krist) Tj (iania) Tj 0 -20 Td (1899) Tj ET";
    let hidden = "BT 3 Tr /F 12 Tf 72 700 Td (scanned words) Tj ET".to_owned();
    let text = words_of(pages("0 0 612 792", &[content.to_owned(), hidden]), 1 << 20);
    assert_eq!(text, "Letters from Kristiania\n1899\u{c}scanned words\u{c}");
}

#[test]
fn words_end_where_there_is_no_more_room() {
    let content = "BT /F 12 Tf 72 700 Td (abcdefghij) Tj ET".to_owned();
    let text = words_of(pages("0 0 612 792", &vec![content; 300]), 25);
    assert_eq!(text, "abcdefghij\u{c}abcdefghij\u{c}abc");
}

#[test]
fn sizes_are_not_believed() {
    for size in ["0 0 1000000000 1000000000", "0 0 1e30 1", "0 0 0 0", "0 0 1 100000", "5 5 4 4", "0 0 -9 9"] {
        let document = Document::open(pages(size, &["1 0 0 rg 0 0 9 9 re f".to_owned()])).unwrap();
        if let Ok(picture) = document.picture() {
            assert!(picture.width <= 1768 && picture.height <= 1768, "{size}");
            assert!(picture.fitted(100).is_ok(), "{size}");
        }
    }
}

#[test]
fn trees_of_pages_may_be_deep_round_or_endless() {
    let mut deep = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    deep.extend((3..20_000).map(|next| format!("<</Type/Pages/Count 1/Kids[{next} 0 R]>>")));
    deep.push("<</Type/Page/MediaBox[0 0 9 9]>>".to_owned());
    assert_eq!(Document::open(document(&deep)).map(|document| document.pages()), Ok(1));
    let round = ["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Count 1/Kids[2 0 R]>>".to_owned()];
    assert!(Document::open(document(&round)).is_err());
}

#[test]
fn what_is_no_document_is_refused() {
    let whole = pages("0 0 612 792", &["0 g".to_owned()]);
    for bytes in [&b"%PDF-1.7\n"[..], b"%PDF-1.7\n%%EOF", &whole[..60], b""] {
        assert!(Document::open(bytes.to_vec()).is_err());
    }
}

#[test]
fn too_many_pages_are_not_counted() {
    let kids = "3 0 R ".repeat(10);
    // Pages in the array itself are told apart from each other by nothing, so each counts.
    let direct = "<</Type/Page>>".repeat(PAGES + 1);
    let objects = |kids: &str| {
        [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Kids[{kids}]>>"),
            "<</Type/Page>>".to_owned(),
        ]
    };
    assert_eq!(Document::open(document(&objects(&kids))).map(|document| document.pages()), Ok(1));
    assert_eq!(Document::open(document(&objects(&direct))).err(), Some(Refusal::Pages(PAGES)));
}
