//! The permissions that groups can grant, for who edits groups.

use api::{Call, Problem, Reply};
use records::permissions::{ALL, Kind, Permission};
use serde_json::{Value, json};

/// The words for the levels, in the order in which the refusal names them.
pub(crate) const LEVELS: &[&str] = &["repository", "global", "all"];

/// The original made the first ones by hand of its administrator and the others by nobody's.
const MADE_BY_ADMIN: u8 = 5;

/// `GET /permissions`.
pub(crate) async fn list(call: Call) -> Result<Reply, Problem> {
    let level = call.params.string("level").unwrap_or("all");
    // They are as old as the archive.
    let archive = call.store.record_in(&call.fetched, &api::pipeline::repository_uri(1)).await?;
    let born = json!(records::render::instant(archive.map_or(0, |archive| archive.create_time)));
    Ok(Reply::json(&listed(level, &born)))
}

fn listed(level: &str, born: &Value) -> Vec<Value> {
    let wanted = |permission: &Permission| level == "all" || permission.level().as_str() == level;
    let mut numbered: Vec<(u8, Value)> = ALL
        .iter()
        .filter(|permission| wanted(permission))
        .filter_map(|permission| {
            let Kind::Listed(number, description) = permission.kind() else { return None };
            Some((number, shown(*permission, number, description, born)))
        })
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, permission)| permission).collect()
}

fn shown(permission: Permission, number: u8, description: &str, born: &Value) -> Value {
    let mut shown = json!({
        "permission_code": permission.code(),
        "description": description,
        "level": permission.level().as_str(),
        "create_time": born,
        "system_mtime": born,
        "user_mtime": born,
        "jsonmodel_type": "permission",
        "uri": format!("/permissions/{number}"),
    });
    if number <= MADE_BY_ADMIN {
        shown["created_by"] = "admin".into();
        shown["last_modified_by"] = "admin".into();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_told_apart() {
        let count = |level| listed(level, &Value::Null).len();
        assert_eq!((count("all"), count("repository"), count("global")), (40, 35, 5));
    }

    #[test]
    fn they_stand_in_the_order_of_their_numbers() {
        let uris: Vec<_> = listed("global", &Value::Null).into_iter().map(|shown| shown["uri"].clone()).collect();
        assert_eq!(uris, ["/permissions/6", "/permissions/7", "/permissions/8", "/permissions/10", "/permissions/11"]);
    }
}
