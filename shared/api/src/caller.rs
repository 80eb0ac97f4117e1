//! Who is asking, and what they may do.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use records::permissions::{Effective, Grants, Permission};
use store::access::Access;
use store::sessions::{Session, Token};
use store::{Fetched, Key, Store};

use crate::endpoint::Dialect;
use crate::problem::Problem;

/// The header of ArchivesSpace sessions.
pub const SESSION_HEADER: &str = "x-archivesspace-session";

/// The cookie of ARCS sessions.
pub const SESSION_COOKIE: &str = "ARCS";

/// A session is noted as used at most this often, in seconds: a write per read would double the cost of reading.
const TOUCH_EVERY: i64 = 60;

/// The credential that a request carries.
#[derive(Clone, Debug)]
pub enum Credential {
    /// None: the anonymous caller.
    None,
    /// A token that may be one.
    Token(Token),
    /// A token that a browser sends along because it once got it. When it is over, the caller is nobody in particular: a
    /// public file is shown all the same.
    Cookie(Token),
    /// A username, or an e-mail address, and a password: HTTP Basic.
    Password(Login),
    /// Something that can be no token.
    Malformed,
}

/// Who a request says it comes from, and what it says to prove it.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Username or e-mail address.
    pub name: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Login({})", self.name)
    }
}

impl Credential {
    /// Looks for a token where the dialect's clients put it.
    pub(crate) fn of(dialect: Dialect, headers: &HeaderMap) -> Self {
        let token = |token: &str| Token::parse(token).map_or(Self::Malformed, Self::Token);
        if let Some(value) = headers.get(SESSION_HEADER) {
            return token(value.to_str().unwrap_or_default());
        }
        if dialect == Dialect::ArchivesSpace {
            return Self::None;
        }
        if let Some(given) = bearer(headers) {
            return token(given);
        }
        if let Some(given) = authorization(headers, "basic") {
            return basic(given).map_or(Self::Malformed, Self::Password);
        }
        cookie(headers).and_then(Token::parse).map_or(Self::None, Self::Cookie)
    }

    /// Whether a browser sends it along without being told, whoever's page it is that asks.
    pub(crate) fn is_ambient(&self) -> bool {
        matches!(self, Self::Cookie(_) | Self::Password(_))
    }

    /// The keys to read for it.
    pub(crate) fn keys(&self) -> Vec<Key> {
        match self {
            Self::Token(token) | Self::Cookie(token) => vec![token.key(), Key::access(token.user())],
            Self::None | Self::Password(_) | Self::Malformed => vec![],
        }
    }
}

/// Whether a request is one of ARCS, on a path where both APIs live: it says who asks in the way of that API's clients.
pub(crate) fn speaks_arcs(headers: &HeaderMap) -> bool {
    !headers.contains_key(SESSION_HEADER)
        && (headers.contains_key(http::header::AUTHORIZATION) || cookie(headers).is_some())
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    authorization(headers, "bearer")
}

/// What an `Authorization` header of this scheme holds.
fn authorization<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let value = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, given) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then_some(given.trim())
}

/// Username and password of HTTP Basic, in UTF-8.
fn basic(given: &str) -> Option<Login> {
    let text = String::from_utf8(STANDARD.decode(given).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some(Login { name: name.to_owned(), password: password.to_owned() })
}

/// The token of the session cookie.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == SESSION_COOKIE).then_some(value.trim())
    })
}

/// A logged-in user.
#[derive(Clone, Debug)]
pub struct User {
    /// URI of the user record.
    pub uri: String,
    /// The username, as audit fields show it.
    pub username: String,
    /// The session with its token, for routes that end or change it. None when the request brought a password.
    pub session: Option<(Token, Session)>,
}

/// The caller of a request.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// Nobody, for anonymous requests.
    pub user: Option<User>,
    rights: Effective,
    role: Option<u8>,
}

impl Caller {
    /// Finds the session among fetched items. A session that is over ends here.
    pub(crate) async fn find(store: &Store, credential: &Credential, fetched: &Fetched) -> Result<Self, Problem> {
        let (token, insists) = match credential {
            Credential::None => return Ok(Self::default()),
            // Who has a password is looked for elsewhere.
            Credential::Malformed | Credential::Password(_) => return Err(Problem::Session { expired: false }),
            Credential::Token(token) => (token, true),
            Credential::Cookie(token) => (token, false),
        };
        let over = |expired| if insists { Err(Problem::Session { expired }) } else { Ok(Self::default()) };
        let now = store.clock().now();
        let Some(mut session) = Store::session_in(fetched, token)? else {
            return over(false);
        };
        if session.is_over(now) {
            store.end_session(token).await?;
            return over(session.expiring);
        }
        if now - session.touched >= TOUCH_EVERY {
            session.touched = now;
            store.touch_session(token, &session).await?;
        }
        let access = if session.acting == token.user() {
            Store::access_in(fetched, &session.acting)?
        } else {
            let other = store.fetch([Key::access(&session.acting)]).await?;
            Store::access_in(&other, &session.acting)?
        };
        // The session of a user who was deleted or may not log in any more is as good as none.
        let Some(access) = access.filter(|access| access.active) else { return Ok(Self::default()) };
        let uri = session.acting.clone();
        Ok(Self::with_access(uri, access, Some((token.clone(), session))))
    }

    /// A user with these rights.
    pub(crate) fn with_access(uri: String, access: Access, session: Option<(Token, Session)>) -> Self {
        let (rights, role) = (rights(&access), access.role);
        Self { user: Some(User { uri, username: access.username, session }), rights, role }
    }

    /// Whether the caller may do this, in a repository or (on routes outside of repositories) anywhere.
    pub fn may(&self, permission: Permission, repository: Option<u64>) -> bool {
        self.rights.may(permission, repository)
    }

    /// The ARCS role that somebody gave the caller.
    pub fn given_role(&self) -> Option<u8> {
        self.role
    }

    /// Everything the caller may do.
    pub fn rights(&self) -> &Effective {
        &self.rights
    }

    /// The number of the caller's user record.
    pub fn number(&self) -> Option<u64> {
        self.user.as_ref()?.uri.rsplit('/').next()?.parse().ok()
    }

    /// The username, for audit fields.
    pub fn username(&self) -> Option<&str> {
        self.user.as_ref().map(|user| user.username.as_str())
    }
}

/// What a user's groups grant, by repository.
pub fn rights(access: &Access) -> Effective {
    let mut grants = Grants::new();
    for (group, codes) in &access.groups {
        let Some(repository) = records::Uri::parse(group).and_then(|uri| uri.repository()) else { continue };
        grants.entry(repository).or_default().extend(codes.iter().filter_map(|code| Permission::from_code(code)));
    }
    Effective::new(grants)
}
