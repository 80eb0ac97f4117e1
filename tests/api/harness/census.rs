//! Everything that is in the table, past the store, which never looks at all of it: what somebody deleted must not be there.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use store::Key;

use super::Fonds;

impl Fonds {
    /// What is in the table now and was not before, except what is there to stay: what the stream's consumer makes of it, the states of
    /// blobs, and counts.
    pub(crate) async fn left_since(&self, before: &BTreeSet<(String, String)>) -> Vec<(String, String)> {
        let is_lasting = |pk: &str, sk: &str| {
            ["index", "indexing"].contains(&pk) || pk.starts_with("blob#") || ["count", "members"].contains(&sk)
        };
        let now = self.census().await;
        now.difference(before).filter(|(pk, sk)| !is_lasting(pk, sk)).cloned().collect()
    }

    /// The keys of all items.
    pub(crate) async fn census(&self) -> BTreeSet<(String, String)> {
        let mut keys = BTreeSet::new();
        let mut start = Value::Null;
        loop {
            let mut question = json!({ "TableName": self.archive.endpoints().table, "ConsistentRead": true });
            if !start.is_null() {
                question["ExclusiveStartKey"] = start;
            }
            let mut answer = self.ask("Scan", &question).await;
            let text = |item: &Value, name: &str| item[name]["S"].as_str().unwrap().to_owned();
            keys.extend(answer["Items"].as_array().unwrap().iter().map(|item| (text(item, "pk"), text(item, "sk"))));
            start = answer["LastEvaluatedKey"].take();
            if start.is_null() {
                return keys;
            }
        }
    }

    /// Puts an item with these attributes into the table, whatever is there.
    pub(crate) async fn overwrite(&self, key: &Key, mut attributes: Value) {
        attributes["pk"] = json!({ "S": key.pk });
        attributes["sk"] = json!({ "S": key.sk });
        self.ask("PutItem", &json!({ "TableName": self.archive.endpoints().table, "Item": attributes })).await;
    }

    async fn ask(&self, operation: &str, question: &Value) -> Value {
        let request = Request::post(&self.archive.endpoints().dynamodb)
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .body(Full::new(Bytes::from(question.to_string())));
        let answer = self.http.request(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap()
    }
}
