//! The SDK, pointed at embedded stores.

use std::collections::HashMap;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use local::{ACCESS_KEY, SECRET_KEY, TABLE};

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn dynamodb(endpoint: &str) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .region(aws_sdk_dynamodb::config::Region::new(local::REGION))
        .credentials_provider(Credentials::from_keys(ACCESS_KEY, SECRET_KEY, None))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint)
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

pub(crate) fn s3(endpoint: &str, secret_key: &str) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .region(aws_sdk_s3::config::Region::new(local::REGION))
        .credentials_provider(Credentials::from_keys(ACCESS_KEY, secret_key, None))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint)
        .force_path_style(true)
        .build();
    aws_sdk_s3::Client::from_conf(config)
}

pub(crate) fn key(pk: &str) -> Item {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text("record"))])
}

pub(crate) async fn put(client: &aws_sdk_dynamodb::Client, pk: &str) {
    client.put_item().table_name(TABLE).set_item(Some(key(pk))).send().await.unwrap();
}

pub(crate) async fn is_there(client: &aws_sdk_dynamodb::Client, pk: &str) -> bool {
    let read = client.get_item().table_name(TABLE).set_key(Some(key(pk))).consistent_read(true);
    read.send().await.unwrap().item.is_some()
}

/// A write that fails when the item is there already.
pub(crate) fn creation(pk: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name(TABLE)
        .set_item(Some(key(pk)))
        .condition_expression("attribute_not_exists(pk)")
        .build()
        .unwrap();
    TransactWriteItem::builder().put(put).build()
}
