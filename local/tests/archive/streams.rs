//! What consumers are told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use local::{Consumer, Data, Refusal, Stores};
use serde_json::Value;

use crate::clients::{dynamodb, put};
use crate::fresh_folder;

/// The partition keys a consumer was told of, in order.
type Told = Arc<Mutex<Vec<String>>>;

fn keys(event: &str) -> Vec<String> {
    let event: Value = serde_json::from_str(event).unwrap();
    let records = event["Records"].as_array().unwrap();
    records.iter().map(|record| record["dynamodb"]["Keys"]["pk"]["S"].as_str().unwrap().to_owned()).collect()
}

/// A consumer that takes everything but batches with this key in them.
fn consumer(told: &Told, poison: &'static str) -> Consumer {
    let told = Arc::clone(told);
    Consumer::new("test", move |event| {
        let keys = keys(&event);
        let poisoned = keys.iter().any(|key| key == poison);
        if !poisoned {
            told.lock().unwrap().extend(keys);
        }
        async move { if poisoned { Err(Refusal::Failed("poison".to_owned())) } else { Ok(()) } }
    })
}

async fn wait_for(told: &Told, last: &str) -> Vec<String> {
    for _ in 0..400 {
        if told.lock().unwrap().iter().any(|key| key == last) {
            return told.lock().unwrap().clone();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never told of {last}: {told:?}");
}

#[tokio::test]
async fn a_restart_goes_on_where_it_stopped() {
    let data = Data::Folder(fresh_folder());
    let told = Told::default();
    let mut stores = Stores::start(&data).await.unwrap();
    stores.follow(vec![consumer(&told, "")]);
    put(&dynamodb(&stores.endpoints.dynamodb), "/a").await;
    wait_for(&told, "/a").await;
    stores.stop().await;

    let mut stores = Stores::start(&data).await.unwrap();
    put(&dynamodb(&stores.endpoints.dynamodb), "/b").await;
    stores.follow(vec![consumer(&told, "")]);
    assert_eq!(wait_for(&told, "/b").await, ["/a", "/b"]);
    stores.stop().await;
}

#[tokio::test]
async fn a_record_that_cannot_be_taken_is_set_aside_and_the_rest_goes_on() {
    let folder = fresh_folder();
    let told = Told::default();
    let mut stores = Stores::start(&Data::Folder(folder.clone())).await.unwrap();
    let client = dynamodb(&stores.endpoints.dynamodb);
    for key in ["/a", "/poison", "/b", "/c"] {
        put(&client, key).await;
    }
    stores.follow(vec![consumer(&told, "/poison")]);
    assert_eq!(wait_for(&told, "/c").await, ["/a", "/b", "/c"]);
    stores.stop().await;
    let aside = std::fs::read_to_string(folder.join("stream/test.set-aside.jsonl")).unwrap();
    assert_eq!(aside.lines().count(), 1);
    assert!(aside.contains("/poison"));
}

#[tokio::test]
async fn a_consumer_that_is_not_there_is_waited_for() {
    let told = Told::default();
    let refusals = Arc::new(Mutex::new(2));
    let mut stores = Stores::start(&Data::Temporary).await.unwrap();
    let (seen, left) = (Arc::clone(&told), Arc::clone(&refusals));
    stores.follow(vec![Consumer::new("late", move |event| {
        let mut left = left.lock().unwrap();
        let there = *left == 0;
        if there {
            seen.lock().unwrap().extend(keys(&event));
        } else {
            *left -= 1;
        }
        async move { if there { Ok(()) } else { Err(Refusal::Unreachable("not yet".to_owned())) } }
    })]);
    put(&dynamodb(&stores.endpoints.dynamodb), "/a").await;
    assert_eq!(wait_for(&told, "/a").await, ["/a"]);
}
