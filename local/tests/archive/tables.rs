//! The embedded DynamoDB.

use local::{Data, Stores, TABLE};

use crate::clients::{creation, dynamodb, is_there, put};
use crate::fresh_folder;

#[tokio::test]
async fn the_table_is_what_the_definition_says() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = dynamodb(&stores.endpoints.dynamodb);
    let table = client.describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();
    let stream = table.stream_specification.unwrap();
    assert!(stream.stream_enabled);
    assert_eq!(table.global_secondary_indexes.unwrap()[0].index_name.as_deref(), Some("changed"));
    let expiry = client.describe_time_to_live().table_name(TABLE).send().await.unwrap();
    let expiry = expiry.time_to_live_description.unwrap();
    assert_eq!(expiry.attribute_name.as_deref(), Some("expires"));
    stores.stop().await;
}

#[tokio::test]
async fn a_second_start_finds_what_the_first_wrote() {
    let data = Data::Folder(fresh_folder());
    let stores = Stores::start(&data).await.unwrap();
    put(&dynamodb(&stores.endpoints.dynamodb), "/a").await;
    stores.stop().await;
    let stores = Stores::start(&data).await.unwrap();
    let client = dynamodb(&stores.endpoints.dynamodb);
    assert!(is_there(&client, "/a").await);
    assert!(!is_there(&client, "/b").await);
    stores.stop().await;
}

#[tokio::test]
async fn temporary_archives_share_nothing() {
    let first = Stores::start(&Data::Temporary).await.unwrap();
    let second = Stores::start(&Data::Temporary).await.unwrap();
    put(&dynamodb(&first.endpoints.dynamodb), "/a").await;
    assert!(!is_there(&dynamodb(&second.endpoints.dynamodb), "/a").await);
}

#[tokio::test]
async fn a_repeated_transaction_is_carried_out_once() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = dynamodb(&stores.endpoints.dynamodb);
    let create = |token: &str, pk: &str| {
        client.transact_write_items().transact_items(creation(pk)).client_request_token(token).send()
    };
    create("first", "/a").await.unwrap();
    create("first", "/a").await.unwrap();
    let other = create("first", "/b").await.unwrap_err().into_service_error();
    assert!(other.is_idempotent_parameter_mismatch_exception());
    let again = create("second", "/a").await.unwrap_err().into_service_error();
    assert!(again.is_transaction_canceled_exception());
}
