//! All records of a collection whose ids are no numbers: they have no membership bitmap, and are walked along the index `changed`.
//!
//! From the one that was written longest ago to the latest. A record that is written meanwhile moves to the end and is met there again. The
//! index is written a moment after the table, so who walks must also follow the stream.

use serde::{Deserialize, Serialize};

use crate::Store;
use crate::error::Error;
use crate::item::{self, Item};

/// A place in a walk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    moment: i64,
    uri: String,
}

impl Store {
    /// URIs of at most `limit` records of a collection (`/api/resources`), from a place on; and the place to go on from, unless that was
    /// the end.
    pub async fn walk_unnumbered(
        &self,
        collection: &str,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<(Vec<String>, Option<Place>), Error> {
        let query = self
            .dynamodb()
            .query()
            .table_name(self.table())
            .index_name("changed")
            .key_condition_expression("c = :c")
            .expression_attribute_values(":c", item::text(collection));
        let start = after.map(|place| {
            Item::from([
                ("c".to_owned(), item::text(collection)),
                ("m".to_owned(), item::number(place.moment)),
                ("pk".to_owned(), item::text(&place.uri)),
                ("sk".to_owned(), item::text("record")),
            ])
        });
        let (items, next) = self.next_page(&query, limit, start).await?;
        let uris = items.iter().map(|item| Ok(item::get_text(item, "pk")?.to_owned())).collect::<Result<_, Error>>()?;
        let next = next.map(|item| {
            Ok::<_, Error>(Place {
                moment: item::get_number(&item, "m")?,
                uri: item::get_text(&item, "pk")?.to_owned(),
            })
        });
        Ok((uris, next.transpose()?))
    }
}
