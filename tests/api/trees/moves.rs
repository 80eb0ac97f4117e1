//! Moving components: where they arrive, and what is refused.

use serde_json::{Value, json};
use tests::Caller;

use super::{add, census, grow, number, plant, relocate};
use crate::harness::{Fonds, REPO};

async fn order(fonds: &Fonds, root: &str, parent: u64) -> String {
    let orders = census::check(&fonds.store, root, &format!("{REPO}/archival_objects")).await;
    orders.get(&parent).map(|titles| titles.join(" ")).unwrap_or_default()
}

/// A root with children `0` to `4`; their URIs.
async fn five(caller: &Caller) -> (String, Vec<String>) {
    let root = plant(caller, "A").await;
    let mut children = vec![];
    for number in 0..5 {
        children.push(add(caller, &root, None, &format!("{number}")).await);
    }
    (root, children)
}

#[tokio::test]
async fn a_component_arrives_where_it_was_sent() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let (root, children) = five(&archivist).await;
    let moves = [
        (0, 2, "1 2 0 3 4"),
        (0, 0, "0 1 2 3 4"),
        (4, 0, "4 0 1 2 3"),
        (4, 99, "0 1 2 3 4"),
        (3, 3, "0 1 2 3 4"),
        (3, 4, "0 1 2 4 3"),
        (3, 3, "0 1 2 3 4"),
    ];
    for (child, position, expected) in moves {
        relocate(&archivist, &children[child], None, position).await;
        assert_eq!(order(&fonds, &root, 0).await, expected, "{child} to {position}");
    }
    relocate(&archivist, &children[1], Some(&children[0]), 0).await;
    relocate(&archivist, &children[2], Some(&children[0]), 0).await;
    assert_eq!(order(&fonds, &root, 0).await, "0 3 4");
    assert_eq!(order(&fonds, &root, number(&children[0])).await, "2 1");
    // Before the beginning is the beginning.
    archivist.form(&format!("{}/parent", children[4]), &[("position", "-3")]).await.ok();
    assert_eq!(order(&fonds, &root, 0).await, "4 0 3");
    assert_eq!(archivist.get(&children[2]).await.ok()["lock_version"], 0, "a move is no new version");
}

#[tokio::test]
async fn an_update_moves_among_siblings_only() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let (root, children) = five(&archivist).await;
    let mut body = archivist.get(&children[3]).await.ok();
    body["position"] = json!(0);
    body["title"] = json!("third");
    assert_eq!(archivist.post(&children[3], &body).await.ok()["lock_version"], 1);
    assert_eq!(order(&fonds, &root, 0).await, "third 0 1 2 4");
    // The same place, said again.
    let body = archivist.get(&children[3]).await.ok();
    archivist.post(&children[3], &body).await.ok();
    assert_eq!(order(&fonds, &root, 0).await, "third 0 1 2 4");
    // Another parent in the same tree takes a move.
    let mut body = archivist.get(&children[4]).await.ok();
    body["parent"] = json!({ "ref": children[0] });
    body.as_object_mut().unwrap().remove("position");
    archivist.post(&children[4], &body).await.ok();
    assert_eq!(order(&fonds, &root, 0).await, "third 0 1 2 4");
    // A version that is not the current one is refused, whatever else is asked.
    archivist.post(&children[4], &body).await.error(409);
}

#[tokio::test]
async fn an_update_may_name_another_tree() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let (root, children) = five(&archivist).await;
    let other = plant(&archivist, "B").await;
    let there = add(&archivist, &other, None, "there").await;
    let below = add(&archivist, &root, Some(&children[2]), "below").await;
    add(&archivist, &root, Some(&below), "deeper").await;
    for (child, parent) in [(&children[0], None), (&children[2], Some(&there))] {
        let mut body = archivist.get(child).await.ok();
        body["resource"] = json!({ "ref": other });
        body.as_object_mut().unwrap().remove("position");
        if let Some(parent) = parent {
            body["parent"] = json!({ "ref": parent });
        }
        archivist.post(child, &body).await.ok();
    }
    assert_eq!(order(&fonds, &root, 0).await, "1 3 4");
    assert_eq!(order(&fonds, &other, 0).await, "there 0");
    assert_eq!(order(&fonds, &other, number(&there)).await, "2");
    assert_eq!(order(&fonds, &other, number(&below)).await, "deeper");
    assert_eq!(archivist.get(&below).await.ok()["parent"]["ref"], children[2]);
    assert_eq!(archivist.get(&below).await.ok()["resource"]["ref"], other);
    // A parent that stays behind.
    let mut body = archivist.get(&children[1]).await.ok();
    body["resource"] = json!({ "ref": other });
    body["parent"] = json!({ "ref": children[3] });
    archivist.post(&children[1], &body).await.error(400);
}

#[tokio::test]
async fn children_are_accepted_side_by_side() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let (root, children) = five(&archivist).await;
    let accept = async |target: &str, taken: &[usize], position: &str| {
        let fields = taken.iter().map(|child| ("children[]", children[*child].as_str()));
        let fields: Vec<_> = fields.chain([("position", position)]).collect();
        archivist.form(&format!("{target}/accept_children"), &fields).await
    };
    accept(&root, &[4, 1], "1").await.ok();
    assert_eq!(order(&fonds, &root, 0).await, "0 4 1 2 3");
    accept(&children[0], &[3, 1], "0").await.ok();
    assert_eq!(order(&fonds, &root, number(&children[0])).await, "3 1");
    accept(&children[0], &[2, 3], "1").await.ok();
    assert_eq!(order(&fonds, &root, number(&children[0])).await, "1 2 3");
    // A parent and its child, both to the top.
    accept(&root, &[0, 1, 3], "0").await.ok();
    assert_eq!(order(&fonds, &root, 0).await, "0 1 3 4");
    assert_eq!(order(&fonds, &root, number(&children[0])).await, "2");
    let text = accept(&children[2], &[0], "0").await.error(409);
    assert_eq!(text, "Can't make a parent into its own child");
    accept(&children[2], &[2], "0").await.error(409);
    accept(&children[2], &[], "0").await.error(400);
    assert_eq!(order(&fonds, &root, 0).await, "0 1 3 4");
}

#[tokio::test]
async fn a_hundred_children_are_handed_over() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    grow(&archivist, &root, None, 0..100, |_, _| {}).await;
    let first = number(&series) + 1;
    let uris: Vec<String> =
        (0..100).rev().map(|number| format!("{REPO}/archival_objects/{}", first + number)).collect();
    let fields = uris.iter().map(|uri| ("children[]", uri.as_str()));
    let fields: Vec<_> = fields.chain([("position", "0")]).collect();
    archivist.form(&format!("{series}/accept_children"), &fields).await.ok();
    let expected: Vec<String> = (0..100).rev().map(|number| format!("{number}")).collect();
    assert_eq!(order(&fonds, &root, number(&series)).await, expected.join(" "));
    assert_eq!(order(&fonds, &root, 0).await, "Series");
}

#[tokio::test]
async fn what_makes_no_tree_is_refused() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let (root, children) = five(&archivist).await;
    let below = add(&archivist, &root, Some(&children[0]), "below").await;
    let other_root = plant(&archivist, "B").await;
    let stranger = add(&archivist, &other_root, None, "stranger").await;
    let before = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    let send = async |uri: &str, parent: &str, position: &str| {
        archivist.form(&format!("{uri}/parent"), &[("parent", parent), ("position", position)]).await.status
    };
    let id = |uri: &str| number(uri).to_string();
    assert_eq!(send(&children[0], &id(&below), "0").await, 409);
    assert_eq!(send(&children[0], &id(&children[0]), "0").await, 409);
    for parent in ["999999", "-1", "0", "x", "18446744073709551616", &id(&stranger)] {
        assert_eq!(send(&children[1], parent, "0").await, 400, "parent {parent}");
    }
    for position in ["x", "", "99999999999999999999"] {
        assert_eq!(send(&children[1], &id(&children[0]), position).await, 400, "position {position}");
    }
    assert_eq!(archivist.form(&format!("{}/parent", children[1]), &[]).await.status, 400);
    assert_eq!(send(&format!("{REPO}/archival_objects/999999"), "1", "0").await, 404);
    let many: Vec<String> = (0..1200).map(|number| format!("{REPO}/archival_objects/{}", number + 50_000)).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|uri| ("children[]", uri.as_str())).collect();
    let lists: [(&[(&str, &str)], u16); 6] = [
        (&[("children[]", stranger.as_str())], 400),
        (&[("children[]", "/repositories/3/archival_objects/1")], 400),
        (&[("children[]", root.as_str())], 400),
        (&[("children[]", "nonsense")], 400),
        (&[("children[]", children[1].as_str()), ("children[]", "/repositories/2/archival_objects/999999")], 404),
        (&many, 400),
    ];
    for (list, status) in lists {
        let fields: Vec<_> = list.iter().copied().chain([("position", "0")]).collect();
        let answer = archivist.form(&format!("{}/accept_children", children[0]), &fields).await;
        assert_eq!(answer.status, status, "{:?}: {}", list.first(), answer.text());
    }
    let after = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    assert_eq!(before, after);
}

#[tokio::test]
async fn terms_differ_among_their_siblings_wherever_they_move() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let classification = json!({ "jsonmodel_type": "classification", "identifier": "C", "title": "Functions" });
    let root = admin.create(&format!("{REPO}/classifications"), &classification).await;
    let term = async |parent: Option<&str>, identifier: &str| {
        let mut body = json!({
            "jsonmodel_type": "classification_term", "identifier": identifier, "title": identifier,
            "classification": { "ref": root },
        });
        if let Some(parent) = parent {
            body["parent"] = json!({ "ref": parent });
        }
        admin.post(&format!("{REPO}/classification_terms"), &body).await
    };
    let uri = |answer: tests::Response| answer.ok()["uri"].as_str().unwrap().to_owned();
    let upper = uri(term(None, "a").await);
    let lower = uri(term(Some(&upper), "b").await);
    term(Some(&upper), "b").await.error(400);
    let same = uri(term(None, "b").await);
    let to_upper = [("parent", upper.rsplit('/').next().unwrap()), ("position", "0")];
    admin.form(&format!("{same}/parent"), &to_upper).await.error(400);
    admin.form(&format!("{lower}/parent"), &[("position", "0")]).await.error(400);
    admin.delete(&lower).await.ok();
    admin.form(&format!("{same}/parent"), &to_upper).await.ok();
    // The place that it left is free.
    term(None, "b").await.ok();
    term(Some(&upper), "b").await.error(400);
    census::check(&fonds.store, &root, &format!("{REPO}/classification_terms")).await;
}

#[tokio::test]
async fn what_a_term_shares_with_a_sibling_is_told_before_what_it_refers_to() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let classification = json!({ "jsonmodel_type": "classification", "identifier": "C", "title": "Functions" });
    let root = admin.create(&format!("{REPO}/classifications"), &classification).await;
    let term = |parent: Option<&str>, identifier: &str| {
        let mut body = json!({
            "jsonmodel_type": "classification_term", "identifier": identifier, "title": identifier,
            "classification": { "ref": root },
        });
        if let Some(parent) = parent {
            body["parent"] = json!({ "ref": parent });
        }
        body
    };
    let terms = format!("{REPO}/classification_terms");
    let upper = admin.create(&terms, &term(None, "a")).await;
    admin.create(&terms, &term(Some(&upper), "b")).await;
    let refused = async |mut body: Value| {
        body["creator"] = json!({ "ref": "/agents/people/99999" });
        admin.post(&terms, &body).await.error(400).to_string()
    };
    let missing = "Can't relate to non-existent record: /agents/people/99999";
    assert!(refused(term(Some(&upper), "b")).await.contains("must be unique to its level in the tree"));
    // The one who has it stands at another level.
    assert!(refused(term(Some(&upper), "a")).await.contains(missing));
    assert!(refused(term(None, "b")).await.contains(missing));
}

#[tokio::test]
async fn who_may_not_write_moves_nothing() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let reader = fonds.reader().await;
    let (root, children) = five(&archivist).await;
    reader.form(&format!("{}/parent", children[0]), &[("position", "3")]).await.error(403);
    let fields = [("children[]", children[1].as_str()), ("position", "0")];
    reader.form(&format!("{}/accept_children", children[0]), &fields).await.error(403);
    let body =
        json!({ "jsonmodel_type": "archival_record_children", "children": [super::component(&root, None, "x")] });
    reader.post(&format!("{root}/children"), &body).await.error(403);
    assert_eq!(order(&fonds, &root, 0).await, "0 1 2 3 4");
}

#[tokio::test]
async fn a_leaf_that_fills_up_in_the_middle_is_split() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    let mut expected = vec!["first".to_owned(), "last".to_owned()];
    for title in ["first", "last"] {
        add(&admin, &root, None, title).await;
    }
    for number in 0..300 {
        let title = format!("{number}");
        let mut body = super::component(&root, None, &title);
        body["position"] = json!(1);
        body["publish"] = json!(number % 3 == 0);
        admin.create(&format!("{REPO}/archival_objects"), &body).await;
        expected.insert(1, title);
    }
    assert_eq!(order(&fonds, &root, 0).await, expected.join(" "));
    let leaves = fonds.store.census(&root).await.unwrap().leaves;
    assert!(leaves.len() > 2, "{} leaves", leaves.len());
    assert!(leaves.iter().all(|(_, _, spots)| spots.len() <= 129), "a leaf was not split");
}

#[tokio::test]
async fn what_everybody_sees_is_counted() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (root, children) = five(&admin).await;
    let counts = async || {
        let shown = admin.get(&format!("{root}/tree/root?published_only=true")).await.ok();
        order(&fonds, &root, 0).await;
        shown["child_count"].as_u64().unwrap()
    };
    assert_eq!(counts().await, 5);
    let suppress = async |uri: &str, suppressed: &str| {
        admin.form(&format!("{uri}/suppressed"), &[("suppressed", suppressed)]).await.ok();
    };
    suppress(&children[2], "true").await;
    assert_eq!(counts().await, 4);
    let mut body = admin.get(&children[1]).await.ok();
    body["publish"] = json!(false);
    admin.post(&children[1], &body).await.ok();
    assert_eq!(counts().await, 3);
    // A move takes along whether it counts.
    relocate(&admin, &children[1], Some(&children[0]), 0).await;
    relocate(&admin, &children[3], Some(&children[0]), 0).await;
    assert_eq!(counts().await, 2);
    suppress(&children[2], "false").await;
    assert_eq!(counts().await, 3);
    admin.delete(&children[0]).await.ok();
    assert_eq!(counts().await, 2);
}
