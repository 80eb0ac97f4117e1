//! Creating records of every type, several clients at once.

use std::sync::Arc;

use serde_json::json;
use tests::Caller;
use tests::catalogue::Catalogue;

use crate::load::{CLIENTS, run};
use crate::row;

/// Records of each type.
const RECORDS: usize = 400;

/// Types whose records take a hash of a password, or a dozen groups: fewer do.
const DEAR: [&str; 2] = ["user", "repository"];

/// On an archive whose first repository there is.
pub(crate) async fn measure(admin: &Caller) {
    let catalogue = Arc::new(Catalogue::fill(admin).await);
    for kind in catalogue.kinds.iter().filter(|kind| !kind.has_room_for_one()) {
        let count = if DEAR.contains(&kind.row.name) { RECORDS / 10 } else { RECORDS };
        let mut rates = vec![];
        for size in ["small", "full"] {
            let (catalogue, kind, admin) = (Arc::clone(&catalogue), kind.clone(), admin.clone());
            let created = run(CLIENTS, count, move |number| {
                let name = kind.row.name;
                // No two agents of any kind share an authority record.
                let tag = format!("{}{size}{number}", name.replace('_', ""));
                let full = size == "full";
                let body = if full { catalogue.samples.full(name, &tag) } else { catalogue.samples.small(name, &tag) };
                let (path, admin) = (kind.create.clone(), admin.clone());
                async move {
                    admin.create(&path, &body).await;
                }
            });
            let created = created.await;
            rates.push((created.rate, created.percentile(50)));
        }
        row(
            &format!("create a {}, {CLIENTS} clients", kind.row.name),
            &format!("{:.0}/s", rates[0].0),
            &format!("p50 {:.2} ms; with everything in it {:.0}/s, {:.2} ms", rates[0].1, rates[1].0, rates[1].1),
        );
    }
}

/// The repository that the catalogue's records are made in.
pub(crate) async fn prepare(admin: &Caller) {
    admin.create("/repositories", &json!({ "repo_code": "MAIN", "name": "Main" })).await;
}
