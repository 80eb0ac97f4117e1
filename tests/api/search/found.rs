//! What is found.

use serde_json::json;

use super::{in_repository, objects, s3_of, until, until_found, uris};
use crate::harness::bodies::{accession, location, person, resource, subject, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_record_of_each_type_is_found_by_its_title() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut component = json!({ "jsonmodel_type": "archival_object", "title": "Quince ledger", "level": "file" });
    let whole = admin.create(&format!("{REPO}/resources"), &resource("quince")).await;
    component["resource"] = json!({ "ref": whole });
    let made = [
        whole.clone(),
        admin.create(&format!("{REPO}/archival_objects"), &component).await,
        admin.create(ACCESSIONS, &accession("quince")).await,
        admin.create(&format!("{REPO}/top_containers"), &top_container("quince")).await,
        admin.create("/agents/people", &person("Quince")).await,
        admin.create("/subjects", &subject("Quince growing")).await,
        admin.create("/locations", &location("quince")).await,
    ];
    let page = until_found(&admin, "/search?q=quince&page=1&page_size=20", made.len() as u64).await;
    let mut found = uris(&page);
    found.sort();
    let mut expected = made.to_vec();
    expected.sort();
    assert_eq!(found, expected);
    for hit in page["results"].as_array().unwrap() {
        assert_eq!(hit["jsonmodel_type"], hit["primary_type"]);
        let json: serde_json::Value = serde_json::from_str(hit["json"].as_str().unwrap()).unwrap();
        assert_eq!(json["uri"], hit["uri"]);
    }
    for (record_type, uri) in [("resource", &made[0]), ("subject", &made[5]), ("top_container", &made[3])] {
        let page = admin.get(&format!("/search?q=quince&page=1&type[]={record_type}")).await.ok();
        assert_eq!(uris(&page), std::slice::from_ref(uri), "{record_type}");
    }
}

#[tokio::test]
async fn pages_orders_and_facets_agree() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..7 {
        let mut body = accession(&format!("n{number}"));
        body["title"] = json!(format!("Medlar volume {number}"));
        body["acquisition_type"] = json!(if number < 3 { "gift" } else { "purchase" });
        admin.create(ACCESSIONS, &body).await;
    }
    let order = |direction: &str, page: u32| {
        format!("{REPO}/search?q=medlar&page={page}&page_size=3&sort=title_sort%20{direction}&facet[]=acquisition_type")
    };
    let first = until_found(&admin, &order("asc", 1), 7).await;
    assert_eq!((&first["first_page"], &first["last_page"], &first["this_page"]), (&json!(1), &json!(3), &json!(1)));
    assert_eq!((&first["offset_first"], &first["offset_last"]), (&json!(1), &json!(3)));
    assert_eq!(first["facets"]["facet_fields"]["acquisition_type"], json!(["purchase", 4, "gift", 3]));
    let last = admin.get(&order("asc", 3)).await.ok();
    assert_eq!(last["results"][0]["title"], "Medlar volume 6");
    let turned = admin.get(&order("desc", 1)).await.ok();
    assert_eq!(turned["results"][0]["title"], "Medlar volume 6");
    let beyond = admin.get(&order("asc", 9)).await.ok();
    assert_eq!(beyond["results"], json!([]));
    assert_eq!(beyond["total_hits"], 7);
    let table = admin.get(&format!("{REPO}/search?q=medlar&page=1&dt=csv&fields[]=title&sort=title_sort%20asc")).await;
    assert_eq!(table.status, 200);
    assert!(table.header("content-type").starts_with("text/csv"));
    assert_eq!(table.text().lines().count(), 8);
    assert_eq!(table.text().lines().nth(1), Some("Medlar volume 0"));
}

#[tokio::test]
async fn a_post_asks_as_a_get_does() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("sorrel")).await;
    until_found(&admin, "/search?q=sorrel&page=1", 1).await;
    let advanced = json!({ "query": { "jsonmodel_type": "field_query", "field": "title", "value": "sorrel" } });
    let fields = [("aq", &*advanced.to_string()), ("page", "1")];
    assert_eq!(uris(&admin.form("/search", &fields).await.ok()), std::slice::from_ref(&uri));
    let fields = [("uri[]", uri.as_str()), ("uri[]", "/repositories/2/accessions/999")];
    assert_eq!(uris(&admin.form("/search/records", &fields).await.ok()), [uri]);
}

#[tokio::test]
async fn containers_are_searched_in_the_old_engines_words() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("77")).await;
    let path = format!("{REPO}/top_containers/search?q=77");
    let answer = until(&admin, &path, |answer| answer["response"]["numFound"] == 1).await;
    assert_eq!(answer["response"]["docs"][0]["uri"], container);
    assert_eq!(answer["response"]["start"], 0);
}

#[tokio::test]
async fn published_records_are_counted_by_type_and_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut home = admin.get(REPO).await.ok();
    home["publish"] = json!(true);
    admin.post(REPO, &home).await.ok();
    for publish in [true, true, false] {
        let mut body = accession(&format!("{publish}{}", uuid::Uuid::new_v4().simple()));
        body["publish"] = json!(publish);
        admin.create(ACCESSIONS, &body).await;
    }
    let path = "/search/record_types_by_repository?record_types[]=accession&record_types[]=resource";
    let expected = json!({ "accession": 2, "resource": 0 });
    until(&admin, path, |counts| counts[REPO] == expected).await;
    assert_eq!(admin.get(&format!("{path}&repo_uri={REPO}")).await.ok(), expected);
}

/// The session, the rights and the index's manifest come in one call; what was read of the index is not read again.
#[tokio::test]
async fn a_search_costs_one_call_and_reads_the_index_once() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..5 {
        admin.create(ACCESSIONS, &accession(&format!("tansy {number}"))).await;
    }
    until_found(&admin, &in_repository("q=tansy"), 5).await;
    let again = admin.get(&in_repository("q=tansy&facet[]=primary_type")).await;
    again.ok();
    assert_eq!(again.usage().dynamodb, 1);
    assert_eq!(s3_of(&again), (0, 0));
    assert!(again.usage().read_units <= 6.0, "{:?}", again.usage());
    assert!(objects(&fonds).await.len() <= 12);
}

#[tokio::test]
async fn a_cursor_is_for_one_search_and_one_caller() {
    let fonds = Fonds::start().await;
    let (admin, archivist, reader) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    for number in 0..5 {
        admin.create(ACCESSIONS, &accession(&format!("yarrow {number}"))).await;
    }
    let path = |query: &str, cursor: &str| in_repository(&format!("page_size=2&cursor={cursor}&q={query}"));
    let (mut found, mut cursor) = (vec![], String::new());
    until_found(&archivist, &in_repository("q=yarrow"), 5).await;
    loop {
        let page = archivist.get(&path("yarrow", &cursor)).await.ok();
        found.extend(uris(&page));
        match page.get("cursor") {
            Some(next) => next.as_str().unwrap().clone_into(&mut cursor),
            None => break,
        }
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 5);
    assert_eq!(archivist.get(&path("yarrow", &cursor)).await.status, 200);
    let refusal = "The cursor does not belong to this search";
    assert_eq!(reader.get(&path("yarrow", &cursor)).await.error(400), refusal);
    assert_eq!(archivist.get(&path("yarrow*", &cursor)).await.error(400), refusal);
    assert_eq!(archivist.get(&path("yarrow&type[]=accession", &cursor)).await.error(400), refusal);
    let changed: Vec<String> = (0..cursor.len())
        .map(|place| {
            let mut letters: Vec<char> = cursor.chars().collect();
            letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
            letters.into_iter().collect()
        })
        .collect();
    for cursor in changed.iter().take(cursor.len() - 1).map(String::as_str).chain(["x", "AAAA", "%00", "%C3%A9"]) {
        assert_eq!(archivist.get(&path("yarrow", cursor)).await.error(400), refusal, "{cursor}");
    }
}

/// As many identifiers as the original took, in a body; and a phrase with a stop word, which was found nowhere.
#[tokio::test]
async fn long_lists_and_phrases_are_looked_for() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("burdock");
    body["content_description"] = json!("minutes of the board of trustees");
    let uri = admin.create(ACCESSIONS, &body).await;
    until_found(&admin, &in_repository("q=burdock"), 1).await;
    let mut ids: Vec<String> = (0..1_023).map(|number| format!("\"{ACCESSIONS}/{}\"", 1_000_000 + number)).collect();
    ids.push(format!("\"{uri}\""));
    let list = format!("id:({})", ids.join(" OR "));
    for name in ["q", "filter_query[]"] {
        let found = admin.form(&format!("{REPO}/search"), &[("page", "1"), (name, &list)]).await.ok();
        assert_eq!(uris(&found), std::slice::from_ref(&uri), "{name}");
    }
    let phrase = admin.get(&in_repository("q=%22board%20of%20trustees%22")).await.ok();
    assert_eq!(uris(&phrase), [uri]);
}

/// Hits were lost when others deleted some between the pages.
#[tokio::test]
async fn a_walk_misses_nothing_while_others_delete() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut made = vec![];
    for number in 0..20 {
        let mut body = accession(&format!("tormentil {number}"));
        body["content_description"] = json!("tormentil ".repeat(number % 5));
        made.push(admin.create(ACCESSIONS, &body).await);
    }
    until_found(&admin, &in_repository("q=tormentil"), 20).await;
    let page = |cursor: &str| in_repository(&format!("q=tormentil&page_size=4&cursor={cursor}"));
    let first = admin.get(&page("")).await.ok();
    let (gone, stay): (Vec<_>, Vec<_>) = made.iter().enumerate().partition(|(number, _)| number % 2 == 0);
    for (_, uri) in gone {
        admin.delete(uri).await.ok();
    }
    until_found(&admin, &in_repository("q=tormentil"), 10).await;
    let (mut found, mut cursor) = (uris(&first), first["cursor"].as_str().map(str::to_owned));
    while let Some(after) = cursor {
        let next = admin.get(&page(&after)).await.ok();
        found.extend(uris(&next));
        cursor = next["cursor"].as_str().map(str::to_owned);
    }
    let lost: Vec<_> = stay.into_iter().filter(|(_, uri)| found.iter().filter(|hit| hit == uri).count() != 1).collect();
    assert!(lost.is_empty(), "{lost:?} of {found:?}");
}

#[tokio::test]
async fn a_spreadsheet_runs_nothing_of_a_table() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("melissa");
    body["title"] = json!("=HYPERLINK(\"http://x\")");
    admin.create(ACCESSIONS, &body).await;
    until_found(&admin, &in_repository("q=melissa"), 1).await;
    let table = admin.get(&in_repository("q=melissa&dt=csv&fields[]=title&fields[]=identifier")).await;
    assert_eq!(table.text().lines().nth(1), Some("\"'=HYPERLINK(\"\"http://x\"\")\",melissa"));
}

#[tokio::test]
async fn jobs_are_found_as_they_are() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let job = json!({ "job": { "jsonmodel_type": "import_job", "import_type": "ead_xml", "filenames": ["a.xml"] } });
    let uri = admin.post(&format!("{REPO}/jobs"), &job).await.ok()["uri"].as_str().unwrap().to_owned();
    let page = until_found(&admin, &in_repository("type[]=job&filter_query[]=status:failed"), 1).await;
    assert_eq!(uris(&page), [uri]);
    assert_eq!(
        (&page["results"][0]["job_type"], &page["results"][0]["owner"]),
        (&json!("import_job"), &json!("admin"))
    );
}
