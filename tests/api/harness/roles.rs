//! Callers by role. Their rights and sessions are put into the store as a login would: a hashed password for each test would
//! take longer than the test.

use std::collections::{BTreeMap, BTreeSet};

use records::permissions::groups::REPOSITORY_GROUPS;
use store::Transaction;
use store::access::Access;
use store::sessions::{Session, Token};
use tests::Caller;

use super::{Fonds, REPO, bodies};

/// The first users of an archive, by number.
const ADMIN: u32 = 1;
const SEARCH_INDEXER: u32 = 2;

impl Fonds {
    /// May do everything.
    pub(crate) async fn admin(&self) -> Caller {
        self.session_of(ADMIN).await
    }

    /// May see suppressed records, and the feeds.
    pub(crate) async fn indexer(&self) -> Caller {
        self.session_of(SEARCH_INDEXER).await
    }

    /// Describes records of the repository.
    pub(crate) async fn archivist(&self) -> Caller {
        self.member(901, "archivist", REPO, "repository-archivists").await
    }

    /// Sees the repository.
    pub(crate) async fn reader(&self) -> Caller {
        self.member(902, "reader", REPO, "repository-viewers").await
    }

    /// Looks after the repository.
    pub(crate) async fn manager(&self) -> Caller {
        self.member(904, "manager", REPO, "repository-managers").await
    }

    /// An archivist of another repository, which is made.
    pub(crate) async fn outsider(&self) -> Caller {
        let other = self.admin().await.create("/repositories", &bodies::repository("OTHER")).await;
        self.member(903, "outsider", &other, "repository-archivists").await
    }

    async fn member(&self, number: u32, username: &str, repository: &str, group_code: &str) -> Caller {
        let place = REPOSITORY_GROUPS.iter().position(|group| group.code == group_code).unwrap();
        let grants: BTreeSet<String> =
            REPOSITORY_GROUPS[place].grants.iter().map(|permission| permission.code().to_owned()).collect();
        let groups = BTreeMap::from([(format!("{repository}/groups/{}", place + 5), grants)]);
        let access = Access { username: username.to_owned(), groups, active: true, role: None };
        let mut transaction = Transaction::new();
        transaction.set_access(&format!("/users/{number}"), &access);
        self.store.commit(transaction).await.unwrap();
        self.session_of(number).await
    }

    /// A session of a user, as a login leaves it.
    pub(crate) async fn session_of(&self, number: u32) -> Caller {
        let token = Token::new(number).unwrap();
        let acting = token.user().to_owned();
        let now = self.clock.now();
        let session = Session { acting, touched: now, lifetime: 3600, expiring: true, ends: now + 30 * 24 * 3600 };
        let mut transaction = Transaction::new();
        transaction.open_session(&token, &session);
        self.store.commit(transaction).await.unwrap();
        self.anonymous().with_token(token.reveal())
    }
}
