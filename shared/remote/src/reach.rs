//! How far the archive may reach.

use std::net::SocketAddr;

use crate::network::is_public;

/// Ports at which files are published. Any other one is as likely a mail server or a database.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Which addresses the archive may speak to: the public internet, at the usual ports, and what its keeper has opened besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    opened: Vec<SocketAddr>,
}

impl Reach {
    /// The public internet, and these addresses: for servers on the archive's own machine.
    pub fn with(opened: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self { opened: opened.into_iter().collect() }
    }

    /// Reads what is opened: addresses with their ports, separated by commas (`127.0.0.1:8000,[::1]:8000`). `Err` holds what is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let opened = words.map(|word| word.parse().map_err(|_| word.to_owned()));
        opened.collect::<Result<_, _>>().map(|opened| Self { opened })
    }

    /// Whether a connection may be made to this address.
    pub fn admits(&self, address: SocketAddr) -> bool {
        self.opened.contains(&address) || (is_public(address.ip()) && PORTS.contains(&address.port()))
    }

    /// Whether this port may be asked for at some address.
    pub(crate) fn admits_port(&self, port: u16) -> bool {
        PORTS.contains(&port) || self.opened.iter().any(|opened| opened.port() == port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_addresses_are_opened() {
        let reach = Reach::read(" 127.0.0.1:8000, [::1]:8001 ,").unwrap();
        let admits = |address: &str| reach.admits(address.parse().unwrap());
        assert!(admits("127.0.0.1:8000") && admits("[::1]:8001"));
        assert!(!admits("127.0.0.1:8001") && !admits("[::1]:8000") && !admits("127.0.0.2:8000"));
        assert!(!admits("[::ffff:127.0.0.1]:8000") && !admits("10.0.0.1:80"));
        assert!(admits("1.1.1.1:443") && !admits("1.1.1.1:8000") && !admits("1.1.1.1:25"));
        assert_eq!(Reach::read("localhost:80"), Err("localhost:80".to_owned()));
        assert_eq!(Reach::read("127.0.0.1"), Err("127.0.0.1".to_owned()));
    }
}
