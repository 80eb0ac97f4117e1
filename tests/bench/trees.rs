//! Trees of up to 100,000 components in four levels: built through the API, read, rearranged, and published as a whole.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Caller, http_client};

use crate::load::{CLIENTS, Measured, run};
use crate::process::Running;
use crate::row;

/// Components below one parent at the lowest level, and in one request.
const BATCH: usize = 100;

/// Nodes of the upper levels: so many below each other one.
const WIDE: usize = 10;

/// Children of one parent, in the widest tree.
const SIBLINGS: usize = 20_000;

const READS: usize = 300;
const MOVES: usize = 400;
const OBJECTS: &str = "/repositories/2/archival_objects";

/// On an archive of its own: what is left in memory by others would blur the figure of publishing.
pub(crate) async fn measure(fonds: &Path) {
    let data = std::env::temp_dir().join(format!("fonds-bench-trees-{}", std::process::id()));
    let archive = Running::start(fonds, &[], &data);
    let base_url = archive.said.last().unwrap().strip_prefix("ready ").unwrap().to_owned();
    let admin = Caller::anonymous(http_client(), &base_url).log_in("admin", "admin").await;
    admin.create("/repositories", &json!({ "repo_code": "TREES", "name": "Trees" })).await;
    for size in [1000, 10_000, 100_000] {
        let tree = build(&admin, size).await;
        read(&admin, &tree, size).await;
        rearrange(&admin, &tree, size).await;
        if size == 100_000 {
            publish(&admin, &tree, &archive).await;
        }
    }
    siblings(&admin).await;
    drop(archive);
    let _ = std::fs::remove_dir_all(data);
}

/// A resource, and the parents at its third level.
struct Tree {
    root: String,
    files: Vec<String>,
}

async fn build(admin: &Caller, size: usize) -> Tree {
    let root = admin.create("/repositories/2/resources", &resource(&size.to_string())).await;
    let files = size / BATCH;
    let middle = (files / WIDE).clamp(1, WIDE);
    let series = grow(admin, &root, vec![root.clone()], WIDE).await.0;
    let subseries = grow(admin, &root, series, middle).await.0;
    let files = grow(admin, &root, subseries, files / WIDE / middle).await.0;
    let began = Instant::now();
    let (_, filled) = grow(admin, &root, files.clone(), BATCH).await;
    let rate = f64::from(u32::try_from(size).unwrap()) / began.elapsed().as_secs_f64();
    row(
        &format!("{size} components, {BATCH} a request, {CLIENTS} clients"),
        &format!("{rate:.0}/s"),
        &format!("goal 500/s; a request {}", time(&filled)),
    );
    Tree { root, files }
}

/// Gives every one of these parents so many children, and returns all of them.
async fn grow(admin: &Caller, root: &str, parents: Vec<String>, count: usize) -> (Vec<String>, Measured) {
    let (caller, shared, tree) = (admin.clone(), parents.clone(), root.to_owned());
    let grown = run(CLIENTS, parents.len(), move |number| {
        let (caller, parent) = (caller.clone(), shared[number].clone());
        let body = components(&tree, count);
        async move {
            caller.post(&format!("{parent}/children"), &body).await.ok();
        }
    })
    .await;
    let mut children = vec![];
    if count < BATCH {
        for parent in &parents {
            let node = if parent == root { String::new() } else { format!("&parent_node={parent}") };
            let page = admin.get(&format!("{root}/tree/waypoint?offset=0{node}")).await.ok();
            let uris = page.as_array().unwrap().iter().map(|child| child["uri"].as_str().unwrap().to_owned());
            children.extend(uris);
        }
    }
    (children, grown)
}

async fn read(admin: &Caller, tree: &Tree, size: usize) {
    let node = &tree.files[tree.files.len() / 2];
    let root = &tree.root;
    for (name, path) in [
        ("root", format!("{root}/tree/root")),
        ("waypoint", format!("{root}/tree/waypoint?offset=0&parent_node={node}")),
        ("node", format!("{root}/tree/node?node_uri={node}")),
        ("component", node.clone()),
    ] {
        timed(admin, &format!("{name}, tree of {size}"), &path).await;
    }
    let began = Instant::now();
    let all = admin.get(&format!("{root}/ordered_records")).await;
    let count = all.ok()["uris"].as_array().map_or(0, Vec::len);
    let usage = all.usage();
    row(
        &format!("ordered_records, tree of {size}"),
        &format!("{:.0} ms", milliseconds(began)),
        &format!("{count} published, {} calls, {} read units", usage.dynamodb, usage.read_units),
    );
}

async fn timed(admin: &Caller, what: &str, path: &str) {
    let usage = admin.get(path).await.usage();
    let (caller, asked) = (admin.clone(), path.to_owned());
    let measured = run(1, READS, move |_| {
        let (caller, path) = (caller.clone(), asked.clone());
        async move {
            assert_eq!(caller.get(&path).await.status, 200);
        }
    })
    .await;
    row(what, &time(&measured), &format!("{} calls, {} read units", usage.dynamodb, usage.read_units));
}

/// Components change places from one file to another, several clients at once.
async fn rearrange(admin: &Caller, tree: &Tree, size: usize) {
    let (last, page) = (tree.files.last().unwrap(), tree.files.first().unwrap());
    let path = format!("{}/tree/waypoint?offset=0&parent_node={page}", tree.root);
    let children = admin.get(&path).await.ok();
    let movable: Vec<String> =
        children.as_array().unwrap().iter().map(|child| child["uri"].as_str().unwrap().to_owned()).collect();
    let number = |uri: &str| uri.rsplit('/').next().unwrap().to_owned();
    let targets = [number(last), number(page)];
    let first = move_to(admin, &movable[0], &targets[0]).await;
    let caller = admin.clone();
    let count = movable.len();
    let moved = run(CLIENTS, MOVES, move |turn| {
        let (caller, component) = (caller.clone(), movable[turn % count].clone());
        let target = targets[(turn / count) % 2].clone();
        async move {
            move_to(&caller, &component, &target).await;
        }
    })
    .await;
    let beside = format!("{}; {} calls, {} write units each", time(&moved), first.dynamodb, first.write_units);
    row(&format!("moves between two parents, tree of {size}"), &format!("{:.0}/s", moved.rate), &beside);
}

async fn move_to(caller: &Caller, component: &str, parent: &str) -> tests::Usage {
    let moved = caller.form(&format!("{component}/parent"), &[("parent", parent), ("position", "3")]).await;
    moved.ok();
    moved.usage()
}

/// Publishes the whole tree, and waits for the job that does it.
async fn publish(admin: &Caller, tree: &Tree, archive: &Running) {
    let (before, _) = archive.memory();
    let began = Instant::now();
    let answer = admin.post(&format!("{}/publish", tree.root), &Value::Null).await.ok();
    let answered = milliseconds(began);
    let mut most = before;
    if let Some(job) = answer["job"].as_str() {
        while !["completed", "failed"].contains(&admin.get(job).await.ok()["status"].as_str().unwrap()) {
            most = most.max(archive.memory().0);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(admin.get(job).await.ok()["status"], "completed");
    }
    let all = admin.get(&format!("{}/ordered_records", tree.root)).await.ok();
    let published = all["uris"].as_array().map_or(0, Vec::len);
    row(
        &format!("publish a tree, {published} records"),
        &format!("{:.1} s", milliseconds(began) / 1000.0),
        &format!("answered after {answered:.0} ms; {most:.0} MB in memory at most, {before:.0} before; goal 128 MB"),
    );
}

/// One parent with very many children.
async fn siblings(admin: &Caller) {
    let root = admin.create("/repositories/2/resources", &resource("siblings")).await;
    let parent = admin.create(OBJECTS, &component(&root, "Series")).await;
    let parents = vec![parent.clone(); SIBLINGS / BATCH];
    let began = Instant::now();
    let body = components(&root, BATCH);
    for parent in parents {
        admin.post(&format!("{parent}/children"), &body).await.ok();
    }
    let rate = f64::from(u32::try_from(SIBLINGS).unwrap()) / began.elapsed().as_secs_f64();
    row(&format!("{SIBLINGS} children of one parent, one client"), &format!("{rate:.0}/s"), "");
    for offset in [0, SIBLINGS / 400, SIBLINGS / 200 - 1] {
        let path = format!("{root}/tree/waypoint?offset={offset}&parent_node={parent}");
        timed(admin, &format!("waypoint {offset} of {}", SIBLINGS / 200), &path).await;
    }
    let children = admin.get(&format!("{root}/tree/waypoint?offset=50&parent_node={parent}")).await.ok();
    timed(admin, &format!("component among {SIBLINGS}"), children[0]["uri"].as_str().unwrap()).await;
    let number = parent.rsplit('/').next().unwrap();
    let usage = move_to(admin, children[1]["uri"].as_str().unwrap(), number).await;
    row(
        &format!("a move among {SIBLINGS}"),
        &format!("{} calls", usage.dynamodb),
        &format!("{} write units", usage.write_units),
    );
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn time(measured: &Measured) -> String {
    format!("{:.2}/{:.1} ms p50/99", measured.percentile(50), measured.percentile(99))
}

/// A resource that nothing is published of yet.
fn resource(identifier: &str) -> Value {
    json!({
        "jsonmodel_type": "resource",
        "id_0": identifier,
        "title": format!("Finding aid, {identifier}"),
        "level": "collection",
        "finding_aid_language": "eng",
        "finding_aid_script": "Latn",
        "lang_materials": [{ "language_and_script": { "language": "eng", "script": "Latn" } }],
        "extents": [{ "portion": "whole", "number": "5.5", "extent_type": "linear_feet" }],
        "dates": [{ "date_type": "inclusive", "label": "creation", "begin": "1899", "end": "1901" }],
    })
}

/// A component of a resource.
fn component(resource: &str, title: &str) -> Value {
    json!({
        "jsonmodel_type": "archival_object",
        "title": title,
        "level": "file",
        "resource": { "ref": resource },
        "dates": [{ "date_type": "single", "label": "creation", "begin": "1899" }],
    })
}

/// The body that gives a node so many children.
fn components(resource: &str, count: usize) -> Value {
    let children: Vec<Value> = (0..count).map(|number| component(resource, &format!("Letter {number}"))).collect();
    json!({ "jsonmodel_type": "archival_record_children", "children": children })
}
