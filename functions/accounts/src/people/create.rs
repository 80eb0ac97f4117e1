//! New users, made by an administrator.

use api::arcs::{ADMINISTRATOR, administrator, user_id};
use api::call::Inputs;
use api::repeated::{self, Repeatable};
use api::write::{Attempts, Staging};
use api::{Call, Problem, Reply};
use http::{StatusCode, header};
use passwords::hashing;
use records::Body;
use records::record_type::Stored;
use records::types::{AGENT_PERSON, USER};
use serde_json::Value;
use store::{Fetched, Key, Store};

use super::fields::{Fields, needed};
use super::find::{read, text_of};
use super::show::show;
use crate::account::{ADMINISTRATORS, email_guard, username_guard};
use crate::membership::{self, Group};
use crate::users::NewUser;

/// What a new user is compared with.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    let mut keys = vec![Key::counter(USER.name), Key::counter(AGENT_PERSON.name)];
    keys.extend(text_of(inputs, "username").map(username_guard));
    keys.extend(text_of(inputs, "email").map(email_guard));
    keys.extend(membership::keys(ADMINISTRATORS));
    keys
}

/// A user that is to be, as ARCS describes one.
pub(super) struct Newcomer<'a> {
    pub(super) username: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) role: Option<u8>,
    pub(super) password: Option<&'a str>,
}

/// `POST /api/users`.
pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let user = administrator(&call)?;
    let fields = Fields::of(&call)?;
    let newcomer = Newcomer {
        username: needed(fields.username()?, "username")?,
        name: fields.name()?,
        email: fields.email()?,
        role: fields.role()?,
        password: fields.password()?,
    };
    // The hash of this is kept for a day: it is not to tell the password.
    let request = format!("{}\n{:?}\n{:?}\n{:?}", newcomer.username, newcomer.name, newcomer.email, newcomer.role);
    let repeatable = Repeatable::of(&call, user, "/api/users", request.as_bytes())?;
    let uri = match make(&call, newcomer, &repeatable).await {
        Ok(made) => made.uri,
        // The name and the address of a user who was made before are taken, by that user.
        Err(problem) => match repeatable.made(&call.store).await? {
            Some(uris) => uris.into_iter().next().ok_or_else(repeated::gone)?,
            None => return Err(problem),
        },
    };
    let account = read(&call, &uri).await?;
    let location = format!("/api/users/{}", user_id(&uri));
    Ok(Reply::json(&show(&account)).status(StatusCode::CREATED).with(header::LOCATION, &location))
}

async fn make(call: &Call, newcomer: Newcomer<'_>, repeatable: &Repeatable) -> Result<Stored, Problem> {
    if let Some(email) = &newcomer.email {
        check_free(&call.fetched, email)?;
    }
    let note = |staging: &mut Staging<'_>, made: &Stored| {
        repeatable.note(&call.store, &mut staging.transaction, [made.uri.as_str()]);
        Ok(())
    };
    newcomer.join(call, note).await
}

/// An address leads to one user: who forgot a password is found by it.
pub(super) fn check_free(fetched: &Fetched, email: &str) -> Result<(), Problem> {
    if Store::owner_in(fetched, &email_guard(email)).is_none() {
        return Ok(());
    }
    Err(Problem::bad_request("another user has this e-mail address"))
}

impl Newcomer<'_> {
    /// Makes the user. `more` stages what belongs to it, each time that it is staged.
    pub(super) async fn join(
        self,
        call: &Call,
        more: impl Fn(&mut Staging<'_>, &Stored) -> Result<(), Problem>,
    ) -> Result<Stored, Problem> {
        if Store::owner_in(&call.fetched, &username_guard(&self.username)).is_some() {
            return Err(Problem::bad_request(format!("the username {} is already in use", self.username)));
        }
        let hash = match self.password {
            Some(password) => Some(hashing::hash(password).await?),
            None => None,
        };
        let groups: Vec<String> =
            if self.role == Some(ADMINISTRATOR) { vec![ADMINISTRATORS.to_owned()] } else { vec![] };
        let mut found = Group::find_all(&call.store, &call.fetched, &groups).await?;
        let mut attempts = Attempts::new(call);
        loop {
            let mut staging = attempts.start();
            let user = NewUser {
                body: self.body(),
                username: &self.username,
                hash: hash.as_deref(),
                role: self.role.filter(|role| *role != ADMINISTRATOR),
                groups: &found,
            };
            let stored = user.stage(&mut staging, &call.fetched).await?;
            more(&mut staging, &stored)?;
            if attempts.commit(staging).await? {
                return Ok(stored);
            }
            // Another writer may have been at the group.
            let fetched = call.store.fetch(groups.iter().flat_map(|group| membership::keys(group))).await?;
            found = Group::find_all(&call.store, &fetched, &groups).await?;
        }
    }

    fn body(&self) -> Body {
        let mut body = Body::from_iter([
            ("username".to_owned(), Value::from(self.username.as_str())),
            ("name".to_owned(), Value::from(self.name.as_ref().unwrap_or(&self.username).as_str())),
            ("is_active_user".to_owned(), Value::from(true)),
        ]);
        if let Some(email) = &self.email {
            body.insert("email".to_owned(), email.as_str().into());
        }
        body
    }
}
