//! What every facet, and the query language, finds: for who is logged in, and for everybody else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::encode;
use uuid::Uuid;

use super::{attach, collect, comment, ids, keep, keyword, path, plain, transcript};
use crate::harness::Fonds;

/// 2026-03-02 08:15:30
const MONDAY: i64 = 1_772_439_330;
const DAY: i64 = 86_400;

/// Queries, with the resources that somebody finds who is logged in, and those that everybody finds.
const TABLE: &[(&str, &str, &str)] = &[
    (" ", "abcd", "acd"),
    ("trench", "ab", "a"),
    ("5 TRENCH", "ab", "a"),
    ("\"north wall\"", "ab", "a"),
    ("wall north", "ab", "a"),
    ("\"wall north\"", "", ""),
    ("\"notebook T5\"", "", ""),
    ("trench !!!", "ab", "a"),
    ("!!!", "", ""),
    ("the", "b", ""),
    ("oster", "d", "d"),
    ("unknown", "d", "d"),
    ("T5-notebook.pdf", "a", "a"),
    ("a.pdf", "", ""),
    ("all:trench", "ab", "a"),
    ("title:\"Bones 1989\"", "c", "c"),
    ("title: bones 1989", "c", "c"),
    ("title:bones", "", ""),
    ("title:\"\"", "", ""),
    ("filename:t5-notebook.pdf", "a", "a"),
    ("filename:notebook", "", ""),
    ("filetype:application/pdf", "a", "a"),
    ("filetype:PDF", "a", "a"),
    ("filetype:jpg", "b", ""),
    ("filetype:png", "cd", "cd"),
    ("filetype:image", "", ""),
    ("type: \"Photograph\" north", "b", ""),
    ("type: Photograph", "b", ""),
    ("type: Photograph north", "", ""),
    ("user: \"Mara Keller\"", "a", "a"),
    ("user:Mara", "", ""),
    ("keller", "a", "a"),
    ("keyword:\"north wall\"", "ab", "a"),
    ("keyword:\"NORTH WALL\" keyword:\"East Field\"", "a", "a"),
    ("keyword:\"East Field\"", "a", "a"),
    ("keyword:\"East-Field\"", "c", "c"),
    ("keyword:north", "", ""),
    ("created:2026-03-02", "a", "a"),
    ("uploaded:02-03-2026", "a", "a"),
    ("created:03-02-2026", "", ""),
    ("created:today", "", ""),
    ("modified:2026-03-04", "c", "c"),
    ("comment:scale", "b", ""),
    ("comment: bar scale", "b", ""),
    ("comment:\"scale bar\"", "b", ""),
    ("comment:\"bar scale\"", "", ""),
    ("comment:trench", "", ""),
    ("scale", "b", ""),
    ("transcription:iacet", "c", "c"),
    ("caption:\"hic iacet\"", "c", "c"),
    ("hic trench", "", ""),
    ("collection:\"season 2026\"", "ab", "a"),
    ("collection:\"Secret finds\"", "c", ""),
    ("secret", "c", ""),
    ("collection:\"Temporary Collection\"", "d", "d"),
    ("metadata:german", "a", "a"),
    ("language:German", "a", "a"),
    ("LANGUAGE:ENGLISH", "c", "c"),
    ("language:German location:\"Trench 5\"", "a", "a"),
    ("language:German location:English", "", ""),
    ("location:German", "", ""),
    ("date-modified:\"x y\"", "d", "d"),
    ("nonsense:x", "", ""),
    ("access:private", "b", ""),
    ("access:Public", "acd", "acd"),
    ("sha:0A963ED07623A1C4A966749C7A806BFCD6AEB212", "abcd", "acd"),
    ("sha:0a963", "", ""),
    ("trench -field", "a", "a"),
];

struct Finds {
    fonds: Fonds,
    letters: BTreeMap<String, char>,
    collection: Uuid,
    secret: Uuid,
}

async fn finds() -> Finds {
    let fonds = Fonds::start().await;
    let mara = json!({ "username": "mkeller", "name": "Mara Keller" });
    let mara = fonds.admin().await.create("/users?password=secret", &mara).await;
    let metadata = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let mut a = plain("Trench 5 notebook");
    (a.user, a.mime_type, a.category) = (mara, "application/pdf".to_owned(), "Notebook".to_owned());
    "T5-notebook.pdf".clone_into(&mut a.file_name);
    a.metadata = metadata(&[("language", "German"), ("location", "Trench 5")]);
    let a = keep(&fonds, a, MONDAY).await;
    let mut b = plain("Trench 5, north wall");
    (b.mime_type, b.category, b.public) = ("image/jpeg".to_owned(), "Photograph".to_owned(), false);
    let b = keep(&fonds, b, MONDAY + DAY).await;
    let mut c = plain("Bones 1989");
    c.metadata = metadata(&[("Language", "english")]);
    let c = keep(&fonds, c, MONDAY + 2 * DAY).await;
    let mut d = plain("Øster Sø <unknown>");
    d.metadata = metadata(&[("date-modified", "x y")]);
    let d = keep(&fonds, d, MONDAY + 3 * DAY).await;
    for (resource, text) in [(a, "north wall"), (a, "East Field"), (b, "North Wall"), (c, "East-Field")] {
        attach(&fonds, keyword(resource, text)).await;
    }
    attach(&fonds, comment(b, "The scale bar is missing.")).await;
    attach(&fonds, transcript(c, "HIC IACET")).await;
    let collection = collect(&fonds, "Season 2026", true, &[a, b]).await.id;
    let secret = collect(&fonds, "Secret finds", false, &[c]).await.id;
    collect(&fonds, "Temporary Collection", true, &[d]).await;
    fonds.index_everything().await;
    let letters = [a, b, c, d].map(|id| id.to_string()).into_iter().zip('a'..).collect();
    Finds { fonds, letters, collection, secret }
}

impl Finds {
    fn letters(&self, ids: &[String]) -> String {
        let found: BTreeSet<char> = ids.iter().map(|id| self.letters[id]).collect();
        assert_eq!(found.len(), ids.len(), "{ids:?}");
        found.into_iter().collect()
    }

    fn id(&self, letter: char) -> &str {
        self.letters.iter().find(|(_, known)| **known == letter).unwrap().0
    }
}

#[tokio::test]
async fn facets_find_what_they_say() {
    let finds = Box::pin(finds()).await;
    let (admin, anybody) = (finds.fonds.admin().await, finds.fonds.anonymous());
    for (query, all, open) in TABLE {
        for (caller, expected) in [(&admin, all), (&anybody, open)] {
            let answer = caller.get(&path(query)).await;
            assert_eq!(finds.letters(&ids(&answer)), **expected, "{query}");
            assert_eq!(answer.header("x-total-count"), expected.len().to_string(), "{query}");
        }
    }
    let more = [
        (format!("id:{}", finds.id('a')), "a", "a"),
        (finds.id('b').to_uppercase(), "b", ""),
        (format!("collection_id:{}", finds.collection), "ab", "a"),
        (format!("collection_id:{}", finds.secret), "c", ""),
        (finds.secret.to_string(), "c", ""),
    ];
    for (query, all, open) in &more {
        for (caller, expected) in [(&admin, all), (&anybody, open)] {
            assert_eq!(finds.letters(&ids(&caller.get(&path(query)).await)), **expected, "{query}");
        }
    }
}

#[tokio::test]
async fn lists_of_facets_find_the_same() {
    let finds = Box::pin(finds()).await;
    let (admin, anybody) = (finds.fonds.admin().await, finds.fonds.anonymous());
    let facet = |category: &str, value: &str| json!({ "category": category, "value": value });
    let table = [
        (json!([]), "abcd", "acd"),
        (json!([facet("user", "Mara Keller"), facet("keyword", "north wall")]), "a", "a"),
        (json!([facet("KEYWORD", " North Wall ")]), "ab", "a"),
        (json!([facet("keyword", "north wall"), facet("keyword", "East Field")]), "a", "a"),
        (json!([facet("text", "wall north")]), "ab", "a"),
        (json!([facet("text", "\"wall north\"")]), "", ""),
        (json!([facet("created", "yesterday")]), "", ""),
        (json!([facet("title", "type: Map")]), "", ""),
        (json!([facet("language", "german"), facet("access", "public")]), "a", "a"),
    ];
    for (facets, all, open) in &table {
        for path in ["/api/search", "/api/resources/search", "/resources/search"] {
            assert_eq!(finds.letters(&ids(&admin.post(path, facets).await)), **all, "{facets}");
            assert_eq!(finds.letters(&ids(&anybody.post(path, facets).await)), **open, "{facets}");
        }
    }
}

#[tokio::test]
async fn resources_are_shown_as_they_are_read() {
    let finds = Box::pin(finds()).await;
    let admin = finds.fonds.admin().await;
    let b = finds.id('b');
    let shown = admin.get(&path("access:private")).await.ok();
    let read = admin.get(&format!("/api/resources/{b}")).await.ok();
    let unsigned = |resource: &Value| {
        let mut resource = resource.clone();
        for name in ["url", "thumb"] {
            let address = resource[name].as_str().unwrap().to_owned();
            let (address, signature) = address.split_once('?').unwrap();
            assert!(signature.contains("signature="), "{signature}");
            resource[name] = address.into();
        }
        resource
    };
    assert_eq!(unsigned(&shown[0]), unsigned(&read));
    let open = finds.fonds.anonymous().get(&path("title: Bones 1989")).await.ok();
    assert_eq!(open[0], finds.fonds.anonymous().get(&format!("/resources/{}", finds.id('c'))).await.ok());
}

#[tokio::test]
async fn searches_of_the_other_api_find_none_of_them() {
    let finds = Box::pin(finds()).await;
    let admin = finds.fonds.admin().await;
    for query in
        ["q=trench", "q=*:*&type[]=arcs_resource", "q=arcs_title:*", "filter_query[]=primary_type:arcs_resource"]
    {
        let page = admin.get(&format!("/search?page=1&{query}")).await.ok();
        assert_eq!(page["total_hits"], 0, "{query}: {page}");
    }
    let uri = format!("/api/resources/{}", finds.id('a'));
    assert_eq!(admin.get(&format!("/search/records?uri[]={uri}")).await.ok()["results"], json!([]));
    // And the other way round.
    assert_eq!(ids(&admin.get(&path("MAIN")).await), Vec::<String>::new());
}

#[tokio::test]
async fn an_envelope_says_what_was_done() {
    let finds = Box::pin(finds()).await;
    let admin = finds.fonds.admin().await;
    for path in ["/api/search", "/api/resources/search", "/resources/search"] {
        let all = admin.get(path).await.ok();
        assert_eq!((&all["mode"], &all["total"], &all["num_results"]), (&json!("no_search"), &json!(4), &json!(4)));
        assert!(all.get("order").is_none() && all.get("query").is_none());
        let found = admin
            .get(&format!("{path}?q=trench&n=1&page=2&order=title&direction=asc&facets=keyword,access"))
            .await
            .ok();
        let facts = ["total", "limit", "offset", "order", "direction"].map(|name| found[name].clone());
        assert_eq!(facts, [json!(2), json!(1), json!(1), json!("title"), json!("ASC")]);
        assert_eq!(found["query"], json!([{ "category": "text", "value": "trench" }]));
        assert_eq!((&found["mode"], &found["raw_query"]), (&json!("search"), &json!("trench")));
        assert_eq!(found["results"][0]["id"], finds.id('b'));
        let count = |facet: &str, value: &str| {
            let rows = found["facets"][facet].as_array().unwrap();
            rows.iter().find(|row| row["value"] == value).map(|row| row["count"].clone())
        };
        assert_eq!(count("access", "private"), Some(json!(1)));
        assert_eq!(count("keyword", "East Field"), Some(json!(1)));
    }
}

#[tokio::test]
async fn an_envelope_tells_how_it_was_made_to_administrators_only() {
    let fonds = Fonds::start().await;
    fonds.index_everything().await;
    let query = encode("type: Map \"north wall\" keyword:'East Field'");
    let parts = [("type", "Map"), ("text", "north wall"), ("keyword", "East Field")];
    let parts: Value = parts.iter().map(|(category, value)| json!({ "category": category, "value": value })).collect();
    for (caller, sees) in [(fonds.anonymous(), false), (fonds.manager().await, false), (fonds.admin().await, true)] {
        let found = caller.get(&format!("/api/search?q={query}")).await.ok();
        assert_eq!((&found["query"], &found["direction"]), (&parts, &json!("DESC")));
        let has = |name: &str| found.get(name).is_some();
        assert_eq!((has("mode"), has("raw_query")), (sees, sees), "{found}");
        let nothing = caller.get("/api/search?q=").await.ok();
        assert_eq!((&nothing["mode"], nothing.get("raw_query")), (&json!("no_search"), None));
    }
}
