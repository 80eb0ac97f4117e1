//! The tokens of recent transactions, for clients that ask again because they did not hear the answer.
//!
//! DynamoDB remembers them for ten minutes. Here only the newest are kept: the SDK's own repetitions come within
//! seconds, and each look-up stays the same small cost.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How many are remembered.
const KEPT: usize = 4096;

/// For how long.
const LIFETIME: Duration = Duration::from_mins(10);

/// A hash by which a transaction is known again. A client that builds it anew may name the members in another order.
pub(crate) fn hash_content(content: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match content {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let mut member = DefaultHasher::new();
                (name, hash_content(value)).hash(&mut member);
                member.finish()
            })
            .fold(0, u64::wrapping_add)
            .hash(&mut hasher),
        Value::Array(elements) => {
            for element in elements {
                hash_content(element).hash(&mut hasher);
            }
        }
        other => other.hash(&mut hasher),
    }
    hasher.finish()
}

/// What was answered under which token.
#[derive(Default)]
pub(crate) struct Tokens {
    answers: HashMap<String, (u64, Box<[u8]>)>,
    order: VecDeque<(Instant, String)>,
}

impl Tokens {
    /// Hash of the transaction, and its answer.
    pub(crate) fn find(&mut self, token: &str) -> Option<(u64, &[u8])> {
        self.forget_old();
        self.answers.get(token).map(|(content, answer)| (*content, &**answer))
    }

    /// Keeps an answer.
    pub(crate) fn remember(&mut self, token: String, content: u64, answer: &[u8]) {
        self.order.push_back((Instant::now(), token.clone()));
        self.answers.insert(token, (content, answer.into()));
    }

    fn forget_old(&mut self) {
        while let Some((since, token)) = self.order.front() {
            if self.order.len() <= KEPT && since.elapsed() < LIFETIME {
                break;
            }
            self.answers.remove(token);
            self.order.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_members_does_not_matter() {
        let hash = |text| hash_content(&serde_json::from_str(text).unwrap());
        assert_eq!(hash(r#"{"a":1,"b":[1,2]}"#), hash(r#"{"b":[1,2],"a":1}"#));
        assert_ne!(hash(r#"{"a":1,"b":[1,2]}"#), hash(r#"{"a":1,"b":[2,1]}"#));
    }

    #[test]
    fn the_newest_are_kept() {
        let mut tokens = Tokens::default();
        for number in 0..=KEPT + 1 {
            tokens.remember(number.to_string(), 1, b"{}");
        }
        assert!(tokens.find("0").is_none());
        assert!(tokens.find(&KEPT.to_string()).is_some());
        assert_eq!(tokens.answers.len(), KEPT);
    }
}
