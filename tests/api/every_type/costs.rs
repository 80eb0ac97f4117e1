//! What requests for one record and for a page cost, for every type: with little in a record and with everything that it can say,
//! links included.

use std::time::Duration;

use http::Method;
use records::tree::of_component;
use serde_json::{Value, json};
use tests::{Caller, Response};

use crate::harness::Fonds;
use tests::catalogue::{Catalogue, Kind};

/// Calls to DynamoDB that a step may take.
const CALLS: [(&str, u32); 6] = [("create", 2), ("read", 1), ("resolve", 1), ("update", 2), ("list", 4), ("delete", 2)];

/// Where more is needed, how much more, and why.
const MORE: [(&str, &str, u32, &str); 6] = [
    ("top_container", "read", 1, "shows the records in it, and what these are parts of"),
    ("top_container", "resolve", 1, "the same"),
    ("top_container", "list", 1, "the same"),
    ("job", "delete", 2, "its log goes with it"),
    ("user", "delete", 4, "ends its sessions, and leaves its groups"),
    ("repository", "delete", 40, "takes its groups along"),
];

/// The same for components of trees.
const PLACED: [(&str, u32, &str); 3] = [
    ("read", 1, "shows what is above it, and its place among its siblings"),
    ("resolve", 2, "the same, for it and for what it names"),
    ("delete", 1, "its record tells where it is listed, and where its children would be"),
];

/// The whole tree, where a root names it: the root, the cards, and the containers on them.
const TREE: u32 = 3;

/// Read units of the steps: a body of up to 4 KB is one unit, read consistently.
const READ_UNITS: f64 = 6.0;

fn allowed(kind: &Kind, step: &str) -> u32 {
    let more = MORE.iter().find(|(name, excepted, ..)| *name == kind.row.name && *excepted == step);
    let placed = PLACED.iter().filter(|(name, ..)| of_component(kind.row.name).is_some() && *name == step);
    let more = more.map_or(0, |(.., more, _)| *more) + placed.map(|(_, more, _)| more).sum::<u32>();
    CALLS.iter().find(|(name, _)| *name == step).unwrap().1 + more
}

/// Every property that holds a reference anywhere in a shown record, and how many records these name.
fn references(shown: &Value, found: &mut (Vec<String>, u32)) {
    match shown {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(object) => {
            for (name, nested) in object {
                let items = nested.as_array().map_or(std::slice::from_ref(nested), Vec::as_slice);
                let named = items.iter().filter(|item| item["ref"].is_string()).count();
                if named > 0 {
                    found.0.push(format!("resolve[]={name}"));
                    found.1 += u32::try_from(named).unwrap();
                }
                references(nested, found);
            }
        }
        _ => {}
    }
}

struct Bill<'a> {
    kind: &'a Kind,
    size: &'static str,
}

impl Bill<'_> {
    #[track_caller]
    fn check(&self, step: &str, answer: &Response, more: u32) {
        let calls = answer.usage().dynamodb;
        let allowed = allowed(self.kind, step) + more;
        assert!(calls <= allowed, "{step} of a {} {}: {calls} calls, not {allowed}", self.size, self.kind.row.name);
        assert_eq!(answer.usage().s3, 0, "{step} of {}", self.kind.row.name);
    }
}

/// Waits until the archive has written a record for the last time: a deletion that meets it takes a few calls more.
async fn settle(admin: &Caller, uri: &str) {
    for _ in 0..400 {
        if !["queued", "running"].contains(&admin.get(uri).await.ok()["status"].as_str().unwrap()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{uri} goes on");
}

async fn live(admin: &Caller, kind: &Kind, size: &'static str, mut body: Value) {
    let bill = Bill { kind, size };
    let created = admin.post(&kind.create, &body).await;
    let uri = created.ok()["uri"].as_str().unwrap().to_owned();
    bill.check("create", &created, 0);
    if kind.reads() {
        let read = admin.get(&uri).await;
        let shown = read.ok();
        bill.check("read", &read, 0);
        assert!(read.usage().read_units <= READ_UNITS, "{uri}: {:?}", read.usage());
        let mut named = (vec![], 0);
        references(&shown, &mut named);
        let resolved = admin.get(&format!("{uri}?{}", named.0.join("&"))).await;
        resolved.ok();
        // One level; what is embedded may have neighbours to be shown with, in two rounds at most. Links to it are read for a moment
        // after one of them was cut, until its hints are narrowed.
        let tree = if shown["tree"]["ref"].is_string() { TREE } else { 0 };
        bill.check("resolve", &resolved, named.1.div_ceil(100) + 3 + tree);
    }
    if kind.updates() {
        body["lock_version"] = json!(0);
        let updated = admin.post(&uri, &body).await;
        updated.ok();
        bill.check("update", &updated, 0);
    }
    if kind.lists() {
        let page = admin.get(&format!("{}?page=1&page_size=100", kind.collection)).await;
        page.ok();
        bill.check("list", &page, 0);
    }
    if kind.goes_on() {
        settle(admin, &uri).await;
    }
    if kind.deletes() {
        let deleted = admin.send(Method::DELETE, &uri, &[], "").await;
        deleted.ok();
        bill.check("delete", &deleted, 0);
    }
}

#[tokio::test]
async fn each_step_of_every_types_life_has_its_price() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    for kind in &catalogue.kinds {
        catalogue.make_room(&admin, kind).await;
        live(&admin, kind, "small", catalogue.small(kind, "price")).await;
        live(&admin, kind, "full", catalogue.samples.full(kind.row.name, "highprice")).await;
    }
}
