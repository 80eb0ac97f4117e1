//! The records of the stream, as a Lambda function is given them.

/// One change of one item.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Its number, which grows.
    pub(super) sequence: i64,
    /// It, as JSON.
    pub(super) json: String,
}

/// The row of a change, as the emulator keeps it. The images are JSON of DynamoDB's kind already.
pub(super) struct Row {
    pub(super) sequence: i64,
    pub(super) event_id: Option<String>,
    pub(super) event_name: String,
    pub(super) keys: String,
    pub(super) new_image: Option<String>,
    pub(super) old_image: Option<String>,
    pub(super) created: i64,
    pub(super) user_identity: Option<String>,
}

/// Public sequence numbers have at least 21 digits, so that they sort as text.
const FIRST_NUMBER: i128 = 100_000_000_000_000_000_000;

impl Row {
    /// The record as JSON. Put together as text: the images are by far the most of it, and need not be parsed.
    pub(super) fn into_record(self) -> Record {
        let number = FIRST_NUMBER + i128::from(self.sequence);
        let id = self.event_id.unwrap_or_else(|| number.to_string());
        let size = self.keys.len() + image_size(self.new_image.as_ref()) + image_size(self.old_image.as_ref());
        let json = format!(
            concat!(
                r#"{{"eventID":"{}","eventName":"{}","eventVersion":"1.1","eventSource":"aws:dynamodb","#,
                r#""awsRegion":"us-east-1","dynamodb":{{"ApproximateCreationDateTime":{},"Keys":{}{}{},"#,
                r#""SequenceNumber":"{}","SizeBytes":{},"StreamViewType":"NEW_AND_OLD_IMAGES"}}{}}}"#,
            ),
            id,
            self.event_name,
            self.created,
            self.keys,
            member("NewImage", self.new_image),
            member("OldImage", self.old_image),
            number,
            size,
            member("userIdentity", self.user_identity),
        );
        Record { sequence: self.sequence, json }
    }
}

fn image_size(image: Option<&String>) -> usize {
    image.map_or(0, String::len)
}

fn member(name: &str, value: Option<String>) -> String {
    value.map_or_else(String::new, |value| format!(r#","{name}":{value}"#))
}

/// The event that carries some records.
pub(super) fn event(records: &[Record]) -> String {
    let size: usize = records.iter().map(|record| record.json.len() + 1).sum();
    let mut event = String::with_capacity(size + 16);
    event.push_str(r#"{"Records":["#);
    for (index, record) in records.iter().enumerate() {
        if index > 0 {
            event.push(',');
        }
        event.push_str(&record.json);
    }
    event.push_str("]}");
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_json_of_the_kind_lambda_sends() {
        let row = Row {
            sequence: 7,
            event_id: Some("e".into()),
            event_name: "REMOVE".into(),
            keys: r#"{"pk":{"S":"a"}}"#.into(),
            new_image: None,
            old_image: Some(r#"{"pk":{"S":"a"},"x":{"N":"1"}}"#.into()),
            created: 12,
            user_identity: Some(r#"{"type":"Service"}"#.into()),
        };
        let event: serde_json::Value = serde_json::from_str(&event(&[row.into_record()])).unwrap();
        let record = &event["Records"][0];
        assert_eq!(record["dynamodb"]["OldImage"]["x"]["N"], "1");
        assert_eq!(record["dynamodb"]["SequenceNumber"], "100000000000000000007");
        assert_eq!(record["userIdentity"]["type"], "Service");
        assert!(record["dynamodb"].get("NewImage").is_none());
    }
}
