//! Who wrote a record and when, as clients read it.

use serde_json::Value;

use super::nested::Trace;
use crate::Body;
use crate::record_type::Stored;

/// The audit values of nested records: an update makes them anew, so all their times are the record's last write.
pub(super) struct Audit {
    user: Option<Value>,
    time: Value,
    spaced_time: Value,
}

impl Audit {
    /// The values for what is nested in this record.
    pub(super) fn of(stored: &Stored) -> Self {
        let time = instant(stored.user_mtime);
        let spaced_time = time.replacen('T', " ", 1).replacen('Z', " UTC", 1);
        Self {
            user: stored.last_modified_by.as_deref().map(Value::from),
            time: time.into(),
            spaced_time: spaced_time.into(),
        }
    }

    /// Adds the fields of the record itself. Anonymous writers are left out.
    #[expect(clippy::unused_self, reason = "the fields of the record and of its parts are added by the same object")]
    pub(super) fn add_own(&self, shown: &mut Body, stored: &Stored) {
        for (property, user) in [("created_by", &stored.created_by), ("last_modified_by", &stored.last_modified_by)] {
            if let Some(user) = user {
                shown.insert(property.to_owned(), user.as_str().into());
            }
        }
        let times = [
            ("create_time", stored.create_time),
            ("system_mtime", stored.system_mtime),
            ("user_mtime", stored.user_mtime),
        ];
        for (property, seconds) in times {
            shown.insert(property.to_owned(), instant(seconds).into());
        }
    }

    /// Adds the fields of a nested record.
    pub(super) fn add_nested(&self, shown: &mut Body, trace: Trace) {
        let (users, times): (&[&str], &[&str]) = match trace {
            Trace::Full | Trace::Audit | Trace::Relationship => {
                (&["created_by", "last_modified_by"], &["create_time", "system_mtime", "user_mtime"])
            }
            Trace::Times => (&[], &["system_mtime", "user_mtime"]),
            Trace::Bare | Trace::Untyped => (&[], &[]),
        };
        if trace == Trace::Full && !shown.contains_key("lock_version") {
            shown.insert("lock_version".to_owned(), 0.into());
        }
        if let Some(user) = &self.user {
            for property in users {
                shown.insert((*property).to_owned(), user.clone());
            }
        }
        let time = if matches!(trace, Trace::Relationship | Trace::Times) { &self.spaced_time } else { &self.time };
        for property in times {
            shown.insert((*property).to_owned(), time.clone());
        }
    }
}

/// A moment as `2026-01-31T10:20:30Z`.
pub fn instant(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
