//! The jobs API.

use serde_json::{Value, json};

use super::counting::{Counting, begin, run, wait_for};
use crate::harness::{Fonds, REPO};

const JOBS: &str = "/repositories/2/jobs";

fn import() -> Value {
    json!({ "job": { "jsonmodel_type": "import_job", "import_type": "ead_xml", "filenames": ["a.xml"] } })
}

#[tokio::test]
async fn a_job_that_nobody_can_do_fails_and_says_so() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let answer = admin.post(JOBS, &import()).await.ok();
    assert_eq!(answer["status"], "Created");
    let job = answer["uri"].as_str().unwrap();
    let shown = wait_for(&admin, job, "failed").await;
    assert_eq!(shown["job_type"], "import_job");
    assert_eq!(shown["job"]["filenames"], json!(["a.xml"]));
    assert_eq!(shown["owner"], "admin");
    assert_eq!(shown["has_modified_records"], false);
    let log = admin.get(&format!("{job}/log")).await;
    assert_eq!(log.text(), "Failed: This archive has no runner for jobs of type import_job\n");
    assert!(log.header("content-type").starts_with("text/plain"));
    assert_eq!(admin.get(&format!("{job}/records?page=1")).await.ok()["total"], 0);
    assert_eq!(admin.get(&format!("{job}/output_files")).await.ok(), json!([]));
}

#[tokio::test]
async fn jobs_are_refused_by_type_right_and_content() {
    let fonds = Fonds::start().await;
    let (admin, archivist, reader) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    let of_type = |name: &str| json!({ "job": { "jsonmodel_type": name } });
    assert_eq!(admin.post(JOBS, &of_type("nope")).await.error(404), "No runner found for nope");
    assert_eq!(admin.post(JOBS, &json!({})).await.error(404), "No runner found for ");
    let missing = admin.post(JOBS, &of_type("import_job")).await.error(400);
    assert_eq!(missing["filenames"], json!(["Property is required but was missing"]));
    reader.post(JOBS, &import()).await.error(403);
    assert_eq!(archivist.post(JOBS, &of_type("generate_slugs_job")).await.error(403), "Access denied");
    archivist.post(JOBS, &of_type("trim_whitespace_job")).await.ok();
    archivist.post("/repositories/9/jobs", &import()).await.error(400);
}

#[tokio::test]
async fn files_are_kept_with_their_job() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("{REPO}/jobs_with_files");
    let bytes = b"<ead/>".as_slice();
    let files = [("files[]", "a.xml", "text/xml", bytes), ("files[]", "b.xml", "text/xml", bytes)];
    let job = import().to_string();
    let missing = admin.multipart(&path, &[], &[]).await.error(400);
    assert_eq!(missing["job"], json!(["Parameter required but no value provided"]));
    assert_eq!(missing["files"], json!(["Parameter required but no value provided"]));
    let answer = admin.multipart(&path, &[("job", &job)], &files).await.ok();
    let uri = answer["uri"].as_str().unwrap();
    assert_eq!(admin.get(&format!("{uri}/output_files")).await.ok(), json!([1, 2]));
    let file = admin.get(&format!("{uri}/output_files/2")).await;
    assert_eq!(file.body, bytes);
    assert!(file.header("content-disposition").starts_with("attachment"));
    admin.get(&format!("{uri}/output_files/3")).await.error(404);
    let other = admin.multipart(&path, &[("job", &job)], &files[..1]).await.ok();
    let other = other["uri"].as_str().unwrap();
    wait_for(&admin, uri, "failed").await;
    admin.delete(uri).await.ok();
    admin.get(uri).await.error(404);
    assert_eq!(admin.get(&format!("{other}/output_files/1")).await.body, bytes);
    wait_for(&admin, other, "failed").await;
    admin.delete(other).await.ok();
    assert_eq!(admin.get(&format!("{JOBS}?all_ids=true")).await.ok(), json!([]));
}

#[tokio::test]
async fn lists_are_ordered_by_status_and_by_end() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    // Completed 1, failed 2, cancelled 3, queued 4 and 5.
    begin(&fonds, Counting::to(1)).await.unwrap();
    run(&fonds, 5000).await;
    fonds.clock.advance(2);
    begin(&fonds, Counting { fails_at: Some(0), ..Counting::to(1) }).await.unwrap();
    run(&fonds, 5000).await;
    fonds.clock.advance(2);
    begin(&fonds, Counting::to(1)).await.unwrap();
    admin.post(&format!("{JOBS}/3/cancel"), &Value::Null).await.ok();
    begin(&fonds, Counting::to(1)).await.unwrap();
    begin(&fonds, Counting { target: "/subjects/1".to_owned(), ..Counting::to(1) }).await.unwrap();

    let ids = async |query: &str| admin.get(&format!("{JOBS}{query}")).await.ok();
    assert_eq!(ids("?all_ids=true").await, json!([3, 1, 2, 4, 5]));
    assert_eq!(ids("/archived?all_ids=true").await, json!([3, 2, 1]));
    let uris = |listed: &Value| -> Vec<String> {
        listed.as_array().unwrap().iter().map(|job| job["uri"].as_str().unwrap().replace(JOBS, "")).collect()
    };
    assert_eq!(uris(&ids("/active").await), ["/4", "/5"]);
    let page = ids("?page=2&page_size=2").await;
    assert_eq!((uris(&page["results"]), &page["total"]), (vec!["/2".to_owned(), "/4".to_owned()], &json!(5)));
    let page = ids("/archived?page=2&page_size=2").await;
    assert_eq!(
        (uris(&page["results"]), &page["total"], &page["last_page"]),
        (vec!["/1".to_owned()], &json!(3), &json!(2))
    );
    assert_eq!(uris(&ids("?id_set=5,3").await), ["/3", "/5"]);
}

#[tokio::test]
async fn jobs_belong_to_those_who_may_see_the_repository() {
    let fonds = Fonds::start().await;
    begin(&fonds, Counting::to(1)).await.unwrap();
    let (reader, outsider) = (fonds.reader().await, fonds.outsider().await);
    reader.get(&format!("{JOBS}/1")).await.ok();
    reader.post(&format!("{JOBS}/1/cancel"), &Value::Null).await.error(403);
    reader.delete(&format!("{JOBS}/1")).await.error(403);
    for path in ["", "/log", "/output_files", "/records?page=1"] {
        outsider.get(&format!("{JOBS}/1{path}")).await.error(403);
    }
    // A job of another repository is not found under this one.
    fonds.admin().await.get("/repositories/3/jobs/1").await.error(404);
}

#[tokio::test]
async fn asking_how_a_job_goes_is_one_call() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    begin(&fonds, Counting::to(1)).await.unwrap();
    assert_eq!(reader.get(&format!("{JOBS}/1")).await.usage().dynamodb, 1);
    run(&fonds, 5000).await;
    assert_eq!(reader.get(&format!("{JOBS}/1")).await.usage().dynamodb, 1);
    assert_eq!(reader.get(&format!("{JOBS}/1/log")).await.usage().dynamodb, 2);
    let page = reader.get(&format!("{JOBS}?page=1")).await.usage().dynamodb;
    assert!(page <= 4, "{page}");
    let asked = fonds.admin().await.post(JOBS, &import()).await.usage().dynamodb;
    assert_eq!(asked, 2);
}
