//! The three ports.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::DevError;

/// Where the app and the simulator listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Addresses {
    pub(super) app: SocketAddr,
    pub(super) simulator_http: SocketAddr,
    pub(super) simulator_https: SocketAddr,
}

impl Addresses {
    /// Those that everybody knows, or three in a row.
    pub(super) fn new(base: Option<u16>) -> Self {
        let [app, http, https] = base.map_or([7071, 7080, 7443], |base| {
            [base, base.saturating_add(1), base.saturating_add(2)]
        });
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self {
            app: at(app),
            simulator_http: at(http),
            simulator_https: at(https),
        }
    }

    /// Said before anything is built.
    pub(super) fn must_be_free(self) -> Result<(), DevError> {
        let all = [self.app, self.simulator_http, self.simulator_https];
        let taken: Vec<_> = all
            .into_iter()
            .filter(|address| TcpListener::bind(address).is_err())
            .map(|address| address.port().to_string())
            .collect();
        let (ports, are) = match taken.as_slice() {
            [] => return Ok(()),
            [_] => ("Port", "is"),
            _ => ("Ports", "are"),
        };
        Err(DevError::PortsTaken(format!(
            "{ports} {} {are} in use, maybe by another `cargo dev` or `func`. \
             `cargo dev --port-base 9000` takes 9000, 9001 and 9002 instead.",
            taken.join(", ")
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ports() {
        let ports = |base| {
            let all = Addresses::new(base);
            [all.app, all.simulator_http, all.simulator_https].map(|address| address.port())
        };
        assert_eq!(ports(None), [7071, 7080, 7443]);
        assert_eq!(ports(Some(9000)), [9000, 9001, 9002]);
    }

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let free: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let addresses = Addresses {
            app: free,
            simulator_http: address,
            simulator_https: free,
        };
        assert_eq!(
            addresses.must_be_free().unwrap_err().to_string(),
            format!(
                "Port {} is in use, maybe by another `cargo dev` or `func`. \
                 `cargo dev --port-base 9000` takes 9000, 9001 and 9002 instead.",
                address.port()
            )
        );
    }
}
