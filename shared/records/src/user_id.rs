//! Ids of users as ARCS sees them: UUIDs that follow from the users' URIs, so that nothing is stored for them.

use uuid::Uuid;

/// The namespace of user ids. Changing it gives every user another id.
const USERS: Uuid = Uuid::from_u128(0x2d6f_36b1_6c0e_5d0a_9a55_8d1f_0c7b_4e92);

/// A user's id: always the same for the same user URI.
pub fn user_id(uri: &str) -> Uuid {
    Uuid::new_v5(&USERS, uri.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::user_id;

    #[test]
    fn ids_do_not_change() {
        assert_eq!(user_id("/users/1"), user_id("/users/1"));
        assert_ne!(user_id("/users/1"), user_id("/users/2"));
        assert_eq!(user_id("/users/1").get_version_num(), 5);
    }
}
