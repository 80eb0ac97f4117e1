//! The table: what `template.yaml` says to AWS, said to the embedded DynamoDB.

use dynoxide::Database;
use serde_json::{Value, json};

/// Name of the table where nothing else is configured.
pub const TABLE: &str = "fonds";

/// Name of the bucket where nothing else is configured.
pub const BUCKET: &str = "fonds";

/// The table, in the words of CloudFormation's `AWS::DynamoDB::Table`. A test holds `template.yaml` to it.
pub fn table_definition() -> Value {
    json!({
        "AttributeDefinitions": [
            { "AttributeName": "pk", "AttributeType": "S" },
            { "AttributeName": "sk", "AttributeType": "S" },
            { "AttributeName": "c", "AttributeType": "S" },
            { "AttributeName": "m", "AttributeType": "N" },
        ],
        "KeySchema": [
            { "AttributeName": "pk", "KeyType": "HASH" },
            { "AttributeName": "sk", "KeyType": "RANGE" },
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "changed",
            "KeySchema": [
                { "AttributeName": "c", "KeyType": "HASH" },
                { "AttributeName": "m", "KeyType": "RANGE" },
            ],
            "Projection": { "ProjectionType": "KEYS_ONLY" },
        }],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": { "StreamViewType": "NEW_AND_OLD_IMAGES" },
        "TimeToLiveSpecification": { "AttributeName": "expires", "Enabled": true },
    })
}

/// Creates the table when it is absent, and finishes a creation that was interrupted.
pub(crate) fn ensure_table(database: &Database) -> dynoxide::Result<()> {
    let mut request = table_definition();
    let expiry = request["TimeToLiveSpecification"].take();
    let known = database.get_table_metadata(TABLE)?;
    if known.is_none() {
        // The API wants said what the template implies, and sets the expiry in a call of its own.
        request["TableName"] = TABLE.into();
        request["StreamSpecification"]["StreamEnabled"] = true.into();
        if let Some(fields) = request.as_object_mut() {
            fields.remove("TimeToLiveSpecification");
        }
        database.create_table(parse(request)?)?;
    }
    if !known.is_some_and(|table| table.ttl_enabled) {
        let request = json!({ "TableName": TABLE, "TimeToLiveSpecification": expiry });
        database.update_time_to_live(parse(request)?)?;
    }
    Ok(())
}

fn parse<T: serde::de::DeserializeOwned>(request: Value) -> dynoxide::Result<T> {
    serde_json::from_value(request).map_err(|error| dynoxide::DynoxideError::ValidationException(error.to_string()))
}
