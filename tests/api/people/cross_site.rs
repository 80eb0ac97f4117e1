//! What other sites' pages may not do with a browser's credentials: every route of ARCS that changes something.

use api::endpoint::Sessions;
use api::{Dialect, Endpoint};
use http::Method;
use tests::Response;

use crate::harness::Fonds;

const REFUSED: &str = "requests from other sites are refused";

/// The routes that change something.
fn changing() -> Vec<Endpoint> {
    let mut endpoints = local::wiring::endpoints();
    endpoints.retain(|endpoint| endpoint.dialect == Dialect::Arcs && (endpoint.changes || !endpoint.method.is_safe()));
    endpoints
}

async fn send(fonds: &Fonds, endpoint: &Endpoint, headers: &[(&'static str, &str)]) -> Response {
    let fill = |segment: &str| if segment.starts_with('{') { "x".to_owned() } else { segment.to_owned() };
    let path = endpoint.path.split('/').map(fill).collect::<Vec<_>>().join("/");
    fonds.anonymous().send(endpoint.method.clone(), &path, headers, "{}").await
}

fn is_refused(answer: &Response) -> bool {
    answer.status == 403 && answer.json()["message"] == REFUSED
}

#[tokio::test]
async fn other_sites_change_nothing_with_a_cookie() {
    let fonds = Fonds::start().await;
    let own = fonds.anonymous().get("/about").await;
    assert_eq!(own.status, 200);
    let host = fonds.host();
    let foreign = [
        "null".to_owned(),
        "https://evil.test".to_owned(),
        format!("http://{host}.evil.test"),
        format!("http://evil.test/{host}"),
        format!("http://sub.{host}"),
        "http://127.0.0.1:1".to_owned(),
        "http://127.0.0.1".to_owned(),
        String::new(),
    ];
    let home = format!("http://{host}");
    let routes = changing();
    assert!(routes.len() > 60, "{} routes", routes.len());
    for endpoint in &routes {
        let token = fonds.admin().await.token().to_owned();
        let cookie = format!("ARCS={token}");
        let what = format!("{} {}", endpoint.method, endpoint.path);
        for origin in &foreign {
            let answer = send(&fonds, endpoint, &[("cookie", &cookie), ("origin", origin)]).await;
            assert!(is_refused(&answer), "{what} from {origin}: {} {}", answer.status, answer.text());
        }
        for site in ["cross-site", "same-site", "", "nonsense"] {
            let answer = send(&fonds, endpoint, &[("cookie", &cookie), ("sec-fetch-site", site)]).await;
            assert!(is_refused(&answer), "{what} from {site}: {} {}", answer.status, answer.text());
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site), ("origin", home.as_str())];
            assert!(is_refused(&send(&fonds, endpoint, &headers).await), "{what} from {site} as the own origin");
        }
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("origin", "https://evil.test")];
        assert!(is_refused(&send(&fonds, endpoint, &headers).await), "{what}: two headers that disagree");
        // Basic is sent along by browsers as well.
        let basic = [("authorization", "Basic YWRtaW46YWRtaW4="), ("origin", "https://evil.test")];
        assert!(is_refused(&send(&fonds, endpoint, &basic).await), "{what} by Basic");
    }
}

#[tokio::test]
async fn the_own_pages_and_clients_that_are_no_browsers_are_let_through() {
    let fonds = Fonds::start().await;
    let home = format!("http://{}", fonds.host());
    for endpoint in &changing() {
        let what = format!("{} {}", endpoint.method, endpoint.path);
        let ways: [&[(&'static str, &str)]; 5] = [
            &[],
            &[("origin", &home)],
            &[("origin", &home), ("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "same-origin")],
        ];
        for way in ways {
            let cookie = format!("ARCS={}", fonds.admin().await.token());
            let headers: Vec<_> = way.iter().copied().chain([("cookie", cookie.as_str())]).collect();
            let answer = send(&fonds, endpoint, &headers).await;
            assert!(!is_refused(&answer), "{what} {way:?}");
        }
        // A bearer token is never sent by a browser alone; and who has no credential has nothing to steal.
        let bearer = format!("Bearer {}", fonds.admin().await.token());
        let answer = send(&fonds, endpoint, &[("authorization", &bearer), ("origin", "https://other.test")]).await;
        assert!(!is_refused(&answer) || endpoint.sessions == Sessions::Ignored, "{what} by bearer token");
    }
}

#[tokio::test]
async fn a_cookie_is_nobody_in_the_other_api() {
    let fonds = Fonds::start().await;
    let cookie = format!("ARCS={}", fonds.admin().await.token());
    let routes = local::wiring::endpoints();
    let spoken: Vec<(Method, String)> = routes
        .iter()
        .filter(|endpoint| endpoint.dialect == Dialect::Arcs)
        .map(|endpoint| (endpoint.method.clone(), endpoint.path.clone()))
        .collect();
    let mut asked = 0;
    for endpoint in routes.iter().filter(|endpoint| endpoint.dialect == Dialect::ArchivesSpace) {
        let guarded = !endpoint.permissions.is_empty() && !endpoint.path.contains("{repo_id}");
        // Of two that share a path, the cookie means the other one.
        if !guarded || spoken.contains(&(endpoint.method.clone(), endpoint.path.clone())) {
            continue;
        }
        asked += 1;
        let path = endpoint.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let answer = fonds.anonymous().send(endpoint.method.clone(), &path, &[("cookie", &cookie)], "").await;
        assert!([400, 403].contains(&answer.status), "{} {path}: {}", endpoint.method, answer.status);
    }
    assert!(asked > 20, "{asked} routes");
}
