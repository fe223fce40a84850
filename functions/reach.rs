//! Which addresses a webhook may reach: not this machine, not its neighbours on the link, not the
//! cloud's metadata. Otherwise a policy, or whoever answers for a name, could make the app a window
//! into what only the app can see.
//!
//! The check is made on the address that the connection is opened to, so that a name which changes
//! its mind between the check and the connection gains nothing.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use azure_core::http::Url;
use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};

/// Azure's own agent, which answers every virtual machine:
/// <https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16>
const WIRE_SERVER: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// The client that webhooks are sent with: short patience, no redirects, no proxy, and only
/// addresses in reach.
pub(crate) fn client(private: bool) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(10))
        .redirect(redirect::Policy::none())
        .user_agent(concat!("frontdesk/", env!("CARGO_PKG_VERSION")))
        // A proxy would resolve the name for us, past the check.
        .no_proxy();
    if private {
        return builder.build();
    }
    builder.dns_resolver(OutOfReach).build()
}

/// Whether a URL's host is an address that is out of reach; names are looked at when they are resolved.
pub(crate) fn is_out_of_reach(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse();
    address.is_ok_and(is_private)
}

/// Resolves as the system does, and leaves out what is out of reach.
struct OutOfReach;

impl Resolve for OutOfReach {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> =
                found.filter(|address| !is_private(address.ip())).collect();
            if allowed.is_empty() {
                let why = "its name leads to an address that webhooks may not reach";
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, why).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            v4.is_loopback()
                || v4.is_link_local() // with 169.254.169.254, the metadata service
                || v4.is_multicast()
                || v4.octets().first() == Some(&0) // "this network": on Linux, this machine
                || v4.is_broadcast()
                || v4 == WIRE_SERVER
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unicast_link_local()
                || v6.is_multicast()
                || embedded_v4(v6).is_some_and(|v4| is_private(v4.into()))
        }
    }
}

/// The IPv4 address behind an IPv6 one: IPv4-compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
fn embedded_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let pair = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match v6.segments() {
        [0, 0, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(pair(high, low))
        }
        [0x2002, high, low, ..] => Some(pair(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_the_metadata_are_out_of_reach_however_they_are_written() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0.0.0.0:80/",
            "http://0.1.2.3/",
            "http://169.254.169.254/metadata/instance",
            "http://168.63.129.16/",
            "http://255.255.255.255/",
            "http://224.0.0.1/",
            "http://[::1]/",
            "http://[::]/",
            "http://[fe80::1]/",
            "http://[ff02::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://[2002:7f00:1::]/",
        ] {
            assert!(is_out_of_reach(&url.parse().unwrap()), "{url}");
        }
        for url in [
            "https://example.com/",
            "https://20.1.2.3/",
            "https://10.0.0.7/", // a virtual network of one's own
            "https://[2603:1030::1]/",
            "https://[64:ff9b::1401:203]/",
        ] {
            assert!(!is_out_of_reach(&url.parse().unwrap()), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_out_of_reach() {
        let error = client(false)
            .unwrap()
            .get("http://localhost:9/")
            .send()
            .await
            .unwrap_err();
        let mut causes =
            std::iter::successors(Some(&error as &dyn std::error::Error), |e| e.source());
        assert!(
            causes.any(|e| e.to_string().contains("may not reach")),
            "{error:?}"
        );
    }
}
