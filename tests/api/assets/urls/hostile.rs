//! Addresses that lead into the archive's own network, in every disguise: no connection is made to any of them.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fetcher::{Failure, Fetcher, Internet, Network};
use remote::{Reach, Refusal};
use serde_json::json;
use store::quarantine::Place;
use tokio::net::TcpStream;
use uuid::Uuid;

use super::site::{Site, answer, redirect};
use crate::harness::{Fonds, SHORT};

/// Hosts that stand for something inside; `PORT` is that of a server that nobody may reach.
const HOSTS: &[&str] = &[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "10.0.0.1",
    "192.168.0.1",
    "172.31.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "metadata.google.internal",
    "printer.local",
    "db",
    "user@127.0.0.1",
    "example.org:80@127.0.0.1",
    "example.org%40127.0.0.1",
    "example.org@169.254.169.254",
    "127.0.0.1\\@example.org",
];

/// Addresses that are none of the web's, or no addresses.
const TEXTS: &[&str] = &[
    "file:///etc/passwd",
    "FILE://localhost/etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1/",
    "jar:http://127.0.0.1!/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "//127.0.0.1/",
    "http:127.0.0.1",
    "http:\\\\127.0.0.1\\",
    "http:///127.0.0.1/",
    "ht\ttp://127.0.0.1/",
    "http://127.0.0.1/\r\nHost: x",
    "http://example.org:22/",
    "http://example.org:6379/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://[::1",
    "http://",
    "http://exa mple.org/",
];

/// The real network, but for names, which stand for what the test wants; and for connections, which are counted.
struct Watched {
    /// The answers for each name, one after the other; the last one stays.
    names: Vec<(&'static str, Vec<Vec<IpAddr>>)>,
    asked: AtomicUsize,
    connected: Mutex<Vec<SocketAddr>>,
}

impl Watched {
    fn new(names: Vec<(&'static str, Vec<Vec<IpAddr>>)>) -> Self {
        Self { names, asked: AtomicUsize::new(0), connected: Mutex::default() }
    }
}

/// A network that the test and the fetcher both hold.
struct Shared(Arc<Watched>);

impl Network for Shared {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let number = self.0.asked.fetch_add(1, Ordering::SeqCst);
        let found = self.0.names.iter().find(|(known, _)| *known == name);
        let answers = &found.ok_or_else(|| io::Error::other("no such name"))?.1;
        Ok(answers[number.min(answers.len() - 1)].clone())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        self.0.connected.lock().unwrap().push(address);
        Internet.connect(address).await
    }
}

fn place() -> Place {
    Place { job: Uuid::now_v7(), attempt: 1 }
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

async fn fetch(fonds: &Fonds, reach: Reach, network: &Arc<Watched>, url: &str) -> Result<u64, Failure> {
    let fetcher = Fetcher::new(fonds.store.clone(), reach, SHORT, Shared(Arc::clone(network))).unwrap();
    fetcher.fetch(url, place()).await.map(|download| download.size)
}

/// Every hostile address, with the ports of servers that count who comes.
fn hostile(ports: &[u16]) -> Vec<String> {
    let port = |port: &u16| HOSTS.iter().map(|host| format!("http://{host}:{port}/")).collect::<Vec<_>>();
    let at_ports = ports.iter().flat_map(port);
    let usual = HOSTS.iter().flat_map(|host| [format!("http://{host}/"), format!("https://{host}/")]);
    at_ports.chain(usual).chain(TEXTS.iter().map(|text| (*text).to_owned())).collect()
}

#[tokio::test]
async fn hostile_addresses_are_refused_at_once() {
    let inner = Site::start(|_, _| answer("200 OK", &[], b"secret")).await;
    let opened = Site::start(|_, _| answer("200 OK", &[], b"open")).await;
    let fonds = Fonds::reaching([opened.address]).await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    for url in hostile(&[inner.address.port()]) {
        let refused = admin.post("/api/resources", &json!({ "url": url, "public": true })).await;
        assert_eq!(refused.status, 400, "{url}: {}", refused.text());
        assert!(!refused.text().contains("secret"));
    }
    // Nor may an administrator ask for the job itself.
    let job = json!({ "name": "download_file", "data": { "url": "http://169.254.169.254/" } });
    admin.post("/api/jobs", &job).await.expect(400);
    assert_eq!(admin.get("/api/jobs").await.ok(), json!([]));
    assert_eq!((inner.visits(), opened.visits()), (0, 0));
}

#[tokio::test]
async fn the_fetcher_believes_no_address() {
    let fonds = Fonds::start().await;
    let inner = Site::start(|_, _| answer("200 OK", &[], b"secret")).await;
    let network = Arc::new(Watched::new(vec![]));
    for url in hostile(&[inner.address.port()]) {
        let failure = fetch(&fonds, Reach::default(), &network, &url).await.unwrap_err();
        assert!(matches!(failure, Failure::Refused(_)), "{url}: {failure}");
    }
    assert_eq!(*network.connected.lock().unwrap(), vec![]);
    assert_eq!((network.asked.load(Ordering::SeqCst), inner.visits()), (0, 0));
}

#[tokio::test]
async fn names_are_judged_by_all_that_they_stand_for() {
    let fonds = Fonds::start().await;
    let inner = Site::start(|_, _| answer("200 OK", &[], b"secret")).await;
    let reach = Reach::with([inner.address]);
    for addresses in [
        vec!["169.254.169.254"],
        vec!["10.1.2.3"],
        vec!["::1"],
        vec!["::ffff:127.0.0.1"],
        vec!["fd00:ec2::254"],
        vec!["64:ff9b::7f00:1"],
        vec!["2002:7f00:1::1"],
        vec!["0.0.0.0"],
        // One of them would be allowed.
        vec!["127.0.0.1", "10.0.0.1"],
        vec!["127.0.0.1", "::1"],
        vec!["93.184.216.34", "169.254.169.254"],
    ] {
        let answers = vec![addresses.iter().map(|address| ip(address)).collect()];
        let network = Arc::new(Watched::new(vec![("looks-harmless.example", answers)]));
        let url = format!("http://looks-harmless.example:{}/", inner.address.port());
        let failure = fetch(&fonds, reach.clone(), &network, &url).await.unwrap_err();
        assert_eq!(failure, Failure::Refused(Refusal::Inner), "{addresses:?}");
        assert_eq!(*network.connected.lock().unwrap(), vec![], "{addresses:?}");
    }
    assert_eq!(inner.visits(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_not_asked_again() {
    let fonds = Fonds::start().await;
    let opened = Site::start(|_, _| answer("200 OK", &[], b"open")).await;
    let port = opened.address.port();
    let inner = Site::at(&format!("127.0.0.2:{port}"), |_, _| answer("200 OK", &[], b"secret")).await;
    let rebinding = || vec![("rebinding.example", vec![vec![ip("127.0.0.1")], vec![ip("127.0.0.2")]])];
    let network = Arc::new(Watched::new(rebinding()));
    let reach = Reach::with([opened.address]);
    let url = format!("http://rebinding.example:{port}/");
    // What was judged is what is connected to.
    assert_eq!(fetch(&fonds, reach.clone(), &network, &url).await, Ok(4));
    assert_eq!((network.asked.load(Ordering::SeqCst), opened.visits(), inner.visits()), (1, 1, 0));
    // The next request finds the other address, and is refused.
    assert_eq!(fetch(&fonds, reach.clone(), &network, &url).await, Err(Failure::Refused(Refusal::Inner)));
    // And so is a redirection to the same name.
    let again = url.clone();
    let circling = Site::start(move |_, _| redirect(&again)).await;
    let names = vec![("rebinding.example", vec![vec![ip("127.0.0.2")]])];
    let network = Arc::new(Watched::new(names));
    let reach = Reach::with([opened.address, circling.address]);
    assert_eq!(fetch(&fonds, reach, &network, &circling.url("/")).await, Err(Failure::Refused(Refusal::Inner)));
    assert_eq!(*network.connected.lock().unwrap(), vec![circling.address]);
    assert_eq!((opened.visits(), inner.visits()), (1, 0));
}

#[tokio::test]
async fn redirections_are_judged_like_addresses() {
    let fonds = Fonds::start().await;
    let inner = Site::start(|_, _| answer("200 OK", &[], b"secret")).await;
    let addresses: Vec<String> = hostile(&[inner.address.port()])
        .into_iter()
        // What no header may hold, and what a redirection from here makes an address of this very server.
        .filter(|url| url.is_ascii() && !url.chars().any(char::is_control))
        .filter(|url| url.contains("://") && !url.contains("[::1\0"))
        .collect();
    let sent = addresses.clone();
    let site = Site::start(move |path, _| redirect(&sent[path[1..].parse::<usize>().unwrap()])).await;
    let reach = Reach::with([site.address]);
    for (number, url) in addresses.iter().enumerate() {
        let network = Arc::new(Watched::new(vec![]));
        let failure = fetch(&fonds, reach.clone(), &network, &site.url(&format!("/{number}"))).await.unwrap_err();
        assert!(matches!(failure, Failure::Refused(_)), "{url}: {failure}");
        assert_eq!(*network.connected.lock().unwrap(), vec![site.address], "{url}");
    }
    assert!(addresses.len() > 100 && inner.visits() == 0);
}
