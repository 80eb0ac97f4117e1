//! What nobody may read directly is read no other way: marks are put into records, and every route that reads is asked for
//! them, with everything resolved, by those who may not see them.

use std::collections::BTreeSet;

use api::params::Kind as ParamKind;
use api::{Dialect, Endpoint, Param};
use http::Method;
use records::record_type::Scope;
use records::schema;
use serde_json::{Value, json};
use tests::Caller;

use super::request::Filling;
use crate::harness::{Fonds, REPO, bodies};
use tests::catalogue::{Catalogue, Kind};

/// A text that stands in every text of the records that are looked for.
const MARK: &str = "geheim";

/// Every property of every schema that may hold a reference, as `resolve[]`, in two levels.
fn everything_resolved() -> String {
    let mut names = BTreeSet::new();
    for name in schema::names() {
        for property in &schema::find(name).unwrap().properties {
            note(property, &mut names);
        }
    }
    let first = names.iter().map(|name| format!("resolve[]={name}"));
    let second = ["linked_records", "top_container", "resource", "repository", "linked_instances", "collection"];
    let second = second.iter().flat_map(|outer| {
        ["linked_agents", "ancestors", "resource", "linked_events", "top_container"]
            .map(|inner| format!("resolve[]={outer}::{inner}"))
    });
    first.chain(second).collect::<Vec<_>>().join("&")
}

fn note(property: &schema::Property, names: &mut BTreeSet<String>) {
    let refers = match &property.kind {
        schema::Kind::Reference(_) => true,
        schema::Kind::Array(item) => matches!(
            item.kind,
            schema::Kind::Reference(_) | schema::Kind::Record(_) | schema::Kind::OneOf(_) | schema::Kind::Uri(_)
        ),
        _ => false,
    };
    if refers {
        names.insert(property.name.clone());
    }
}

/// Every route that reads, as a path with these numbers, in each way that it can be asked.
fn readings(endpoint: &Endpoint, catalogue: &Catalogue, repository: u64, number: u64) -> Vec<String> {
    let filling = Filling { repository, number, text: MARK, samples: &catalogue.samples };
    let is_asked = |param: &&Param| param.kind == ParamKind::Strings || param.name == "q";
    let optional = endpoint.params.iter().filter(|param| param.optional).filter(is_asked);
    // Those that find records by what these say; an identifier of several parts is sent as a list.
    // What counts are asked for is said again in the answer.
    let found_by = optional.filter(|param| !["resolve", "facet"].contains(&param.name.as_str()));
    let found_by = found_by.map(|param| match param.name.as_str() {
        "q" => format!("q={MARK}"),
        "identifier" => format!("identifier[]=[%22{MARK}%22]"),
        name => format!("{name}[]={MARK}"),
    });
    let all = everything_resolved();
    let mut paths: Vec<String> = found_by.map(|by| filling.path(endpoint, &format!("{by}&{all}"))).collect();
    paths.push(filling.path(endpoint, &all));
    if endpoint.paginated {
        paths.push(filling.path(endpoint, &format!("id_set={number}&{all}")));
        paths.push(filling.path(endpoint, &format!("page_size=250&sort_field=create_time&{all}")));
        paths.push(filling.path(endpoint, &format!("modified_since=1&{all}")));
    }
    paths
}

/// Asks every route that reads; what shows the mark.
async fn crawl(caller: &Caller, catalogue: &Catalogue, repositories: &[u64], numbers: &[u64]) -> (usize, Vec<String>) {
    let (mut asked, mut shown) = (0, vec![]);
    for endpoint in local::wiring::endpoints() {
        if endpoint.method != Method::GET
            || endpoint.dialect != Dialect::ArchivesSpace
            || endpoint.path.ends_with("/logout")
        {
            continue;
        }
        let mut paths = BTreeSet::new();
        for repository in repositories {
            for number in numbers {
                paths.extend(readings(&endpoint, catalogue, *repository, *number));
            }
        }
        for path in paths {
            asked += 1;
            let answer = caller.get(&path).await;
            assert!(answer.status < 500, "{path}: {}", answer.text());
            if answer.status == 200 && answer.text().contains(MARK) {
                shown.push(path.split("resolve").next().unwrap_or_default().to_owned());
            }
        }
    }
    (asked, shown)
}

/// Records of every type of a repository that bear the mark; their numbers.
async fn hide(admin: &Caller, catalogue: &Catalogue, wanted: impl Fn(&Kind) -> bool) -> Vec<String> {
    let mut uris = vec![];
    for kind in catalogue.kinds.iter().filter(|kind| wanted(kind)) {
        catalogue.make_room(admin, kind).await;
        uris.push(kind.create(admin, &catalogue.samples.full(kind.row.name, MARK)).await);
    }
    uris
}

fn numbers(uris: &[String]) -> Vec<u64> {
    let numbers: BTreeSet<u64> = uris.iter().map(|uri| uri.rsplit('/').next().unwrap().parse().unwrap()).collect();
    numbers.into_iter().collect()
}

#[tokio::test]
async fn another_repositorys_records_are_read_through_no_route() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    let inside = |kind: &Kind| kind.row.scope == Scope::Repository;
    let uris = hide(&admin, &catalogue, inside).await;
    let numbers = numbers(&uris);
    fonds.index_everything().await;
    // That the mark is there to be found: who may see it does.
    let (_, shown) = crawl(&admin, &catalogue, &[2], &numbers).await;
    assert!(shown.len() > 60, "{shown:#?}");
    let outsider = fonds.outsider().await;
    for stranger in [fonds.anonymous(), outsider] {
        let (asked, shown) = crawl(&stranger, &catalogue, &[2, 3], &numbers).await;
        assert!(asked > 400, "{asked}");
        assert!(shown.iter().all(|path| is_everybodys(path)), "{shown:#?}");
    }
}

/// Data entry templates and preferences are open to all in the original; and terms, which records bring with them, are
/// records that belong to no repository.
fn is_everybodys(path: &str) -> bool {
    let is_open = path.starts_with("/terms") || path.starts_with("/vocabularies");
    is_open
        || ["rde_templates", "preferences", "current_preferences"].iter().any(|name| {
            path.strip_prefix(REPO).and_then(|rest| rest.strip_prefix('/')).is_some_and(|rest| rest.starts_with(name))
        })
}

#[tokio::test]
async fn suppressed_records_are_read_through_no_route() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    let endpoints = local::wiring::endpoints();
    let suppressible = |kind: &Kind| {
        let path = format!("{}/suppressed", api::generic::item_path(kind.row));
        endpoints.iter().any(|endpoint| endpoint.path == path)
    };
    let uris = hide(&admin, &catalogue, suppressible).await;
    assert!(uris.len() >= 5, "{uris:?}");
    // What can be seen from outside of them: records that they refer to, and some that refer to them.
    let near = |name: &str| catalogue.samples.uri(name).unwrap();
    for uri in uris.iter().filter(|uri| uri.contains("/accessions/") || uri.contains("/archival_objects/")) {
        admin.create(&format!("{REPO}/events"), &bodies::event(near("agent_person"), uri)).await;
        let assessment = json!({
            "records": [{ "ref": uri }], "surveyed_by": [{ "ref": near("agent_person") }], "survey_begin": "2020-01-01",
        });
        admin.create(&format!("{REPO}/assessments"), &assessment).await;
    }
    for uri in &uris {
        admin.form(&format!("{uri}/suppressed"), &[("suppressed", "true")]).await.ok();
    }
    fonds.index_everything().await;
    let all: Vec<u64> = (1..=4).collect();
    let (_, shown) = crawl(&admin, &catalogue, &[2], &all).await;
    assert!(shown.len() > 20, "{shown:#?}");
    for caller in [fonds.reader().await, fonds.archivist().await] {
        let (_, shown) = crawl(&caller, &catalogue, &[2], &all).await;
        assert!(shown.iter().all(|path| is_everybodys(path)), "{shown:#?}");
    }
}

#[tokio::test]
async fn nothing_of_another_repository_is_changed_by_a_batch() {
    let fonds = Fonds::start().await;
    let (admin, outsider) = (fonds.admin().await, fonds.outsider().await);
    let container = admin.create(&format!("{REPO}/top_containers"), &bodies::top_container("1")).await;
    let before = admin.get(&container).await.ok();
    let profile = json!({ "name": "p", "extent_dimension": "width", "dimension_units": "inches", "depth": "1", "width": "1", "height": "1" });
    let profile = admin.create("/container_profiles", &profile).await;
    let shelf = admin.create("/locations", &bodies::location("East")).await;
    let own = outsider.create("/repositories/3/top_containers", &bodies::top_container("2")).await;
    let bulk = |what: &str| format!("/repositories/3/top_containers/bulk/{what}");
    let batch = |what: &str, more: &str| format!("/repositories/3/top_containers/batch/{what}?ids[]=1&{more}");
    let by_uri: [(&str, Value); 3] =
        [("barcodes", json!("b1")), ("indicators", json!("99")), ("locations", json!(shelf))];
    for (what, value) in by_uri {
        for body in [json!({ &container: &value }), json!({ &own: &value, &container: &value })] {
            let answer = outsider.post(&bulk(what), &body).await;
            assert!((400..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
        }
    }
    for path in [
        batch("ils_holding_id", "ils_holding_id=x"),
        batch("container_profile", &format!("container_profile_uri={profile}")),
        batch("location", &format!("location_uri={shelf}")),
    ] {
        outsider.post(&path, &json!({})).await;
    }
    assert_eq!(admin.get(&container).await.ok(), before);
}

#[tokio::test]
async fn references_into_another_repository_are_refused_in_every_type() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let (admin, outsider) = (fonds.admin().await, fonds.outsider().await);
    let mut tried = 0;
    for kind in catalogue.kinds.iter().filter(|kind| kind.row.scope == Scope::Repository) {
        let body = catalogue.samples.full(kind.row.name, MARK);
        if !body.to_string().contains(&format!("\"{REPO}/")) {
            continue;
        }
        tried += 1;
        // The administrator may do everything, but not this.
        for caller in [&outsider, &admin] {
            let answer = caller.post(&kind.create.replace(REPO, "/repositories/3"), &body).await;
            assert!([400, 403].contains(&answer.status), "{}: {} {}", kind.row.name, answer.status, answer.text());
        }
    }
    assert!(tried >= 8, "{tried}");
}
