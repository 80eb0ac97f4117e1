//! Sessions: 256-bit tokens of which only a hash is stored.
//!
//! A token is 64 lower-case hexadecimal digits: eight with the user's number, so that the session, the user's permissions
//! and the record asked for come back in one read, then 56 random ones (224 bits).

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::Store;
use crate::error::Error;
use crate::fetch::{Fetched, as_item};
use crate::item;
use crate::key::Key;
use crate::meter::{self, Kind};
use crate::transaction::{Change, Transaction, Write, with_key};

/// Digits of a token that name the user.
const USER_DIGITS: usize = 8;

/// A session's token, as its client holds it. Never logged: it has no `Debug` that shows it, and no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    user: String,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Token({})", self.user)
    }
}

impl Token {
    /// A new token for a user.
    pub fn new(user_number: u32) -> Result<Self, Error> {
        let mut random = [0_u8; 28];
        getrandom::fill(&mut random).map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { text: format!("{user_number:08x}{}", hex::encode(random)), user: format!("/users/{user_number}") })
    }

    /// Reads a token; `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if text.len() != 64 || !is_hex {
            return None;
        }
        let number = u32::from_str_radix(&text[..USER_DIGITS], 16).ok()?;
        Some(Self { text: text.to_owned(), user: format!("/users/{number}") })
    }

    /// What the client is given. For the answer to a login, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// URI of the user who logged in.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The session's key.
    pub fn key(&self) -> Key {
        Key::session(&self.user, &self.text)
    }
}

/// A session as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The user whose rights count: the one who logged in, or the one they became.
    pub acting: String,
    /// When it was last used, seconds since 1970 (UTC); up to a minute behind.
    pub touched: i64,
    /// Idle seconds after which it ends.
    pub lifetime: i64,
    /// Whether the end is checked at each request. Others are only swept away when their time is over.
    pub expiring: bool,
    /// When it ends however much it is used, seconds since 1970 (UTC).
    pub ends: i64,
}

impl Session {
    /// Whether it has been idle for too long, or is too old.
    pub fn is_over(&self, now: i64) -> bool {
        now - self.touched > self.lifetime || now >= self.ends
    }
}

impl Transaction {
    /// Opens a session.
    pub fn open_session(&mut self, token: &Token, session: &Session) {
        let Key { pk, sk } = token.key();
        self.set(Key { pk, sk }, attributes(session));
    }

    /// Ends a session.
    pub fn close_session(&mut self, token: &Token) {
        self.remove(token.key());
    }
}

impl Store {
    /// The session among fetched items.
    pub fn session_in(fetched: &Fetched, token: &Token) -> Result<Option<Session>, Error> {
        let Some(item) = fetched.item(&token.key()) else { return Ok(None) };
        Ok(Some(Session {
            acting: item::get_text(item, "u")?.to_owned(),
            touched: item::get_number(item, "t")?,
            lifetime: item::get_number(item, "l")?,
            expiring: matches!(item.get("e"), Some(AttributeValue::Bool(true))),
            // Sessions from before they had an end go by their idle time alone.
            ends: if item.contains_key("a") { item::get_number(item, "a")? } else { i64::MAX },
        }))
    }

    /// Notes that a session is in use, unless it ended meanwhile.
    pub async fn touch_session(&self, token: &Token, session: &Session) -> Result<(), Error> {
        let sent = self
            .dynamodb()
            .put_item()
            .table_name(self.table())
            .set_item(Some(with_key(&token.key(), attributes(session))))
            .condition_expression("attribute_exists(pk)")
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match sent {
            Ok(answer) => meter::count_dynamodb(Kind::Write, answer.consumed_capacity()),
            Err(error)
                if error.as_service_error().is_some_and(
                    aws_sdk_dynamodb::operation::put_item::PutItemError::is_conditional_check_failed_exception,
                ) => {}
            Err(error) => return Err(Error::from_sdk(error)),
        }
        Ok(())
    }

    /// Ends every session that a user has opened.
    pub async fn end_sessions(&self, user: &str) -> Result<(), Error> {
        self.end_other_sessions(user, None).await
    }

    /// Ends every session that a user has opened, but this one.
    pub async fn end_other_sessions(&self, user: &str, kept: Option<&Token>) -> Result<(), Error> {
        let kept = kept.map(Token::key);
        let query = self
            .query(user, " AND begins_with(sk, :session)")
            .expression_attribute_values(":session", item::text("session#"))
            .projection_expression("pk, sk");
        let mut ends = vec![];
        for found in self.collect(query, usize::MAX).await? {
            let key =
                Key { pk: item::get_text(&found, "pk")?.to_owned(), sk: item::get_text(&found, "sk")?.to_owned() };
            if kept.as_ref() != Some(&key) {
                ends.push((key, Change::new(Write::Delete)));
            }
        }
        self.write_batches(ends).await
    }

    /// Ends a session at once.
    pub async fn end_session(&self, token: &Token) -> Result<(), Error> {
        let answer = self
            .dynamodb()
            .delete_item()
            .table_name(self.table())
            .set_key(Some(as_item(&token.key())))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(Error::from_sdk)?;
        meter::count_dynamodb(Kind::Write, answer.consumed_capacity());
        Ok(())
    }
}

fn attributes(session: &Session) -> [(&'static str, AttributeValue); 6] {
    [
        ("u", item::text(&session.acting)),
        ("t", item::number(session.touched)),
        ("l", item::number(session.lifetime)),
        ("e", AttributeValue::Bool(session.expiring)),
        ("a", item::number(session.ends)),
        // A minute later than the session itself: a touch may be that much behind.
        ("expires", item::number((session.touched + session.lifetime).min(session.ends) + 60)),
    ]
}
