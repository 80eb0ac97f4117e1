//! The embedded stores without the archive: the least that any of its requests can cost.

use std::collections::HashMap;
use std::path::Path;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem};

use crate::load::{CLIENTS, Measured, run};
use crate::process::Running;

const READS: usize = 4000;
const WRITES: usize = 2000;

/// Batches of three items, and transactions of five: what reading and creating a record need.
pub(crate) struct Raw {
    pub(crate) read_alone: Measured,
    pub(crate) read: Measured,
    pub(crate) write: Measured,
}

pub(crate) async fn measure(fonds: &Path) -> Raw {
    let data = std::env::temp_dir().join(format!("fonds-bench-raw-{}", std::process::id()));
    let stores = Running::start(fonds, &["stores"], &data);
    let client = client(&stores);
    let table = stores.value("FONDS_TABLE").to_owned();
    let (writer, into) = (client.clone(), table.clone());
    let write = run(CLIENTS, WRITES, move |number| transact(writer.clone(), into.clone(), number)).await;
    let (reader, from) = (client.clone(), table.clone());
    let read_alone = run(1, READS / 4, move |number| get(reader.clone(), from.clone(), number)).await;
    let read = run(CLIENTS, READS, move |number| get(client.clone(), table.clone(), number)).await;
    drop(stores);
    let _ = std::fs::remove_dir_all(data);
    Raw { read_alone, read, write }
}

fn client(stores: &Running) -> Client {
    let (key, secret) = (stores.value("AWS_ACCESS_KEY_ID"), stores.value("AWS_SECRET_ACCESS_KEY"));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(stores.value("AWS_ENDPOINT_URL_DYNAMODB"))
        .credentials_provider(Credentials::from_keys(key, secret, None))
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

fn key(number: usize, part: usize) -> HashMap<String, AttributeValue> {
    let text = |text: String| AttributeValue::S(text);
    HashMap::from([("pk".to_owned(), text(format!("/raw/{number}"))), ("sk".to_owned(), text(format!("part{part}")))])
}

async fn transact(client: Client, table: String, number: usize) {
    let items = (0..5).map(|part| {
        let body = AttributeValue::B(Blob::new(vec![b'x'; if part == 0 { 500 } else { 20 }]));
        let put = Put::builder().table_name(&table).set_item(Some(key(number, part))).item("b", body);
        let put = put.condition_expression("attribute_not_exists(pk)").build().unwrap();
        TransactWriteItem::builder().put(put).build()
    });
    client.transact_write_items().set_transact_items(Some(items.collect())).send().await.unwrap();
}

async fn get(client: Client, table: String, number: usize) {
    let keys = (0..3).map(|part| key(number % WRITES, part)).collect();
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build().unwrap();
    let answer = client.batch_get_item().request_items(&table, wanted).send().await.unwrap();
    assert_eq!(answer.responses.unwrap()[&table].len(), 3);
}
