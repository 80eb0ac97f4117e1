//! Many writers in one tree at the same moment.

use std::sync::atomic::Ordering;

use futures_util::future::join_all;
use serde_json::json;
use tests::Caller;

use super::{add, census, component, plant};
use crate::harness::faults::Plan;
use crate::harness::{Fonds, REPO};

/// Numbers that differ from writer to writer, and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A refusal that the tree as it is then explains; anything else is a failure.
#[track_caller]
fn expect_or_refused(answer: &tests::Response, may_fail: bool) {
    let statuses: &[u16] = if may_fail { &[200, 400, 404, 409, 503] } else { &[200, 400, 404, 409] };
    assert!(statuses.contains(&answer.status), "{}: {}", answer.status, answer.text());
}

async fn write(caller: &Caller, root: &str, nodes: &[String], mut dice: Dice, may_fail: bool) {
    let node = |dice: &mut Dice| nodes[dice.roll(nodes.len())].clone();
    let number = |uri: &str| uri.rsplit('/').next().unwrap().to_owned();
    for round in 0..25 {
        match dice.roll(11) {
            0..5 => {
                let (moved, parent, position) = (node(&mut dice), number(&node(&mut dice)), dice.roll(12).to_string());
                let mut fields = vec![("position", position.as_str())];
                if dice.roll(4) > 0 {
                    fields.push(("parent", parent.as_str()));
                }
                expect_or_refused(&caller.form(&format!("{moved}/parent"), &fields).await, may_fail);
            }
            5 => {
                let (target, one, other) = (node(&mut dice), node(&mut dice), node(&mut dice));
                let fields = [("children[]", one.as_str()), ("children[]", other.as_str()), ("position", "1")];
                expect_or_refused(&caller.form(&format!("{target}/accept_children"), &fields).await, may_fail);
            }
            6 => {
                let parent = node(&mut dice);
                let mut body = component(root, Some(&parent), &format!("new {round}"));
                body["position"] = json!(dice.roll(4));
                expect_or_refused(&caller.post(&format!("{REPO}/archival_objects"), &body).await, may_fail);
            }
            7 => {
                let parent = node(&mut dice);
                let children: Vec<_> =
                    (0..3).map(|number| component(root, None, &format!("{round} {number}"))).collect();
                let body = json!({ "jsonmodel_type": "archival_record_children", "children": children });
                expect_or_refused(&caller.post(&format!("{parent}/children"), &body).await, may_fail);
            }
            8 => {
                let uri = node(&mut dice);
                let read = caller.get(&uri).await;
                expect_or_refused(&read, may_fail);
                if read.status == 200 {
                    let mut body = read.json();
                    body["publish"] = json!(dice.roll(2) == 0);
                    body["position"] = json!(dice.roll(5));
                    expect_or_refused(&caller.post(&uri, &body).await, may_fail);
                }
            }
            9 => {
                let (uri, suppressed) = (node(&mut dice), if dice.roll(3) == 0 { "true" } else { "false" });
                let answer = caller.form(&format!("{uri}/suppressed"), &[("suppressed", suppressed)]).await;
                expect_or_refused(&answer, may_fail);
            }
            // A few only, or nothing is left.
            _ if round % 8 == 0 => expect_or_refused(&caller.delete(&node(&mut dice)).await, may_fail),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_writers_leave_a_whole_tree() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    let mut nodes = vec![];
    for number in 0..40 {
        let parent = nodes.get(number / 4).cloned().filter(|_| number > 3);
        nodes.push(add(&admin, &root, parent.as_deref(), &format!("{number}")).await);
    }
    let collection = format!("{REPO}/archival_objects");
    census::check(&fonds.store, &root, &collection).await;
    for round in 0..2_u64 {
        join_all((0..8).map(|writer| write(&admin, &root, &nodes, Dice(writer + 8 * round + 1), false))).await;
        census::check(&fonds.store, &root, &collection).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_behind_one_another_lose_nobody() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    let writers = (0..8).map(|writer| {
        let (archivist, root, series) = (&archivist, &root, &series);
        async move {
            for number in 0..30 {
                add(archivist, root, Some(series), &format!("{writer} {number}")).await;
            }
        }
    });
    join_all(writers).await;
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    let titles = &orders[&super::number(&series)];
    assert_eq!(titles.len(), 240);
    for writer in 0..8 {
        // Each writer's own follow each other in the order in which they were acknowledged.
        let own: Vec<&String> = titles.iter().filter(|title| title.starts_with(&format!("{writer} "))).collect();
        let expected: Vec<String> = (0..30).map(|number| format!("{writer} {number}")).collect();
        assert_eq!(own, expected.iter().collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_move_below_each_other_make_no_circle() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let number = |uri: &str| uri.rsplit('/').next().unwrap().to_owned();
    for round in 0..10 {
        let one = add(&archivist, &root, None, &format!("one {round}")).await;
        let below_one = add(&archivist, &root, Some(&one), "below").await;
        let other = add(&archivist, &root, None, &format!("other {round}")).await;
        let below_other = add(&archivist, &root, Some(&other), "below").await;
        let (under_one, under_other) = (number(&below_one), number(&below_other));
        let (first_path, second_path) = (format!("{one}/parent"), format!("{other}/parent"));
        let first_fields = [("parent", under_other.as_str()), ("position", "0")];
        let second_fields = [("parent", under_one.as_str()), ("position", "0")];
        let (first, second) =
            tokio::join!(archivist.form(&first_path, &first_fields), archivist.form(&second_path, &second_fields),);
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", first.text(), second.text());
    }
    census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tree_is_whole_after_bad_days() {
    let plan = Plan { errors: 5, throttled: 5, lost: 8, unprocessed: 10, conflicts: 10, delayed: 0, refused: 0 };
    let (fonds, faults) = Fonds::faulty(plan).await;
    let admin = fonds.admin().await;
    let body = crate::harness::bodies::resource("A");
    let root = loop {
        let answer = admin.post(&format!("{REPO}/resources"), &body).await;
        match answer.status {
            200 => break answer.ok()["uri"].as_str().unwrap().to_owned(),
            // A create whose answer was lost met itself.
            400 => break format!("{REPO}/resources/1"),
            _ => {}
        }
    };
    for number in 0..20 {
        let parent = (number > 3).then(|| format!("{REPO}/archival_objects/{}", number / 4));
        let body = component(&root, parent.as_deref(), &format!("{number}"));
        expect_or_refused(&admin.post(&format!("{REPO}/archival_objects"), &body).await, true);
    }
    let nodes: Vec<String> = (1..20).map(|number| format!("{REPO}/archival_objects/{number}")).collect();
    join_all((0..3).map(|writer| write(&admin, &root, &nodes, Dice(writer + 100), true))).await;
    assert!(faults.injected.load(Ordering::Relaxed) > 10, "nothing went wrong");
    census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
}
