//! No text of a client becomes part of a key or of an expression, so none can reach another tenant's records or another kind of
//! item: every request to DynamoDB is looked at while hostile texts stand in every place that takes a text.

use std::collections::BTreeSet;

use api::Dialect;
use http::Method;
use records::Uri;
use records::record_type::Scope;
use serde_json::Value;

use crate::harness::Fonds;
use crate::harness::faults::Plan;
use crate::permissions::request::Filling;
use tests::catalogue::Catalogue;

/// Found again wherever it goes, with everything that separates parts of keys.
const HOSTILE: [&str; 4] = ["MARK#x", "/repositories/3/MARK", "MARK\u{0}\u{1f}é#record", "../MARK%2f..#link#"];

/// Keys that requests name, and the texts of their expressions.
#[derive(Default)]
struct Named {
    keys: BTreeSet<(String, String)>,
    partitions: BTreeSet<String>,
    expressions: BTreeSet<String>,
}

impl Named {
    fn look(&mut self, request: &Value) {
        match request {
            Value::Array(items) => items.iter().for_each(|item| self.look(item)),
            Value::Object(object) => {
                let text = |name: &str| object.get(name).and_then(|value| value["S"].as_str());
                if let (Some(pk), Some(sk)) = (text("pk"), text("sk")) {
                    self.keys.insert((pk.to_owned(), sk.to_owned()));
                }
                // Values that a query looks for: partitions, and where in them to begin and to end.
                self.partitions
                    .extend([":pk", ":c", ":from", ":to", ":prefix"].into_iter().filter_map(text).map(Into::into));
                for (name, value) in object {
                    if name.ends_with("Expression") {
                        self.expressions.insert(value.as_str().unwrap().to_owned());
                    }
                    self.look(value);
                }
            }
            _ => {}
        }
    }
}

/// A record's URI, a collection's, or one of the few documents beside them.
fn is_path(text: &str) -> bool {
    Uri::parse(text).is_some()
        || Uri::parse(&format!("{text}/1")).is_some()
        || text.strip_suffix("/assessment_attribute_definitions").is_some_and(is_path)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A name that stands in the program.
fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_/".contains(&byte))
}

fn is_partition(pk: &str) -> bool {
    let parts: Vec<&str> = pk.split('#').collect();
    match parts[..] {
        [path] => is_path(path) || ["enumerations", "preferences", "operations", "index", "indexing"].contains(&path),
        [root, "tree"] => is_path(root),
        ["counter" | "system", name] => is_word(name),
        ["tombstones", year] => year.parse::<u32>().is_ok(),
        ["throttle" | "blob" | "ticket" | "plea", hash] => is_hash(hash),
        ["unique", kind, rule, scope, hash] => [kind, rule, scope].into_iter().all(is_word) && is_hash(hash),
        ["lookup", kind, name, home, hash] => {
            is_word(kind) && is_word(name) && (home.is_empty() || is_path(home)) && is_hash(hash)
        }
        // The indexes of all types have no type.
        ["lookup", name, home, hash] => is_word(name) && (home.is_empty() || is_path(home)) && is_hash(hash),
        _ => false,
    }
}

fn is_sort(sk: &str) -> bool {
    let is_hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_spot = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let parts: Vec<&str> = sk.split('#').collect();
    match parts[..] {
        [one] => is_word(one) || is_path(one),
        ["session", hash] => is_hash(hash),
        ["change", moment] => is_hex(moment),
        ["default_values" | "required_fields", kind] => is_word(kind),
        ["link", relation, source] => is_word(relation) && is_path(source),
        ["card", parent, spot] => is_number(parent) && is_spot(spot),
        ["index", parent] => is_number(parent),
        ["leaf", parent, leaf] => is_number(parent) && is_number(leaf),
        ["open", job] => is_path(job),
        ["work", name] => is_word(name) || is_path(name),
        ["work", "links" | "below" | "repository", uri] => is_path(uri),
        ["log", place] => is_number(place),
        ["status", status, job] => is_word(status) && is_number(job),
        ["ended", moment, job] => is_hex(moment) && is_number(job),
        // Tombstones of one transaction are numbered.
        [moment, uri] => {
            let uri = uri.trim_start_matches(|place: char| place.is_ascii_digit());
            is_hex(moment) && (is_path(uri) || uri.starts_with("/config/"))
        }
        _ => false,
    }
}

#[tokio::test]
async fn keys_are_made_of_uris_numbers_and_hashes() {
    let (fonds, faults) = Fonds::faulty(Plan::default()).await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    let endpoints = local::wiring::endpoints();
    faults.watch();
    let mut made = 0;
    for text in HOSTILE {
        for kind in &catalogue.kinds {
            catalogue.make_room(&admin, kind).await;
            let created = admin.post(&kind.create, &catalogue.samples.full(kind.row.name, text)).await;
            assert!([200, 400].contains(&created.status), "{}: {}", kind.row.name, created.text());
            made += u32::from(created.status == 200);
            if created.status == 200 && kind.deletes() {
                admin.delete(created.ok()["uri"].as_str().unwrap()).await;
            }
        }
        // And in every parameter of every route, in the place of numbers too.
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.dialect == Dialect::ArchivesSpace) {
            if endpoint.path.ends_with("/logout") || endpoint.method == Method::DELETE {
                continue;
            }
            let encoded = tests::encode(text);
            let filling = Filling { repository: 2, number: 999_999, text: &encoded, samples: &catalogue.samples };
            let answer = filling.send(&admin, endpoint, "").await;
            assert!(answer.status < 500, "{}: {}", endpoint.path, answer.text());
            let (path, _) = filling
                .path(endpoint, "")
                .split_once('?')
                .map(|(path, query)| (path.to_owned(), query.to_owned()))
                .unwrap();
            let hostile_path = path.replace("/999999", &format!("/{encoded}"));
            let answer = admin.send(endpoint.method.clone(), &hostile_path, &[], "{}").await;
            assert!(answer.status < 500, "{hostile_path}: {}", answer.text());
        }
    }
    assert!(made >= 60, "only {made} records were made");
    let mut named = Named::default();
    faults.seen().iter().for_each(|request| named.look(request));
    assert!(named.keys.len() > 1000 && named.expressions.len() > 10, "{} keys", named.keys.len());
    for (pk, sk) in &named.keys {
        assert!(is_partition(pk) && is_sort(sk), "{pk} {sk}");
        // What is in one repository says nothing of another.
        let home =
            |text: &str| Uri::parse(text.rsplit('#').next().unwrap_or_default()).and_then(|uri| uri.repository());
        if let (Some(pk_home), Some(sk_home)) = (home(pk), home(sk)) {
            assert_eq!(pk_home, sk_home, "{pk} {sk}");
        }
    }
    for text in named.partitions.iter().chain(&named.expressions) {
        assert!(!text.contains("MARK"), "{text}");
    }
}

/// A number from a fixed sequence (splitmix64).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from(mixed >> 33).unwrap()
}

#[test]
fn a_text_is_a_uri_in_one_spelling_only() {
    let pieces = [
        "/",
        "2",
        "02",
        "+2",
        "7",
        "0",
        "-1",
        "٣",
        "#",
        "?x=1",
        "%2f",
        "..",
        " ",
        "\u{0}",
        "link#",
        "é",
        "9999999999999999999",
        "/repositories/3",
        "accessions",
    ];
    let mut state = 7;
    let mut parsed = 0;
    for round in 0..100_000 {
        let row = records::types::all()[round % records::types::all().len()];
        let home = if row.scope == Scope::Repository { "/repositories/2" } else { "" };
        let mut text = format!("{home}/{}/{}", row.plural, next(&mut state) % 1000);
        for _ in 0..next(&mut state) % 3 {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
            text.insert_str(places[next(&mut state) % places.len()], pieces[next(&mut state) % pieces.len()]);
        }
        let Some(uri) = Uri::parse(&text) else { continue };
        parsed += 1;
        assert_eq!(uri.as_str(), text);
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/_".contains(&byte);
        assert!(text.bytes().all(is_plain), "{text:?}");
        let kind = uri.record_type().unwrap();
        let inside = uri.repository().filter(|_| kind != "repository");
        assert_eq!(Uri::of(kind, inside, uri.id()), Some(uri), "{text}");
    }
    assert!((20_000..90_000).contains(&parsed), "{parsed}");
}
