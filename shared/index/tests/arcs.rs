//! Digitised files of ARCS: what is found of them, and by whom.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use index::arcs::{Collection, Described, Order, Part, Wanted};
use index::{Asked, Index, Reader, Request, Writing};

/// 2026-03-02 08:15:30
const MONDAY: i64 = 1_772_439_330;

fn described(letter: char, number: i64) -> Described {
    Described {
        uri: format!("/api/resources/{letter}"),
        id: letter.to_string(),
        title: format!("Find {letter}"),
        public: letter != 'b',
        owner: format!("/users/{}", number % 2),
        owner_name: "Mara Keller".to_owned(),
        created: MONDAY + number * 43_200,
        modified: MONDAY - number,
        ..Described::default()
    }
}

fn reader() -> Reader {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer(Writing::default()).unwrap();
    let a = Described {
        mime_type: "application/pdf".to_owned(),
        keywords: vec!["north wall".to_owned(), "East Field".to_owned()],
        metadata: vec![("Location".to_owned(), "Trench 5".to_owned()), ("loc".to_owned(), "no".to_owned())],
        text: "the <b>kiln</b> at the north".to_owned(),
        ..described('a', 0)
    };
    let b = Described { comments: vec!["The scale bar".to_owned()], ..described('b', 1) };
    let secret = Collection { id: "k".to_owned(), title: "Secret".to_owned(), public: false, temporary: false };
    let c = Described {
        collections: vec![secret],
        transcripts: vec!["HIC".to_owned(), "IACET".to_owned()],
        ..described('c', 2)
    };
    for described in [&a, &b, &c] {
        writer.apply(&[described.change()]).unwrap();
        writer.commit().unwrap();
    }
    // As it is after some changes: gone, and back.
    writer.apply(&[Described::gone(&a.uri)]).unwrap();
    writer.commit().unwrap();
    writer.apply(&[a.change()]).unwrap();
    writer.finish().unwrap();
    index.reader()
}

fn part(facet: &str, value: &str, together: bool) -> Part {
    Part { facet: facet.to_owned(), value: value.to_owned(), together }
}

fn all(public: bool) -> Wanted {
    Wanted { public, limit: 10, ..Wanted::default() }
}

fn letters(reader: &Reader, wanted: &Wanted) -> String {
    let found = reader.resources(wanted).unwrap();
    assert_eq!(found.total, found.uris.len() + wanted.offset);
    found.uris.iter().map(|uri| uri.rsplit('/').next().unwrap()).collect()
}

#[test]
fn parts_find_what_they_say() {
    let reader = reader();
    let table = [
        ("text", "north", false, "a", "a"),
        ("text", "NORTH kiln", false, "a", "a"),
        ("text", "wall north", true, "", ""),
        ("text", "north wall", true, "a", "a"),
        ("text", "wall East", true, "", ""),
        ("text", "the", false, "ba", "a"),
        ("text", "b", false, "ba", "a"),
        ("text", "--", false, "", ""),
        ("text", "secret", false, "c", ""),
        ("collection", "SECRET", false, "c", ""),
        ("collection_id", "k", false, "c", ""),
        ("keyword", "east field", false, "a", "a"),
        ("keyword", "east", false, "", ""),
        ("filetype", "pdf", false, "a", "a"),
        ("comment", "bar scale", false, "b", ""),
        ("transcription", "hic iacet", false, "c", "c"),
        ("caption", "hic iacet", true, "", ""),
        ("location", "trench 5", false, "a", "a"),
        ("locatio", "trench 5", false, "", ""),
        ("created", "2026-03-02", false, "ba", "a"),
        ("access", "Private", false, "b", ""),
        ("user", "mara keller", false, "cba", "ca"),
    ];
    for (facet, value, together, everything, open) in table {
        for (public, expected) in [(false, everything), (true, open)] {
            let wanted = Wanted { parts: vec![part(facet, value, together)], ..all(public) };
            assert_eq!(letters(&reader, &wanted), expected, "{facet}: {value}");
        }
    }
    let two = vec![part("keyword", "east field", false), part("keyword", "north wall", false)];
    assert_eq!(letters(&reader, &Wanted { parts: two, ..all(true) }), "a");
}

#[test]
fn orders_are_kept() {
    let reader = reader();
    let ordered = |order, descending| letters(&reader, &Wanted { order, descending, ..all(false) });
    assert_eq!(ordered(Order::Modified, false), "cba");
    assert_eq!(ordered(Order::Modified, true), "abc");
    assert_eq!(ordered(Order::Created, true), "cba");
    assert_eq!(ordered(Order::Title, false), "abc");
    assert_eq!(letters(&reader, &Wanted { offset: 2, ..all(false) }), "a");
}

#[test]
fn values_are_those_of_the_caller() {
    let reader = reader();
    let values = |facet: &str, public| reader.resource_values(&all(public), facet, 100).unwrap();
    assert_eq!(values("keyword", true), ["East Field", "north wall"]);
    assert_eq!(values("LOCATION", true), ["Trench 5"]);
    assert_eq!(values("loc", true), ["no"]);
    assert_eq!(values("collection", false), ["Secret"]);
    assert!(
        values("collection", true).is_empty() && values("text", false).is_empty() && values("lo", false).is_empty()
    );
    assert_eq!(values("title", false), ["Find a", "Find b", "Find c"]);
    let moments = |public| reader.resource_moments(&all(public), false, 100).unwrap();
    assert_eq!(moments(false), [MONDAY + 86_400, MONDAY + 43_200]);
    assert_eq!(moments(true), [MONDAY + 86_400, MONDAY]);
    let counted = Wanted { counted: vec!["keyword".to_owned(), "access".to_owned()], ..all(false) };
    let counts = reader.resources(&counted).unwrap().counts;
    assert_eq!(counts[1].1, [("public".to_owned(), 2), ("private".to_owned(), 1)]);
}

#[test]
fn who_shows_something_is_found() {
    let reader = reader();
    let showing = |uri: &str, after: &str, limit| reader.resources_showing(uri, after, limit).unwrap();
    assert_eq!(showing("/users/0", "", 10), ["/api/resources/a", "/api/resources/c"]);
    assert_eq!(showing("/users/0", "", 1), ["/api/resources/a"]);
    assert_eq!(showing("/users/0", "/api/resources/a", 10), ["/api/resources/c"]);
    assert_eq!(showing("/api/collections/k", "", 10), ["/api/resources/c"]);
    assert!(showing("/users/7", "", 10).is_empty());
}

#[test]
fn other_searches_leave_them_out() {
    let reader = reader();
    for asked in [Asked::All, Asked::Text("north".to_owned()), Asked::Text("arcs_title:*".to_owned())] {
        assert_eq!(reader.search(&Request { asked, ..Request::default() }).unwrap().total, 0);
    }
    assert!(reader.documents(&["/api/resources/a".to_owned()], &index::Scope::default()).unwrap().is_empty());
}

#[test]
fn too_much_is_refused() {
    let reader = reader();
    let many = |count, facet: &str| vec![part(facet, "x", false); count];
    for parts in [many(1_100, "title"), many(1_100, "text"), vec![part("text", &"x ".repeat(20_000), false)]] {
        let refused = reader.resources(&Wanted { parts, ..all(true) });
        assert!(matches!(refused, Err(index::Error::Query(_))));
    }
    let long = Wanted { parts: vec![part("text", &"x".repeat(300), false)], ..all(true) };
    assert_eq!(reader.resources(&long).unwrap().total, 0);
}
