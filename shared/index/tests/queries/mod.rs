//! Queries over a few records each: phrases, ranks, lists of identifiers, walks, counted values.

use std::collections::BTreeSet;

use index::{Asked, Change, Error, Found, Index, Request, SortKey, Window, Writer, Writing, documents};
use serde_json::{Value, json};

/// An index that is written to between searches.
struct Shelf {
    index: Index,
    writer: Writer,
}

impl Shelf {
    fn new() -> Self {
        let index = Index::in_memory().unwrap();
        let writer = index.writer(Writing::default()).unwrap();
        Self { index, writer }
    }

    /// Of these records, each with a title, number 0 first.
    fn of(records: &[Value]) -> Self {
        let mut shelf = Self::new();
        for (number, record) in records.iter().enumerate() {
            shelf.put(number, record);
        }
        shelf.commit();
        shelf
    }

    fn put(&mut self, number: usize, record: &Value) {
        let mut record = record.as_object().unwrap().clone();
        record.insert("jsonmodel_type".to_owned(), "accession".into());
        record.insert("uri".to_owned(), uri(number).into());
        let documents = documents::of(&record, &|_| None);
        self.writer.apply(&[Change { uri: uri(number), version: 0, documents }]).unwrap();
    }

    fn remove(&mut self, number: usize) {
        self.writer.apply(&[Change { uri: uri(number), version: 1, documents: Vec::new() }]).unwrap();
    }

    fn commit(&mut self) {
        self.writer.commit().unwrap();
        self.index.reload().unwrap();
    }

    fn try_search(&self, request: &Request) -> Result<Found, Error> {
        self.index.reader().search(request)
    }

    /// The numbers of what a text finds, in their order.
    fn find(&self, text: &str) -> Vec<usize> {
        numbers(&self.try_search(&query(text)).unwrap())
    }

    /// The same of a filter.
    fn filter(&self, filter: &str) -> Result<Vec<usize>, Error> {
        let request = Request { filter_queries: vec![filter.to_owned()], ..query("") };
        self.try_search(&request).map(|found| numbers(&found))
    }
}

fn uri(number: usize) -> String {
    format!("/repositories/2/accessions/{number}")
}

fn numbers(found: &Found) -> Vec<usize> {
    let number = |document: &records::Body| document["uri"].as_str()?.rsplit('/').next()?.parse().ok();
    found.documents.iter().map(|document| number(document).unwrap()).collect()
}

fn query(text: &str) -> Request {
    let window = Window::Offset { offset: 0, limit: 2_000 };
    Request { asked: Asked::Text(text.to_owned()), window, ..Request::default() }
}

fn titled(title: &str) -> Value {
    json!({ "title": title })
}

/// The text of a query error.
fn refusal(found: Result<impl Sized, Error>) -> String {
    match found {
        Err(Error::Query(text)) => text,
        Err(other) => other.to_string(),
        Ok(_) => "nothing was refused".to_owned(),
    }
}

/// A phrase with a stop word between its words was found nowhere but in titles.
#[test]
fn phrases_are_found_with_their_stop_words() {
    let shelf = Shelf::of(&[
        json!({ "title": "Papers", "content_description": "minutes of the board of trustees" }),
        titled("State of the Union"),
        titled("History of the harbour and its masters"),
        json!({ "title": "Manuscripts", "id_0": "MS", "id_1": "100", "id_2": "a", "id_3": "z" }),
        json!({ "title": "Häuser in Berlin", "language": "ger" }),
        json!({ "title": "Board", "content_description": "the board, trustees" }),
    ]);
    let cases: [(&str, &[usize]); 10] = [
        ("\"board of trustees\"", &[0]),
        ("\"minutes of the board\"", &[0]),
        ("\"the board of trustees\"", &[0]),
        ("\"board trustees\"", &[5]),
        ("content_description:none OR \"minutes board\"~2", &[0]),
        ("title:\"State of the Union\"", &[1]),
        ("title:\"State the Union\"", &[]),
        ("four_part_id:\"MS 100 a z\"", &[3]),
        ("\"MS 100 a z\"", &[3]),
        ("\"Häuser in Berlin\"", &[4]),
    ];
    for (text, expected) in cases {
        assert_eq!(shelf.find(text), expected, "{text}");
    }
    assert_eq!(shelf.filter("title:\"State of the Union\"").unwrap(), [1]);
    let terms = vec![("title".to_owned(), "State of the Union".to_owned())];
    assert_eq!(numbers(&shelf.try_search(&Request { filter_terms: terms, ..query("") }).unwrap()), [1]);
    let title = "History of the harbour and its masters";
    let object = json!({ "jsonmodel_type": "field_query", "field": "title", "value": title, "literal": true });
    let filtered = Request { filter: Some(object.clone()), ..query("") };
    let asked = Request { asked: Asked::Advanced(object), ..query("") };
    for request in [filtered, asked] {
        assert_eq!(numbers(&shelf.try_search(&request).unwrap()), [2]);
    }
}

/// The words of an identifier in a query count more, whichever of them are stop words.
#[test]
fn identifiers_with_stop_words_come_first() {
    let shelf = Shelf::of(&[
        json!({ "title": "MS 100 z MS 100 z", "id_0": "OTHER" }),
        json!({ "title": "Manuscripts", "id_0": "MS", "id_1": "100", "id_2": "a", "id_3": "z",
            "content_description": "many words that have nothing to do with what this is called".repeat(9) }),
    ]);
    assert_eq!(shelf.find("MS 100 a z")[0], 1);
}

/// A title with another form of the word came before a text with the very word.
#[test]
fn the_very_word_comes_before_its_other_forms() {
    let long = format!("{} windmill {}", "letters and papers ".repeat(60), "maps and plans ".repeat(60));
    let mut records = vec![titled("Windmills"), json!({ "title": "Papers", "content_description": long })];
    records.extend((0..30).map(|number| titled(&format!("Windmill {number}"))));
    let shelf = Shelf::of(&records);
    let found = shelf.find("windmill");
    assert_eq!((found.len(), found[31]), (32, 0), "{found:?}");
    let found = shelf.find("windmills");
    assert_eq!((found.len(), found[0]), (32, 0), "{found:?}");
}

/// As many clauses as the original took, in every place that takes a query.
#[test]
fn lists_of_identifiers_are_looked_for() {
    let shelf = Shelf::of(&[titled("One"), titled("Two"), titled("Three")]);
    let list = |count: usize| {
        let ids: Vec<String> = (0..count).map(|number| format!("\"{}\"", uri(number + 1))).collect();
        format!("id:({})", ids.join(" OR "))
    };
    let object = |count: usize| {
        let part =
            |number| json!({ "jsonmodel_type": "field_query", "field": "id", "literal": true, "value": uri(number) });
        let parts: Vec<Value> = (1..=count).map(part).collect();
        json!({ "jsonmodel_type": "boolean_query", "op": "OR", "subqueries": parts })
    };
    let both = |count: usize| Request { filter: Some(object(count)), filter_queries: vec![list(count)], ..query("") };
    assert!(list(1_024).len() > 16 * 1024);
    assert_eq!(shelf.find(&list(1_024)).len(), 2);
    assert_eq!(shelf.try_search(&both(1_024)).unwrap().total, 2);
    let asked = |count: usize| Request { asked: Asked::Advanced(object(count)), ..query("") };
    assert_eq!(shelf.try_search(&asked(1_024)).unwrap().total, 2);
    let words: Vec<String> = (0..1_024).map(|number| format!("w{number}")).collect();
    assert_eq!(shelf.find(&format!("{} OR one", words[1..].join(" OR "))), [0]);
    let much = "A query may have 1024 clauses";
    for request in [query(&list(1_025)), both(1_025), asked(1_025), query(&words.join(" OR ").repeat(2))] {
        assert_eq!(refusal(shelf.try_search(&request)), much);
    }
    let filters = vec![list(1_024); 17];
    let request = Request { filter_queries: filters, ..query("") };
    assert_eq!(refusal(shelf.try_search(&request)), "A search may look for 16384 words");
    let texts = json!({ "jsonmodel_type": "field_query", "field": "title", "value": "a".repeat(100_000) });
    let texts = json!({ "jsonmodel_type": "boolean_query", "op": "OR", "subqueries": [texts, texts] });
    let request = Request { asked: Asked::Advanced(texts), ..query("") };
    assert_eq!(refusal(shelf.try_search(&request)), "A query may have 131072 bytes");
}

/// Walks through all hits for a word, while something happens between the pages.
fn walk(shelf: &mut Shelf, sort: &str, mut between: impl FnMut(&mut Shelf, usize)) -> Vec<usize> {
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    for page in 1.. {
        let mut request = Request { sort: SortKey::parse_all(sort).unwrap(), ..query("lamp") };
        request.walk(&cursor, 10).unwrap();
        let found = shelf.try_search(&request).unwrap();
        walked.extend(numbers(&found));
        let Some(next) = found.cursor else { break };
        cursor = next;
        between(shelf, page);
    }
    walked
}

/// Scores moved while others wrote, and cursors with them: hits were lost or came twice.
#[test]
fn walks_stand_while_others_write() {
    let lamp = |number: usize| titled(&format!("{} lamp {number}", "old ".repeat(number % 7)));
    let stays = |number: &usize| number % 5 < 3;
    for sort in ["", "title_sort asc", "id desc"] {
        let mut shelf = Shelf::of(&(0..50).map(lamp).collect::<Vec<_>>());
        let walked = walk(&mut shelf, sort, |shelf, page| {
            if page == 2 {
                (0..50).filter(|number| !stays(number)).for_each(|number| shelf.remove(number));
            }
            if page == 1 {
                (50..90).for_each(|number| shelf.put(number, &lamp(number)));
                (90..99).for_each(|number| shelf.put(number, &titled("Nothing of the kind")));
            }
            shelf.commit();
        });
        let once: BTreeSet<usize> = walked.iter().copied().collect();
        assert_eq!(once.len(), walked.len(), "{sort}: {walked:?}");
        let lost: Vec<usize> = (0..50).filter(stays).filter(|number| !once.contains(number)).collect();
        assert!(lost.is_empty(), "{sort}: {lost:?}");
    }
}

#[test]
fn nothing_is_walked_by_score() {
    let shelf = Shelf::of(&(0..9).map(|number| titled(&format!("Lamp {number}"))).collect::<Vec<_>>());
    let ordered = |sort: &str| Request {
        sort: SortKey::parse_all(sort).unwrap(),
        window: Window::Offset { offset: 0, limit: 2 },
        ..query("lamp")
    };
    for sort in ["", "score desc", "title_sort asc, score desc"] {
        assert_eq!(shelf.try_search(&ordered(sort)).unwrap().cursor, None, "{sort}");
    }
    let refused = ordered("title_sort asc, score desc").walk("", 2);
    assert!(refusal(refused).starts_with("A cursor needs an order that stands"));
    // A page by fields leads on.
    let first = shelf.try_search(&ordered("title_sort desc")).unwrap();
    let mut next = ordered("title_sort desc");
    next.walk(&first.cursor.unwrap(), 2).unwrap();
    assert_eq!(numbers(&shelf.try_search(&next).unwrap()), [6, 5]);
}

#[test]
fn stored_texts_and_copies_are_counted() {
    let note = |text: &str, publish: bool| json!({ "jsonmodel_type": "note_singlepart", "type": "abstract", "publish": publish, "content": [text] });
    let record = |title: &str, notes: Value| json!({ "title": title, "id_0": "MS", "id_1": "1", "publish": true, "notes": notes });
    let shelf = Shelf::of(&[
        record("Lamps", json!([note("Of brass", true), note("Of brass", true), note("In private", false)])),
        record("Lamps", json!([note("Of brass", true), note(&"long ".repeat(80), true)])),
        record("Oil", json!([note("Of brass", false)])),
    ]);
    let facets = ["title_ws", "notes", "notes_published", "identifier_ws", "title_sort"];
    let request = Request { facets: facets.map(str::to_owned).to_vec(), facet_mincount: 1, ..query("") };
    let found = shelf.try_search(&request).unwrap();
    let count = |value: &str, count: u64| (value.to_owned(), count);
    let expected = [
        vec![count("Lamps", 2), count("Oil", 1)],
        vec![count("Of brass", 3), count("In private", 1)],
        vec![count("Of brass", 2)],
        vec![count("MS-1", 3)],
        vec![],
    ];
    for ((field, counted), expected) in found.facets.iter().zip(expected) {
        assert_eq!(counted, &expected, "{field}");
    }
    let unknown = Request { facets: vec!["nonsense".to_owned()], ..query("") };
    assert_eq!(refusal(shelf.try_search(&unknown)), "undefined field nonsense");
}

#[test]
fn what_says_nothing_is_left_out_and_what_is_not_there_is_told() {
    let shelf = Shelf::of(&[titled("Scanned maps"), titled("Letters")]);
    assert_eq!(shelf.filter("").unwrap().len(), 2);
    assert_eq!(shelf.filter("  ").unwrap().len(), 2);
    for text in ["title:/scann.*/", "title:/scan(s|ned)/ AND maps", "/scann.*/"] {
        assert!(refusal(shelf.filter(text)).starts_with("There are no regular expressions"), "{text}");
    }
    assert!(refusal(shelf.try_search(&query("maps title:/s.*/"))).starts_with("There are no regular expressions"));
    // Paths are no expressions.
    assert_eq!(shelf.filter(&format!("uri:{} OR uri:{}", uri(0), uri(1))).unwrap().len(), 2);
    assert_eq!(shelf.find("/scann.*/"), [] as [usize; 0]);
    let sorted = |sort: &str| Request { sort: SortKey::parse_all(sort).unwrap(), ..query("") };
    let refused = refusal(shelf.try_search(&sorted("subjects asc")));
    assert_eq!(refused, "can not sort on multivalued field: subjects");
    assert_eq!(numbers(&shelf.try_search(&sorted("title_ws asc")).unwrap()), [1, 0]);
    for text in [format!("{}~", "a".repeat(65)), format!("{}*", "a".repeat(256))] {
        assert_eq!(refusal(shelf.try_search(&query(&text))), "A pattern of the query is too long");
    }
    assert_eq!(shelf.find(&format!("scan{}", "*".repeat(50_000))), [0]);
}
