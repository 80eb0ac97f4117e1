//! What the index answers over some thousand made-up descriptions, against a plain look at every one of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(unreachable_pub, reason = "the file is part of another crate, too")]
#[path = "../../../tests/src/descriptions.rs"]
mod descriptions;
mod queries;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use descriptions::{Dice, description, heading, word};
use index::{Asked, Change, Error, Found, Index, Reader, Request, Scope, SortKey, Window, Writing, documents};
use records::Body;
use serde_json::{Value, json};

const COUNT: u64 = 2_000;
/// Every so many descriptions is removed again.
const REMOVED: u64 = 17;

fn change(number: u64, version: u64) -> Change {
    let record = description(number);
    let mut neighbours: HashMap<String, Body> = HashMap::new();
    for uri in documents::needs(&record) {
        neighbours.extend(heading(&uri).map(|heading| (uri, heading)));
    }
    let documents = documents::of(&record, &|uri| neighbours.get(uri));
    Change { uri: record["uri"].as_str().unwrap().to_owned(), version, documents }
}

/// All descriptions, written in several commits, with some removed and some written twice.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer(Writing::default()).unwrap();
    for from in (1..=COUNT).step_by(500) {
        let changes: Vec<Change> = (from..from + 500).map(|number| change(number, 1)).collect();
        writer.apply(&changes).unwrap();
        writer.commit().unwrap();
    }
    let again: Vec<Change> = (1..=100).map(|number| change(number, 2)).collect();
    writer.apply(&again).unwrap();
    let gone: Vec<Change> = (1..=COUNT)
        .filter(|number| number % REMOVED == 0)
        .map(|number| Change { documents: Vec::new(), ..change(number, 3) })
        .collect();
    writer.apply(&gone).unwrap();
    writer.commit().unwrap();
    // Late news of what is gone changes nothing.
    let late: Vec<Change> =
        (1..=COUNT).filter(|number| number % REMOVED == 0).map(|number| change(number, 1)).collect();
    assert_eq!(writer.apply(&late).unwrap().changed, 0);
    writer.finish().unwrap();
    index
});

fn reader() -> Reader {
    INDEX.reader()
}

/// A description as a plain look sees it.
struct Seen {
    uri: String,
    title: Vec<String>,
    notes: Vec<String>,
    level: String,
    begin: i64,
    end: i64,
}

fn split(text: &str) -> Vec<String> {
    let folded = text.to_lowercase().replace('é', "e").replace('ü', "u");
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Everything that an archivist of all repositories finds.
static SEEN: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let alive = (1..=COUNT).filter(|number| number % REMOVED != 0).map(description);
    alive
        .filter(|record| record["suppressed"] == false)
        .map(|record| Seen {
            uri: record["uri"].as_str().unwrap().to_owned(),
            title: split(record["display_string"].as_str().unwrap()),
            notes: split(record["notes"][0]["subnotes"][0]["content"].as_str().unwrap()),
            level: record["level"].as_str().unwrap().to_owned(),
            begin: record["dates"][0]["begin"].as_str().unwrap().parse().unwrap(),
            end: record["dates"][0]["end"].as_str().unwrap().parse().unwrap(),
        })
        .collect()
});

type Test = Box<dyn Fn(&Seen) -> bool>;

/// A query, and what it means.
fn leaf(dice: &mut Dice) -> (String, Test) {
    let known = word(dice.skewed(300));
    let folded = split(&known).remove(0);
    match dice.below(7) {
        0 => (format!("title:{known}"), Box::new(move |seen| seen.title.contains(&folded))),
        1 => (format!("notes:{}", known.to_uppercase()), Box::new(move |seen| seen.notes.contains(&folded))),
        2 => {
            let begin: String = folded.chars().take(3).collect();
            (format!("title:{begin}*"), Box::new(move |seen| seen.title.iter().any(|word| word.starts_with(&begin))))
        }
        3 => {
            let seen = &SEEN[usize::try_from(dice.below(SEEN.len() as u64)).unwrap()];
            let at = usize::try_from(dice.below(seen.notes.len() as u64 - 2)).unwrap();
            let phrase = seen.notes[at..at + 2].to_vec();
            let text = format!("notes:\"{}\"", phrase.join(" "));
            (text, Box::new(move |seen| seen.notes.windows(2).any(|words| words == phrase)))
        }
        4 => {
            let from = i64::try_from(1700 + dice.below(300)).unwrap();
            let to = from + i64::try_from(dice.below(30)).unwrap();
            (format!("years:[{from} TO {to}]"), Box::new(move |seen| seen.begin <= to && seen.end >= from))
        }
        5 => {
            let level = ["file", "item", "series"][usize::try_from(dice.below(3)).unwrap()];
            (format!("level:{level}"), Box::new(move |seen| seen.level == level))
        }
        _ => {
            let pattern: String = folded.chars().skip(1).collect();
            let text = format!("title:?{pattern}");
            (
                text,
                Box::new(move |seen| seen.title.iter().any(|word| word.chars().skip(1).collect::<String>() == pattern)),
            )
        }
    }
}

fn query(dice: &mut Dice, depth: u64) -> (String, Test) {
    if depth == 0 || dice.below(3) == 0 {
        return leaf(dice);
    }
    let (one, is_one) = query(dice, depth - 1);
    let (other, is_other) = query(dice, depth - 1);
    match dice.below(4) {
        0 => (format!("({one} {other})"), Box::new(move |seen| is_one(seen) && is_other(seen))),
        1 => (format!("({one} AND {other})"), Box::new(move |seen| is_one(seen) && is_other(seen))),
        2 => (format!("({one} OR {other})"), Box::new(move |seen| is_one(seen) || is_other(seen))),
        _ => (format!("({one} NOT {other})"), Box::new(move |seen| is_one(seen) && !is_other(seen))),
    }
}

fn all_of(text: &str) -> Request {
    Request {
        asked: Asked::Text(text.to_owned()),
        sort: SortKey::parse_all("id asc").unwrap(),
        window: Window::Offset { offset: 0, limit: 5_000 },
        ..Request::default()
    }
}

fn uris(found: &Found) -> Vec<String> {
    found.documents.iter().map(|document| document["uri"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn random_queries_find_what_a_plain_look_finds() {
    let reader = reader();
    let (mut hits, mut dice) = (0, Dice::new(7));
    for _ in 0..300 {
        let (text, fits) = query(&mut dice, 3);
        let found = reader.search(&all_of(&text)).unwrap();
        let mut expected: Vec<&str> = SEEN.iter().filter(|seen| fits(seen)).map(|seen| seen.uri.as_str()).collect();
        expected.sort_unstable();
        assert_eq!(found.total, expected.len(), "{text}");
        assert!(uris(&found) == expected, "{text}");
        hits += expected.len();
    }
    assert!(hits > 3_000, "queries that find next to nothing show little: {hits}");
}

#[test]
fn filters_say_the_same_as_queries() {
    let reader = reader();
    let mut dice = Dice::new(11);
    for _ in 0..50 {
        let (text, fits) = query(&mut dice, 2);
        let request = Request { asked: Asked::All, filter_queries: vec![text.clone()], ..all_of("") };
        let expected = SEEN.iter().filter(|seen| fits(seen)).count();
        assert_eq!(reader.search(&request).unwrap().total, expected, "{text}");
    }
}

#[test]
fn facets_count_what_is_found() {
    let facets = vec!["level".to_owned(), "subjects".to_owned(), "publish".to_owned()];
    let request = Request { facets, facet_mincount: 1, ..all_of("years:[1800 TO 1850]") };
    let found = reader().search(&request).unwrap();
    let mut levels: BTreeMap<&str, u64> = BTreeMap::new();
    for seen in SEEN.iter().filter(|seen| seen.begin <= 1850 && seen.end >= 1800) {
        *levels.entry(&seen.level).or_default() += 1;
    }
    let counted: BTreeMap<&str, u64> =
        found.facets[0].1.iter().map(|(value, count)| (value.as_str(), *count)).collect();
    assert_eq!(counted, levels);
    assert_eq!(found.facets[1].1.len(), 100);
    assert!(found.facets[1].1.is_sorted_by(|one, other| one.1 >= other.1));
    let flags: u64 = found.facets[2].1.iter().map(|(_, count)| count).sum();
    assert_eq!(flags, found.total as u64);
}

#[test]
fn values_without_hits_count_nothing_and_stay_within_what_is_visible() {
    let facet = |repository: &str| {
        let scope = Scope { repository: Some(repository.to_owned()), ..Scope::default() };
        let request =
            Request { facets: vec!["repository".to_owned(), "level".to_owned()], scope, ..all_of("title:nothing") };
        reader().search(&request).unwrap().facets
    };
    assert_eq!(facet("/repositories/2")[0].1, [("/repositories/2".to_owned(), 0)]);
    assert_eq!(facet("/repositories/2")[1].1.len(), 5);
    assert!(facet("/repositories/9")[1].1.is_empty());
}

#[test]
fn orders_hold_and_cursors_go_through_all_of_them() {
    // By score only as long as the reader is the same, for tables.
    for sort in ["title_sort asc", "user_mtime desc, title_sort asc", "identifier desc", "score desc"] {
        let request =
            |window| Request { sort: SortKey::parse_all(sort).unwrap(), window, ..all_of("notes:b* OR title:c*") };
        let whole = uris(&reader().search(&request(Window::Offset { offset: 0, limit: 5_000 })).unwrap());
        assert!(whole.len() > 500);
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let found = reader().search(&request(Window::After { cursor, limit: 97 })).unwrap();
            assert_eq!(found.total, whole.len());
            paged.extend(uris(&found));
            match found.cursor {
                Some(next) => cursor = next,
                None => break,
            }
        }
        assert!(paged == whole, "{sort}: {} of {}", paged.len(), whole.len());
        let offset = uris(&reader().search(&request(Window::Offset { offset: 200, limit: 10 })).unwrap());
        assert_eq!(offset, whole[200..210], "{sort}");
    }
}

#[test]
fn cursors_belong_to_their_search() {
    let request = |text: &str, cursor: &str| Request {
        window: Window::After { cursor: cursor.to_owned(), limit: 1 },
        ..all_of(text)
    };
    let cursor = reader().search(&request("title:b*", "")).unwrap().cursor.unwrap();
    assert!(reader().search(&request("title:b*", &cursor)).is_ok());
    for (text, cursor) in [("title:c*", cursor.as_str()), ("title:b*", "nonsense"), ("title:b*", "W10")] {
        assert!(matches!(reader().search(&request(text, cursor)), Err(Error::Query(_))), "{text} {cursor}");
    }
}

#[test]
fn everybody_sees_their_part() {
    let count = |scope: Scope| reader().search(&Request { scope, ..all_of("") }).unwrap();
    let alive: Vec<Body> = (1..=COUNT).filter(|number| number % REMOVED != 0).map(description).collect();
    let number = |test: &dyn Fn(&Body) -> bool| alive.iter().filter(|record| test(record)).count();
    let everything = Scope { suppressed: true, ..Scope::default() };
    assert_eq!(count(everything).total, alive.len());
    assert_eq!(count(Scope::default()).total, number(&|record| record["suppressed"] == false));
    let home = "/repositories/3";
    let inside = |record: &Body| record["suppressed"] == false && record["repository"]["ref"] == home;
    assert_eq!(count(Scope { repository: Some(home.to_owned()), ..Scope::default() }).total, number(&inside));
    let hidden = Scope { hidden_repositories: vec![home.to_owned()], ..Scope::default() };
    assert_eq!(
        count(hidden).total,
        number(&|record| record["suppressed"] == false && record["repository"]["ref"] != home)
    );
    let public = count(Scope { public: true, ..Scope::default() });
    assert_eq!(public.total, number(&|record| record["suppressed"] == false && record["publish"] == true));
    assert!(public.documents.iter().all(|document| document["id"].as_str().unwrap().ends_with("#pui")));
}

#[test]
fn words_find_their_other_forms_behind_them() {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer(Writing::default()).unwrap();
    let titles = ["Library of maps", "Libraries of maps", "Liberty of maps", "Bibliothèque", "Archiv 12"];
    for (number, title) in titles.iter().enumerate() {
        let uri = format!("/repositories/2/accessions/{number}");
        let record = json!({ "jsonmodel_type": "accession", "uri": uri, "title": title, "publish": true });
        let documents = documents::of(record.as_object().unwrap(), &|_| None);
        writer.apply(&[Change { uri, version: 0, documents }]).unwrap();
    }
    writer.commit().unwrap();
    let reader = index.reader();
    let found = |text: &str| {
        let request =
            Request { asked: Asked::Text(text.to_owned()), suggest: true, highlight: true, ..Request::default() };
        reader.search(&request).unwrap()
    };
    let titles = |text: &str| -> Vec<String> {
        found(text).documents.iter().map(|document| document["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("libraries"), ["Libraries of maps", "Library of maps"]);
    assert_eq!(titles("library"), ["Library of maps", "Libraries of maps"]);
    assert_eq!(titles("the library"), ["Library of maps", "Libraries of maps"]);
    assert_eq!(titles("bibliotheque"), ["Bibliothèque"]);
    assert_eq!(titles("LIBERTE~1"), ["Liberty of maps"]);
    assert_eq!(titles("title:[li TO libf]"), ["Liberty of maps"]);
    assert_eq!(titles("-maps"), ["Bibliothèque", "Archiv 12"]);
    assert!(titles("").len() == 5 && titles("*").len() == 5 && titles("*:*").len() == 5);
    assert_eq!(found("librery").suggestion.as_deref(), Some("library"));
    assert_eq!(found("qqqqqqqqqq").suggestion, None);
    let marked = &found("maps liberty").highlighting["/repositories/2/accessions/2"]["title"];
    assert_eq!(marked, &["<span class=\"searchterm\">Liberty</span> of <span class=\"searchterm\">maps</span>"]);
}

#[test]
fn hostile_queries_are_answered_or_refused() {
    let reader = reader();
    let refused = |text: &str| matches!(reader.search(&all_of(text)), Err(Error::Query(_)));
    assert!(refused(&"a".repeat(200_000)));
    assert!(refused(&"a ".repeat(50_000)));
    assert!(refused(&"a OR ".repeat(1_100)));
    assert_eq!(reader.search(&all_of(&"a".repeat(100_000))).unwrap().total, 0);
    assert!(refused(&format!("{}b", "(".repeat(100))));
    assert!(refused(&"*a ".repeat(5)));
    assert!(refused(&"a* ".repeat(40)));
    assert!(refused(&format!("title:({})", "x-".repeat(2_000))));
    for text in [
        "\"",
        "(",
        ")",
        "a AND",
        "OR",
        "^",
        "~",
        "[",
        "a:[b",
        "\\",
        "+",
        "-",
        "title:",
        "{* TO *}",
        "/(a+)+$/",
        "\u{0}",
        "a~99",
        "a^1e99",
        "\"a\"~999999999",
    ] {
        reader.search(&all_of(text)).unwrap();
    }
    let strict = |text: &str| Request { filter_queries: vec![text.to_owned()], ..all_of("") };
    assert!(matches!(reader.search(&strict("nonsense:1")), Err(Error::Query(_))));
    assert!(matches!(reader.search(&strict("title:(")), Err(Error::Query(_))));
    let sorted = Request { sort: SortKey::parse_all("nonsense asc").unwrap(), ..all_of("") };
    assert!(matches!(reader.search(&sorted), Err(Error::Query(_))));
    let beyond = Request { window: Window::Offset { offset: usize::MAX - 10, limit: 10 }, ..all_of("") };
    assert!(reader.search(&beyond).unwrap().documents.is_empty());
    let many = Request { facets: vec!["level".to_owned(); 51], ..all_of("") };
    assert!(matches!(reader.search(&many), Err(Error::Query(_))));
}

#[test]
fn answers_show_the_stored_fields() {
    let uri = "/repositories/3/archival_objects/1".to_owned();
    let found = reader().documents(
        &[format!("{uri}#pui"), uri.clone(), "/nothing/1".to_owned()],
        &Scope { suppressed: true, ..Scope::default() },
    );
    let found = found.unwrap();
    let shown = found.last().unwrap();
    let names: BTreeSet<&str> = shown.keys().map(String::as_str).collect();
    for name in [
        "id",
        "uri",
        "title",
        "title_ws",
        "primary_type",
        "jsonmodel_type",
        "types",
        "json",
        "suppressed",
        "publish",
        "system_generated",
        "repository",
        "created_by",
        "last_modified_by",
        "user_mtime",
        "system_mtime",
        "create_time",
        "summary",
        "level",
        "identifier",
        "identifier_ws",
        "notes",
        "notes_published",
        "dates",
        "extents",
        "langcode",
        "level_enum_s",
        "ref_id",
        "component_id",
        "resource",
    ] {
        assert!(names.contains(name), "{name} is missing in {names:?}");
    }
    assert!(!names.contains("fullrecord") && !names.contains("years") && !names.contains("title_sort"));
    assert_eq!(shown["jsonmodel_type"], "archival_object");
    let json: Value = serde_json::from_str(shown["json"].as_str().unwrap()).unwrap();
    assert_eq!(json["uri"], uri.as_str());
    let narrow = Request { fields: vec!["title".to_owned()], ..all_of("") };
    let narrow = reader().search(&narrow).unwrap();
    assert_eq!(narrow.documents[0].keys().collect::<BTreeSet<_>>().len(), 3);
}
