//! An address as a client writes it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use thiserror::Error;
use url::{Host, Url};

use crate::reach::Reach;

/// Bytes that an address may have.
const LONGEST: usize = 2048;

/// Endings of names that mean something inside of a network only, or nothing at all.
const INNER_NAMES: [&str; 8] = ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid"];

/// Why an address is not asked for anything. The texts are the client's to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It is no address.
    #[error("url is not a web address")]
    Unreadable,
    /// It is longer than any that works everywhere.
    #[error("url is longer than {LONGEST} bytes")]
    TooLong,
    /// It is not one of the web's.
    #[error("url must begin with http:// or https://")]
    Scheme,
    /// A name or a password stands in it. What is stored and shown with a job is no place for them.
    #[error("url must hold no name and no password")]
    Credentials,
    /// The port is not one at which files are published.
    #[error("url names a port that this archive does not fetch from")]
    Port,
    /// It leads into a network that is not public.
    #[error("url leads to a place that this archive does not fetch from")]
    Inner,
}

/// An address on the web that the archive may ask for a file, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    url: Url,
    port: u16,
}

impl Target {
    /// Reads an address, and judges what its text tells.
    pub fn parse(text: &str, reach: &Reach) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::TooLong);
        }
        // Browsers drop them wherever they stand; whoever writes them into an address wants it misread.
        if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
            return Err(Refusal::Unreadable);
        }
        Self::judge(Url::parse(text).map_err(|_| Refusal::Unreadable)?, reach)
    }

    /// Where a redirection from here leads.
    pub fn follow(&self, location: &str, reach: &Reach) -> Result<Self, Refusal> {
        if location.len() > LONGEST {
            return Err(Refusal::TooLong);
        }
        Self::judge(self.url.join(location).map_err(|_| Refusal::Unreadable)?, reach)
    }

    fn judge(mut url: Url, reach: &Reach) -> Result<Self, Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let port = url.port_or_known_default().ok_or(Refusal::Port)?;
        let host = url.host().ok_or(Refusal::Unreadable)?;
        let is_outer = match host {
            Host::Domain(name) => is_outer_name(name),
            Host::Ipv4(address) => is_outer_address(IpAddr::V4(address), port, reach),
            Host::Ipv6(address) => is_outer_address(IpAddr::V6(address), port, reach),
        };
        if !is_outer {
            return Err(Refusal::Inner);
        }
        if !reach.admits_port(port) {
            return Err(Refusal::Port);
        }
        // It is for the browser, and never sent.
        url.set_fragment(None);
        Ok(Self { url, port })
    }

    /// Whether it is asked under encryption.
    pub fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The server: a name, or an address in its one spelling (IPv6 without brackets).
    pub fn host(&self) -> String {
        match self.url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => String::new(),
        }
    }

    /// The server's address, where no name stands for it.
    pub fn address(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
        }
    }

    /// The server's port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port for the header `Host`: without the port that the scheme means anyway.
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Path and query.
    pub fn path_and_query(&self) -> String {
        let query = self.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", self.url.path())
    }

    /// The last part of the path, percent-encoded as it stands; empty when there is none.
    pub fn last_segment(&self) -> &str {
        self.url.path().rsplit('/').next().unwrap_or_default()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(formatter)
    }
}

fn is_outer_address(address: IpAddr, port: u16, reach: &Reach) -> bool {
    crate::is_public(address) || reach.admits(SocketAddr::new(address, port))
}

/// Names with one part only, and those of some endings, mean something in a network of one's own.
fn is_outer_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_inner = |inner: &&str| name.strip_suffix(*inner).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    name.contains('.') && !name.ends_with('.') && !INNER_NAMES.iter().any(is_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<Refusal> {
        Target::parse(text, &Reach::default()).err()
    }

    #[test]
    fn public_addresses_are_taken() {
        for text in [
            "http://example.org",
            "https://example.org/a/b.jpg?size=full#top",
            "HTTPS://EXAMPLE.ORG:443/",
            "http://example.org:8080/",
            "http://example.org./",
            "http://93.184.216.34/x",
            "http://[2606:4700::1111]/x",
            "https://bücher.example/ü.png",
            "http://localhost.example.org/",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn inner_addresses_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "127.0.1",
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
            "[::ffff:a9fe:a9fe]",
            "[::127.0.0.1]",
            "[64:ff9b::169.254.169.254]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "[ff02::1]",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "100.64.0.1",
            "255.255.255.255",
            "①②⑦.⓪.⓪.①",
            "１２７.０.０.１",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "metadata.google.internal",
            "instance-data",
            "printer.local",
            "router.lan",
            "x.home.arpa",
            "x.onion",
            "db",
        ] {
            for text in [format!("http://{host}/"), format!("https://{host}:8443/latest/meta-data/")] {
                assert_eq!(refusal(&text), Some(Refusal::Inner), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, expected) in [
            ("", Refusal::Unreadable),
            ("example.org", Refusal::Unreadable),
            ("//example.org/", Refusal::Unreadable),
            ("http://", Refusal::Unreadable),
            ("http://[fe80::1%25eth0]/", Refusal::Unreadable),
            ("http://[::1", Refusal::Unreadable),
            ("http://256.256.256.256/", Refusal::Unreadable),
            ("http://1.2.3.4.5/", Refusal::Unreadable),
            ("http://exa mple.org/", Refusal::Unreadable),
            ("http://example.org/\r\nHost: x", Refusal::Unreadable),
            ("ht\ttp://example.org/", Refusal::Unreadable),
            (" http://example.org/", Refusal::Unreadable),
            ("http://example.org:99999/", Refusal::Unreadable),
            ("http://ex%00ample.org/", Refusal::Unreadable),
            ("file:///etc/passwd", Refusal::Scheme),
            ("FILE://localhost/etc/passwd", Refusal::Scheme),
            ("ftp://example.org/x", Refusal::Scheme),
            ("gopher://example.org/", Refusal::Scheme),
            ("javascript:alert(1)", Refusal::Scheme),
            ("data:text/plain,x", Refusal::Scheme),
            ("jar:http://example.org!/", Refusal::Scheme),
            ("view-source:http://example.org/", Refusal::Scheme),
            ("http://user@example.org/", Refusal::Credentials),
            ("http://:secret@example.org/", Refusal::Credentials),
            ("http://example.org:80@127.0.0.1/", Refusal::Credentials),
            ("http://example.org@169.254.169.254/", Refusal::Credentials),
            ("http://127.0.0.1\\@example.org/", Refusal::Inner),
            ("http://127.0.0.1#@example.org/", Refusal::Inner),
            ("http://127.0.0.1?@example.org/", Refusal::Inner),
            ("http:127.0.0.1/", Refusal::Inner),
            ("http:\\\\127.0.0.1\\", Refusal::Inner),
            ("http:///127.0.0.1/", Refusal::Inner),
            ("http://example.org:22/", Refusal::Port),
            ("http://example.org:6379/", Refusal::Port),
            ("http://93.184.216.34:25/", Refusal::Port),
            ("http://example.org:0/", Refusal::Port),
        ] {
            assert_eq!(refusal(text), Some(expected), "{text}");
        }
        assert_eq!(refusal(&format!("http://example.org/{}", "x".repeat(3000))), Some(Refusal::TooLong));
    }

    #[test]
    fn redirections_are_judged_like_addresses() {
        let reach = Reach::default();
        let start = Target::parse("https://example.org/a/b?c#d", &reach).unwrap();
        let follow = |location: &str| start.follow(location, &reach).map(|target| target.to_string());
        assert_eq!(follow("../x").as_deref(), Ok("https://example.org/x"));
        assert_eq!(follow("//example.net/y").as_deref(), Ok("https://example.net/y"));
        assert_eq!(follow("//127.0.0.1/y"), Err(Refusal::Inner));
        assert_eq!(follow("\\\\127.0.0.1\\y"), Err(Refusal::Inner));
        assert_eq!(follow("file:///etc/passwd"), Err(Refusal::Scheme));
        assert_eq!(follow("https://a:b@example.net/"), Err(Refusal::Credentials));
    }

    #[test]
    fn an_opened_address_is_taken_at_its_port_alone() {
        let reach = Reach::read("127.0.0.1:9000").unwrap();
        let taken = |text: &str| Target::parse(text, &reach).is_ok();
        assert!(taken("http://127.0.0.1:9000/x") && taken("http://2130706433:9000/"));
        assert!(!taken("http://127.0.0.1/") && !taken("http://127.0.0.1:8080/") && !taken("http://127.0.0.2:9000/"));
        assert!(!taken("http://localhost:9000/") && !taken("http://[::1]:9000/"));
    }

    #[test]
    fn requests_are_made_of_parts() {
        let target = Target::parse("http://[2606:4700::1111]:8080/a/b%20c.jpg?x=1#y", &Reach::default()).unwrap();
        assert_eq!(target.authority(), "[2606:4700::1111]:8080");
        assert_eq!((target.host().as_str(), target.port()), ("2606:4700::1111", 8080));
        assert_eq!(target.path_and_query(), "/a/b%20c.jpg?x=1");
        assert_eq!(target.last_segment(), "b%20c.jpg");
        assert!(!target.is_secure() && target.to_string().ends_with("?x=1"));
    }
}
