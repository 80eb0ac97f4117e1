//! The program, killed in the middle of long operations.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Caller, http_client};

use crate::fresh_folder;

/// A running archive whose requests wait for nothing, and somebody who may do everything.
struct Running {
    child: Child,
    admin: Caller,
    folder: PathBuf,
}

impl Running {
    async fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fonds"))
            .env("DATA", folder)
            .env("PORT", "0")
            .env("FONDS_PATIENCE", "0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        let url = ready.strip_prefix("ready ").unwrap();
        let admin = Caller::anonymous(http_client(), url).log_in("admin", "admin").await;
        Self { child, admin, folder: folder.to_owned() }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Kills it three times while a job goes on, each time after it came further; the job when it is over.
    async fn survive(&mut self, job: &str) -> Value {
        let mut done = 0;
        for _ in 0..3 {
            let shown = self.wait(job, |shown| shown["progress"]["done"].as_u64() > Some(done)).await;
            done = shown["progress"]["done"].as_u64().unwrap_or_else(|| panic!("over too soon: {shown}"));
            self.kill();
            *self = Self::start(&self.folder).await;
        }
        self.wait(job, |shown| shown["status"] == "completed").await
    }

    /// Waits until a job is as wanted, or over.
    async fn wait(&self, job: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..6000 {
            let shown = self.admin.get(job).await.ok();
            if wanted(&shown) || !["queued", "running"].contains(&shown["status"].as_str().unwrap()) {
                return shown;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{}", self.admin.get(job).await.text());
    }

    /// How often harvesters are told of each deleted record.
    async fn told(&self) -> BTreeMap<String, usize> {
        let mut told = BTreeMap::new();
        for page in 1.. {
            let feed = self.admin.get(&format!("/delete-feed?page={page}&page_size=250")).await.ok();
            for uri in feed["results"].as_array().unwrap() {
                *told.entry(uri.as_str().unwrap().to_owned()).or_insert(0) += 1;
            }
            if feed["last_page"].as_u64() <= Some(page) {
                break;
            }
        }
        told
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[tokio::test]
async fn a_batch_delete_survives_kills() {
    let mut archive = Running::start(&fresh_folder()).await;
    archive.admin.create("/repositories", &json!({ "repo_code": "MAIN", "name": "Main" })).await;
    let mut uris = vec![];
    for number in 0..240 {
        let accession = json!({ "id_0": number.to_string(), "title": "Papers" });
        uris.push(archive.admin.create("/repositories/2/accessions", &accession).await);
    }
    let fields: Vec<(&str, &str)> = uris.iter().map(|uri| ("record_uris[]", uri.as_str())).collect();
    let answer = archive.admin.form("/batch_delete", &fields).await.ok();
    let job = archive.survive(answer["job"].as_str().unwrap()).await;
    assert_eq!(job["result"]["results"].as_array().unwrap().len(), uris.len());
    for uri in &uris {
        archive.admin.get(uri).await.error(404);
    }
    assert_eq!(archive.told().await, uris.into_iter().map(|uri| (uri, 1)).collect());
    assert_eq!(archive.admin.get("/repositories/2/accessions?all_ids=true").await.ok(), json!([]));
}

/// The tree of a resource, as everybody sees it: no position is doubled or left out, counts are what they count, and every component
/// is published.
async fn check_tree(admin: &Caller, root: &str, components: &[String]) {
    let mut met: Vec<String> = vec![];
    let mut parents = vec![(String::new(), admin.get(&format!("{root}/tree/root?published_only=true")).await.ok())];
    while let Some((parent, node)) = parents.pop() {
        let count = usize::try_from(node["child_count"].as_u64().unwrap()).unwrap();
        let mut here = 0;
        for offset in 0..count.div_ceil(200) {
            let node = if parent.is_empty() { String::new() } else { format!("&parent_node={parent}") };
            let page = admin.get(&format!("{root}/tree/waypoint?published_only=true&offset={offset}{node}")).await.ok();
            for entry in page.as_array().unwrap() {
                assert_eq!(entry["position"], here, "{entry}");
                here += 1;
                let uri = entry["uri"].as_str().unwrap().to_owned();
                if entry["child_count"] != 0 {
                    parents.push((uri.clone(), entry.clone()));
                }
                met.push(uri);
            }
        }
        assert_eq!(here, count, "below {parent}");
    }
    met.sort();
    assert_eq!(met, components);
    for uri in components {
        assert_eq!(admin.get(uri).await.ok()["publish"], true, "{uri}");
    }
}

#[tokio::test]
async fn what_is_done_to_trees_survives_kills() {
    let mut archive = Running::start(&fresh_folder()).await;
    archive.admin.create("/repositories", &json!({ "repo_code": "MAIN", "name": "Main" })).await;
    let resource = json!({
        "title": "Records", "id_0": "1", "level": "collection", "finding_aid_language": "eng",
        "finding_aid_script": "Latn", "lang_materials": [{ "language_and_script": { "language": "eng" } }],
        "extents": [{ "portion": "whole", "number": "1", "extent_type": "cassettes" }],
        "dates": [{ "label": "creation", "date_type": "single", "begin": "1900" }],
    });
    let root = archive.admin.create("/repositories/2/resources", &resource).await;
    let component = json!({ "title": "File", "level": "file", "resource": { "ref": root }, "publish": false });
    let children = json!({ "jsonmodel_type": "archival_record_children", "children": vec![component; 60] });
    let all = "/repositories/2/archival_objects?all_ids=true";
    let uri = |number: &Value| format!("/repositories/2/archival_objects/{number}");
    archive.admin.post(&format!("{root}/children"), &children).await.ok();
    for parent in archive.admin.get(all).await.ok().as_array().unwrap().iter().take(6) {
        archive.admin.post(&format!("{}/children", uri(parent)), &children).await.ok();
    }
    let mut components: Vec<String> = archive.admin.get(all).await.ok().as_array().unwrap().iter().map(uri).collect();
    components.sort();

    let answer = archive.admin.form(&format!("{root}/publish"), &[]).await.ok();
    let job = archive.survive(answer["job"].as_str().unwrap()).await;
    assert_eq!(job["status"], "completed");
    check_tree(&archive.admin, &root, &components).await;

    let answer = archive.admin.delete(&root).await.ok();
    let job = archive.survive(answer["job"].as_str().unwrap()).await;
    assert_eq!(job["status"], "completed");
    archive.admin.get(&root).await.error(404);
    assert_eq!(archive.admin.get(all).await.ok(), json!([]));
    components.push(root);
    assert_eq!(archive.told().await, components.into_iter().map(|uri| (uri, 1)).collect());
}
