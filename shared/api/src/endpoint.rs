//! One declaration per route. Everything that has to know the routes reads it: the router, the permission check, the
//! parameters and their 400s, HEAD, `make routes`, the deployment template and the tests.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::Method;
use records::permissions::Permission;
use store::Key;

use crate::call::Call;
use crate::inputs::Inputs;
use crate::params::Param;
use crate::problem::Problem;
use crate::reply::Reply;

/// Which API a route belongs to, and so how its errors look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// `{"error": …}`.
    ArchivesSpace,
    /// `{"status", "name", "message", "url"}`.
    Arcs,
}

/// What the request body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing but parameters, if anything (urlencoded or multipart).
    Parameters,
    /// A JSON record of this type, validated before the handler sees it.
    Record(&'static str),
    /// Any JSON.
    Json,
    /// Parts of a multipart form, with files among them; or JSON, whichever comes.
    Upload,
    /// JSON, or the fields of a form as a JSON object of texts: what a script and a page's form send alike. Pages of the original
    /// put them under the name of this model.
    Fields(&'static str),
}

/// What a route makes of the session that a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    /// It decides who is asking; one that is not known, or over, is refused.
    Checked,
    /// As `Checked`, and the user's record is read together with it.
    WithUser,
    /// It does not matter: who has an old one may still log in.
    Ignored,
}

/// A handler's future.
pub type Answer = Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send>>;

/// What answers a route.
pub type Handler = Arc<dyn Fn(Call) -> Answer + Send + Sync>;

/// Keys that a route wants read together with the session: they cost no extra call.
pub type Reads = Arc<dyn Fn(&Inputs) -> Vec<Key> + Send + Sync>;

/// One route.
#[derive(Clone)]
pub struct Endpoint {
    /// The method. GET answers HEAD as well.
    pub method: Method,
    /// The path, with parameters in braces: `/repositories/{repo_id}/accessions/{id}`.
    pub path: String,
    /// Codes that the caller needs, all of them. Empty: open to anybody.
    pub permissions: Vec<Permission>,
    /// Codes of which the caller needs one, besides. Empty: none of them.
    pub one_of: Vec<Permission>,
    /// Declared parameters, those of the path included.
    pub params: Vec<Param>,
    /// What the body is.
    pub body: BodyKind,
    /// Whether it lists in the three paging modes.
    pub paginated: bool,
    /// Whose words it speaks.
    pub dialect: Dialect,
    /// What becomes of the session.
    pub sessions: Sessions,
    /// Whether it changes something though its method is safe.
    pub changes: bool,
    /// Read in advance.
    pub reads: Option<Reads>,
    /// Answers.
    pub handler: Handler,
    /// The function that serves it; set by [`group`].
    pub function: &'static str,
}

/// A declaration under way. [`Builder::to`] ends it.
#[must_use]
pub struct Builder {
    method: Method,
    path: String,
    permissions: Vec<Permission>,
    one_of: Vec<Permission>,
    params: Vec<Param>,
    body: BodyKind,
    paginated: bool,
    dialect: Dialect,
    sessions: Sessions,
    changes: bool,
    reads: Option<Reads>,
}

/// Declares a GET route, which answers HEAD as well.
pub fn get(path: impl Into<String>) -> Builder {
    Builder::new(Method::GET, path.into())
}

/// Declares a POST route.
pub fn post(path: impl Into<String>) -> Builder {
    Builder::new(Method::POST, path.into())
}

/// Declares a PUT route. Only ARCS has them.
pub fn put(path: impl Into<String>) -> Builder {
    Builder::new(Method::PUT, path.into())
}

/// Declares a DELETE route.
pub fn delete(path: impl Into<String>) -> Builder {
    Builder::new(Method::DELETE, path.into())
}

impl Builder {
    fn new(method: Method, path: String) -> Self {
        let params = path_parameters(&path).map(Param::in_path).collect();
        Self {
            method,
            path,
            permissions: vec![],
            one_of: vec![],
            params,
            body: BodyKind::Parameters,
            paginated: false,
            dialect: Dialect::ArchivesSpace,
            sessions: Sessions::Checked,
            changes: false,
            reads: None,
        }
    }

    /// Requires a permission, in the repository that the path names.
    pub fn needs(self, permission: Permission) -> Self {
        self.needs_all(&[permission])
    }

    /// Requires several permissions.
    pub fn needs_all(mut self, permissions: &[Permission]) -> Self {
        self.permissions.extend_from_slice(permissions);
        self
    }

    /// Requires one of several permissions.
    pub fn needs_one_of(mut self, permissions: &[Permission]) -> Self {
        self.one_of.extend_from_slice(permissions);
        self
    }

    /// Declares parameters besides those of the path. One with the name of a path parameter replaces it.
    pub fn params(mut self, params: impl IntoIterator<Item = Param>) -> Self {
        for param in params {
            self.params.retain(|known| known.name != param.name);
            self.params.push(param);
        }
        self
    }

    /// Declares the body as a record of this type.
    pub fn body(mut self, record_type: &'static str) -> Self {
        self.body = BodyKind::Record(record_type);
        self
    }

    /// Declares the body as JSON of any kind.
    pub fn json(mut self) -> Self {
        self.body = BodyKind::Json;
        self
    }

    /// Declares the body as a multipart form with files, or JSON.
    pub fn upload(mut self) -> Self {
        self.body = BodyKind::Upload;
        self
    }

    /// Declares the body as JSON, or a form about this model.
    pub fn fields(mut self, model: &'static str) -> Self {
        self.body = BodyKind::Fields(model);
        self
    }

    /// Says that the route changes something though its method is safe: other sites' pages may not use it.
    pub fn changing(mut self) -> Self {
        self.changes = true;
        self
    }

    /// Declares a listing in the three modes `page`, `id_set`, `all_ids`.
    pub fn paginated(mut self) -> Self {
        self.paginated = true;
        self
    }

    /// Speaks ARCS.
    pub fn arcs(mut self) -> Self {
        self.dialect = Dialect::Arcs;
        for param in &mut self.params {
            param.kind = crate::params::Kind::String;
        }
        self
    }

    /// Says what becomes of the session.
    pub fn sessions(mut self, sessions: Sessions) -> Self {
        self.sessions = sessions;
        self
    }

    /// Reads these keys together with the session.
    pub fn reads(mut self, reads: impl Fn(&Inputs) -> Vec<Key> + Send + Sync + 'static) -> Self {
        self.reads = Some(Arc::new(reads));
        self
    }

    /// Names the handler.
    pub fn to<H, F>(self, handler: H) -> Endpoint
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        Endpoint {
            method: self.method,
            path: self.path,
            permissions: self.permissions,
            one_of: self.one_of,
            params: self.params,
            body: self.body,
            paginated: self.paginated,
            dialect: self.dialect,
            sessions: self.sessions,
            changes: self.changes,
            reads: self.reads,
            handler: Arc::new(move |call| Box::pin(handler(call))),
            function: "",
        }
    }
}

/// Declares a route of ARCS under `/api`, the canonical place, and once more without, as the original has it.
pub fn with_alias(path: &str, declare: impl Fn(String) -> Endpoint) -> Vec<Endpoint> {
    vec![declare(format!("/api{path}")), declare(path.to_owned())]
}

/// Names the function that serves these routes.
pub fn group(function: &'static str, endpoints: Vec<Endpoint>) -> Vec<Endpoint> {
    endpoints.into_iter().map(|endpoint| Endpoint { function, ..endpoint }).collect()
}

/// The names in braces of a path; that of a parameter which takes all the rest (`{*name}`) without its asterisk.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')?.split('*').next_back())
}
