//! Ids of users as ARCS sees them: UUIDs that follow from the users' URIs, and lead back to them, so that nothing is stored
//! for them and nothing has to be looked up.
//!
//! Twelve bytes are a hash of the URI; the last four are the user's number, covered by the first four. An id is one only if
//! all of it fits its number, so nobody meets a user by counting.

use uuid::{Builder, Uuid};

/// The namespace of user ids. Changing it gives every user another id.
const USERS: Uuid = Uuid::from_u128(0x2d6f_36b1_6c0e_5d0a_9a55_8d1f_0c7b_4e92);

/// A user's id: always the same for the same user URI.
pub fn user_id(uri: &str) -> Uuid {
    let number: u32 = uri.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let mut bytes = Uuid::new_v5(&USERS, uri.as_bytes()).into_bytes();
    let cover = [bytes[0], bytes[1], bytes[2], bytes[3]];
    bytes[12..].copy_from_slice(&(number ^ u32::from_be_bytes(cover)).to_be_bytes());
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The URI of the user who has this id, if it can be anybody's.
pub fn user_uri(id: Uuid) -> Option<String> {
    let part = |place: usize| {
        let bytes = id.as_bytes();
        u32::from_be_bytes([bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3]])
    };
    let uri = format!("/users/{}", part(12) ^ part(0));
    (user_id(&uri) == id).then_some(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_do_not_change() {
        assert_eq!(user_id("/users/1").to_string(), "b821b3e0-f03c-84cd-b140-2793b821b3e1");
        assert_ne!(user_id("/users/1"), user_id("/users/2"));
    }

    #[test]
    fn ids_lead_back() {
        for number in [1, 2, 9, 901, 65_536, u32::MAX] {
            let uri = format!("/users/{number}");
            assert_eq!(user_uri(user_id(&uri)), Some(uri));
        }
    }

    #[test]
    fn nobody_has_an_id_that_does_not_fit_its_number() {
        assert_eq!(user_uri(Uuid::nil()), None);
        assert_eq!(user_uri(Uuid::now_v7()), None);
        let mut bytes = user_id("/users/1").into_bytes();
        bytes[15] ^= 3;
        assert_eq!(user_uri(Uuid::from_bytes(bytes)), None, "the next number under the same hash");
    }
}
