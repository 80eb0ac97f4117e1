//! A caller of the archive: who asks, and the requests that are made in their name.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::response::Response;

/// A pool of connections. It belongs to the runtime that it was made in.
pub type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// A client without TLS: everything measured here is on loopback.
pub fn http_client() -> HttpClient {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

/// Somebody who asks, with a session or without one.
#[derive(Clone)]
pub struct Caller {
    http: HttpClient,
    base_url: String,
    token: Option<String>,
    is_bearing: bool,
}

impl Caller {
    /// Somebody without a session.
    pub fn anonymous(http: HttpClient, base_url: &str) -> Self {
        Self { http, base_url: base_url.to_owned(), token: None, is_bearing: false }
    }

    /// The same, with this session token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same, who sends the session as a bearer token: on paths that both APIs have, that is ARCS.
    #[must_use]
    pub fn bearing(&self) -> Self {
        Self { is_bearing: true, ..self.clone() }
    }

    /// Logs in, and takes the session.
    pub async fn log_in(&self, username: &str, password: &str) -> Self {
        let answer = self.form(&format!("/users/{username}/login"), &[("password", password)]).await.ok();
        self.with_token(answer["session"].as_str().unwrap())
    }

    /// The session token.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, &[], Bytes::new()).await
    }

    /// `HEAD`.
    pub async fn head(&self, path: &str) -> Response {
        self.send(Method::HEAD, path, &[], Bytes::new()).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Response {
        self.send(Method::DELETE, path, &[], Bytes::new()).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string()).await
    }

    /// `POST` of a JSON body that creates a record; its URI.
    pub async fn create(&self, path: &str, body: &Value) -> String {
        let answer = self.post(path, body).await.ok();
        answer["uri"].as_str().unwrap().to_owned()
    }

    /// `POST` of an urlencoded form.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let pairs = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.send(Method::POST, path, &[("content-type", "application/x-www-form-urlencoded")], body).await
    }

    /// `POST` of a multipart form: plain fields, and files as (field, file name, content type, bytes).
    pub async fn multipart(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &str, &[u8])],
    ) -> Response {
        const BOUNDARY: &str = "fonds-boundary-7d3f";
        let mut body = vec![];
        for (name, value) in fields {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (name, file_name, content_type, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
                 Content-Type: {content_type}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(Method::POST, path, &[("content-type", &content_type)], body).await
    }

    /// Any request.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: impl Into<Bytes>,
    ) -> Response {
        let what = format!("{method} {path}");
        let url = if path.starts_with("http://") { path.to_owned() } else { format!("{}{path}", self.base_url) };
        let mut request = Request::new(Full::new(body.into()));
        *request.method_mut() = method;
        *request.uri_mut() = url.parse().unwrap();
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).unwrap();
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        if let Some(token) = &self.token {
            let (name, value) = if self.is_bearing {
                ("authorization", format!("Bearer {token}"))
            } else {
                ("x-archivesspace-session", token.clone())
            };
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let answer = self.http.request(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Response { what, status: head.status.as_u16(), headers: head.headers, body }
    }
}

/// Percent-encodes a value of a query or a form.
pub fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
