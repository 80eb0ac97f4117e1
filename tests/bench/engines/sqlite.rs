//! SQLite's full-text search: a table of texts without a copy of them, records and subjects in tables beside it.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

use super::{ask_all, corpus, most_memory, say};

const TABLES: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE VIRTUAL TABLE texts USING fts5(text, content = '', tokenize = 'unicode61 remove_diacritics 2');
    CREATE TABLE records (number INTEGER PRIMARY KEY, json TEXT);
    CREATE TABLE subjects (record INTEGER, subject TEXT);";

pub(crate) fn measure(folder: &Path) {
    let file = folder.join("fts5.sqlite");
    let began = Instant::now();
    let mut connection = Connection::open(&file).unwrap();
    connection.execute_batch(TABLES).unwrap();
    let filling = connection.transaction().unwrap();
    let mut records = 0_u32;
    for text in corpus::texts(folder) {
        let insert = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
            filling.prepare_cached(sql).unwrap().execute(values).unwrap();
        };
        insert("INSERT INTO texts (rowid, text) VALUES (?1, ?2)", params![text.number, text.words]);
        insert("INSERT INTO records VALUES (?1, ?2)", params![text.number, text.json]);
        for subject in &text.subjects {
            insert("INSERT INTO subjects VALUES (?1, ?2)", params![text.number, subject]);
        }
        records += 1;
    }
    filling.commit().unwrap();
    connection.execute_batch("CREATE INDEX by_record ON subjects (record, subject)").unwrap();
    say("rate", f64::from(records) / began.elapsed().as_secs_f64());
    drop(connection);
    say("bytes", f64::from(u32::try_from(std::fs::metadata(&file).unwrap().len()).unwrap()));
    say("indexing_memory", most_memory());
    let (kind, words) = corpus::questions(folder).remove(0);
    let began = Instant::now();
    let connection = Connection::open(&file).unwrap();
    ask(&connection, &kind, &words);
    say("cold", began.elapsed().as_secs_f64() * 1000.0);
    ask_all(folder, |kind, words| ask(&connection, kind, words));
    say("memory", most_memory());
}

fn ask(connection: &Connection, kind: &str, words: &str) -> u64 {
    let question = match kind {
        "and" => words.replace(' ', " AND "),
        "phrase" => format!("\"{words}\""),
        _ => words.to_owned(),
    };
    let count = "SELECT count(*) FROM texts WHERE texts MATCH ?1";
    let count = connection.prepare_cached(count).unwrap().query_row([&question], |row| row.get(0)).unwrap();
    let best = "SELECT json FROM (SELECT rowid FROM texts WHERE texts MATCH ?1 ORDER BY rank LIMIT 10) AS found
        JOIN records ON records.number = found.rowid";
    read(connection, best, &question);
    if kind == "facet" {
        let facet = "SELECT subject FROM texts JOIN subjects ON subjects.record = texts.rowid WHERE texts MATCH ?1
            GROUP BY subject ORDER BY count(*) DESC LIMIT 100";
        read(connection, facet, &question);
    }
    count
}

fn read(connection: &Connection, sql: &str, question: &str) {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let rows = statement.query_map([question], |row| row.get::<_, String>(0)).unwrap();
    assert!(rows.map(Result::unwrap).count() > 0 || question.is_empty() || sql.contains("subjects"));
}
