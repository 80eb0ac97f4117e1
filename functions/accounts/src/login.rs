//! Logging in: a password is proved, and a session opened.

use api::{Call, Problem, Reply};
use passwords::{Claim, Proof};
use serde_json::{Value, json};
use store::sessions::{Session, Token};
use store::{Key, Store, Transaction};

use crate::account::{self, Account};

/// Idle seconds of a session that expires.
const EXPIRING: i64 = 3600;

/// Idle seconds after which the others are swept away.
const LASTING: i64 = 604_800;

/// Days after which a session ends though it is in use, unless `FONDS_SESSION_DAYS` says otherwise: what a thief has got is of
/// no use for ever.
const DAYS: i64 = 30;

/// How often a login that meets other writers of the user's record tries to leave its mark there.
const MARKS: usize = 3;

/// A login under way.
pub(crate) struct Attempt<'a> {
    /// What the client calls itself, in the form that compares.
    pub(crate) name: &'a str,
    /// Who that is.
    pub(crate) user: Option<String>,
    /// What the client says to prove it.
    pub(crate) password: &'a str,
    /// Idle seconds of the session.
    pub(crate) lifetime: i64,
    /// Whether the session's end is checked at each request.
    pub(crate) expiring: bool,
    /// The session that the new one takes the place of.
    pub(crate) replaces: Option<Token>,
}

/// `POST /users/:username/login`.
pub(crate) async fn log_in(call: Call) -> Result<Reply, Problem> {
    let name = call.params.string("username").unwrap_or_default();
    let expiring = call.params.boolean("expiring").unwrap_or(true);
    let attempt = Attempt {
        name,
        user: Store::owner_in(&call.fetched, &account::username_guard(name)),
        password: call.params.string("password").unwrap_or_default(),
        lifetime: if expiring { EXPIRING } else { LASTING },
        expiring,
        replaces: None,
    };
    let Some((account, token)) = attempt.run(&call).await? else { return Err(refused()) };
    let mut answer = json!({ "session": token.reveal(), "user": account.shown_with_permissions(&call).await? });
    if !expiring {
        answer["expire_after_seconds"] = LASTING.into();
    }
    Ok(Reply::json(&answer))
}

/// `POST /users/:username/:token`: there are no one-time tokens, because nobody is sent one.
pub(crate) async fn log_in_once(_call: Call) -> Result<Reply, Problem> {
    Err(refused())
}

/// The 403 that tells nothing.
fn refused() -> Problem {
    Problem::Forbidden("Login failed".to_owned())
}

impl Attempt<'_> {
    /// Opens a session, or not.
    pub(crate) async fn run(&self, call: &Call) -> Result<Option<(Account, Token)>, Problem> {
        let (user, address) = (self.user.as_deref(), call.address.as_str());
        let claim = Claim { name: self.name, user, password: self.password, address };
        let proof = claim.check(&call.store, |user| vec![Key::record(user)]).await?;
        let Some(proof) = proof else { return Ok(None) };
        let account = Account::find(&call.store, &proof.fetched, &proof.user).await?;
        match account {
            Some(account) => self.open(call, account, &proof).await,
            None => Ok(None),
        }
    }

    /// Opens the session, and marks the user's record as the original does: a new version, by nobody.
    async fn open(
        &self,
        call: &Call,
        mut account: Account,
        proof: &Proof,
    ) -> Result<Option<(Account, Token)>, Problem> {
        let store = &call.store;
        let now = store.clock().now();
        let (token, session) = session(account.uri(), now, self.lifetime, self.expiring)?;
        for attempt in 0..=MARKS {
            let mut transaction = Transaction::new();
            transaction.open_session(&token, &session);
            if let Some(replaced) = &self.replaces {
                transaction.close_session(replaced);
            }
            proof.counters.forgive(&mut transaction, &proof.counted);
            // A crowd of logins of one user must not fail on a mark that nobody waits for.
            if attempt < MARKS {
                let seen = account.stored.revision();
                mark(&mut account, now);
                transaction.update(store, &account.stored, seen).await?;
            }
            match store.commit(transaction).await {
                Ok(()) => return Ok(Some((account, token))),
                Err(store::Error::Stale(_)) => {}
                Err(error) => return Err(error.into()),
            }
            let fetched = store.fetch(account::keys(account.uri())).await?;
            let Some(current) = Account::find(store, &fetched, account.uri()).await? else { return Ok(None) };
            account = current;
        }
        Err(Problem::Unavailable("a session was not opened".to_owned()))
    }
}

/// A new session of a user, that begins now and ends after so many idle seconds.
pub(crate) fn session(user: &str, now: i64, lifetime: i64, expiring: bool) -> Result<(Token, Session), Problem> {
    let number = user.rsplit('/').next().and_then(|number| number.parse().ok());
    let number = number.ok_or_else(|| Problem::Unavailable(format!("no token can name {user}")))?;
    let session = Session { acting: user.to_owned(), touched: now, lifetime, expiring, ends: now + longest() };
    Ok((Token::new(number)?, session))
}

/// Seconds that a session lasts at most. Days that are no number from 1 to 3650 are not obeyed.
fn longest() -> i64 {
    let days = std::env::var("FONDS_SESSION_DAYS").ok().and_then(|days| days.trim().parse().ok());
    days.filter(|days| (1..=3650).contains(days)).unwrap_or(DAYS) * 24 * 3600
}

fn mark(account: &mut Account, now: i64) {
    let stored = &mut account.stored;
    stored.lock_version += 1;
    stored.last_modified_by = None;
    (stored.user_mtime, stored.system_mtime) = (now, now);
    stored.body.insert("source".to_owned(), Value::from("DBAuth"));
}
