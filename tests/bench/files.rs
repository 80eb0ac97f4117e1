//! Search over the digitised files of ARCS: 100,000 of them, in an index that is written for it.

use std::time::Instant;

use index::arcs::{Collection, Described, Order, Part, Wanted};
use index::{Index, Reader, Writing};

use crate::load::run;
use crate::row;

const RESOURCES: usize = 100_000;

/// Resources in one change.
const CHUNK: usize = 5000;

const SEARCHES: usize = 300;

const WORDS: [&str; 12] =
    ["trench", "sherd", "wall", "north", "bronze", "field", "notebook", "bones", "kiln", "coin", "survey", "season"];

pub(crate) async fn measure() {
    let began = Instant::now();
    let reader = written();
    let rate = f64::from(u32::try_from(RESOURCES).unwrap()) / began.elapsed().as_secs_f64();
    row("index digitised files", &format!("{rate:.0}/s"), &format!("{RESOURCES} of them"));
    let part = |facet: &str, value: &str, together| Part { facet: facet.to_owned(), value: value.to_owned(), together };
    let queries = [
        ("no query, the latest", vec![]),
        ("a word", vec![part("text", "kiln", false)]),
        ("a rare word", vec![part("text", "find4711", false)]),
        ("two words", vec![part("text", "kiln", false), part("text", "season", false)]),
        ("a phrase", vec![part("text", "bronze field", true)]),
        (
            "a keyword and an attribute",
            vec![part("keyword", "north wall 7", false), part("location", "Trench 7", false)],
        ),
        ("a collection", vec![part("collection", "Season 12", false)]),
        (
            "a day, a type, a user",
            vec![part("created", "2026-01-01", false), part("type", "Map", false), part("user", "User 3", false)],
        ),
    ];
    for (name, parts) in queries {
        for public in [true, false] {
            let wanted = Wanted { parts: parts.clone(), public, descending: true, limit: 30, ..Wanted::default() };
            let who = if public { "everybody" } else { "logged in" };
            search(&reader, &format!("files: {name}, {who}"), wanted).await;
        }
    }
    let parts = vec![part("text", "kiln", false)];
    let by_title = Wanted { parts, order: Order::Title, limit: 30, ..Wanted::default() };
    search(&reader, "files: a word, by title", by_title.clone()).await;
    let counted = Wanted { counted: vec!["keyword".to_owned(), "type".to_owned()], ..by_title.clone() };
    search(&reader, "files: a word, with two facets counted", counted).await;
    for facet in ["keyword", "title", "location"] {
        let (reader, wanted) = (reader.clone(), by_title.clone());
        let completed = run(1, SEARCHES, move |_| {
            let (reader, wanted) = (reader.clone(), wanted.clone());
            async move {
                assert!(!reader.resource_values(&wanted, facet, 100).unwrap().is_empty());
            }
        });
        let completed = completed.await;
        let figure = format!("{:.1}/{:.1} ms p50/95", completed.percentile(50), completed.percentile(95));
        row(&format!("files: values of {facet}"), &figure, "");
    }
}

async fn search(reader: &Reader, name: &str, wanted: Wanted) {
    let hits = reader.resources(&wanted).unwrap().total;
    let reader = reader.clone();
    let searched = run(1, SEARCHES, move |_| {
        let (reader, wanted) = (reader.clone(), wanted.clone());
        async move {
            reader.resources(&wanted).unwrap();
        }
    });
    let searched = searched.await;
    let figure = format!("{:.2}/{:.2} ms p50/95", searched.percentile(50), searched.percentile(95));
    row(name, &figure, &format!("{hits} hits"));
}

/// The index, as it is after many changes: in several segments.
fn written() -> Reader {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer(Writing { fan: 4, largest: 75_000, ..Writing::default() }).unwrap();
    for from in (0..RESOURCES).step_by(CHUNK) {
        let changes: Vec<_> = (from..from + CHUNK).map(|number| described(number).change()).collect();
        writer.apply(&changes).unwrap();
        writer.commit().unwrap();
    }
    writer.finish().unwrap();
    index.reader()
}

fn described(number: usize) -> Described {
    let word = |step: usize| WORDS[number * step / 7 % WORDS.len()];
    let said = (0..60).map(|step| word(step + 3)).collect::<Vec<_>>().join(" ");
    let at = i64::try_from(number).unwrap();
    let trench = number % 400;
    Described {
        uri: format!("/api/resources/00000000-0000-7000-8000-{number:012x}"),
        id: format!("00000000-0000-7000-8000-{number:012x}"),
        title: format!("{} {} find{number}", word(11), word(13)),
        file_name: format!("scan-{number}.jpg"),
        mime_type: "image/jpeg".to_owned(),
        category: ["Photograph", "Map", "Drawing", ""][number % 4].to_owned(),
        sha: format!("{number:040x}"),
        public: !number.is_multiple_of(10),
        owner: format!("/users/{}", number % 20),
        owner_name: format!("User {}", number % 20),
        created: 1_767_225_600 + at * 60,
        modified: 1_767_225_600 + at * 61,
        keywords: vec![format!("north wall {trench}"), word(5).to_owned()],
        comments: vec![said],
        metadata: vec![
            ("location".to_owned(), format!("Trench {trench}")),
            ("language".to_owned(), ["English", "German"][number % 2].to_owned()),
        ],
        collections: vec![Collection {
            id: format!("collection {}", number / 1000),
            title: format!("Season {}", number / 1000),
            public: true,
            temporary: false,
        }],
        ..Described::default()
    }
}
