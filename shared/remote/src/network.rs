//! Which internet addresses are public: the special-purpose registries of IANA as a table.
//!
//! Of IPv6 only `2000::/3` is handed out to anybody, so what is not in there (loopback, link-local, unique local, multicast, IPv4 in its
//! mapped, compatible and translated forms) needs no line of its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What of IPv4 is not public: a network, and the bits that name it.
const REFUSED_V4: &[(Ipv4Addr, u32)] = &[
    // "This network".
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by the customers of a provider; a cloud's metadata among them.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local: the metadata and the credentials of most clouds.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // A cloud's metadata at an address that looks public.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // Protocol assignments.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Anycast services of the network itself: AS112, multicast tunnels, relays of 6to4.
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Measurements.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast, then what is reserved, with the broadcast address.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What of IPv6 may be public at all.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What of that is not.
const REFUSED_V6: &[(Ipv6Addr, u32)] = &[
    // Protocol assignments; Teredo among them, which hides an IPv4 address.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4: an IPv4 address follows.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // AS112.
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
];

/// Whether an address belongs to the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !REFUSED_V4.iter().any(|network| is_in_v4(address, *network)),
        IpAddr::V6(address) => {
            let refused = REFUSED_V6.iter().any(|network| is_in_v6(address, *network));
            is_in_v6(address, GLOBAL_V6) && !refused && !is_isatap(address)
        }
    }
}

fn is_in_v4(address: Ipv4Addr, (network, length): (Ipv4Addr, u32)) -> bool {
    address.to_bits() >> (Ipv4Addr::BITS - length) == network.to_bits() >> (Ipv4Addr::BITS - length)
}

fn is_in_v6(address: Ipv6Addr, (network, length): (Ipv6Addr, u32)) -> bool {
    address.to_bits() >> (Ipv6Addr::BITS - length) == network.to_bits() >> (Ipv6Addr::BITS - length)
}

/// Tunnels of ISATAP may begin with any network: the IPv4 address that they lead to stands at the end, after this mark.
fn is_isatap(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    matches!(segments[4], 0x0000 | 0x0200) && segments[5] == 0x5efe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(addresses: &[&str], expected: bool) {
        for address in addresses {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn what_anybody_may_reach_is_public() {
        all(
            &["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"],
            true,
        );
        all(&["128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0"], true);
        all(&["192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"], true);
        all(&["168.63.129.15", "168.63.129.17", "203.0.112.255", "203.0.114.0", "198.51.99.255", "198.51.101.0"], true);
        all(&["2606:4700:4700::1111", "2001:200::1", "2001:4860:4860::8888", "2a00:1450:4001::200e", "3ffe::1"], true);
    }

    #[test]
    fn what_only_some_may_reach_is_not() {
        all(
            &["0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255"],
            false,
        );
        all(&["127.0.0.1", "127.255.255.255", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1"], false);
        all(&["172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1"], false);
        all(&["198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255"], false);
        all(&["240.0.0.1", "255.255.255.255", "168.63.129.16", "192.31.196.1", "192.52.193.1", "192.175.48.1"], false);
    }

    #[test]
    fn ipv6_hides_nothing() {
        all(&["::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"], false);
        all(&["64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::a00:1", "100::1", "100:0:0:1::1"], false);
        all(&["2001::1", "2001:0:53aa:64c:0:7fff:80ff:fffe", "2001:10::1", "2001:20::1", "2001:db8::1"], false);
        all(&["2002:7f00:1::1", "2002:a9fe:a9fe::1", "3fff::1", "3fff:fff:ffff::1", "2620:4f:8000::1"], false);
        all(&["fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "5f00::1", "4000::1"], false);
        all(&["2a00:1450::5efe:7f00:1", "2a00:1450:4001:1:200:5efe:a00:1"], false);
    }
}
