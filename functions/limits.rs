//! How often one caller may ask, by user and by client address.
//!
//! Counted in this process: with several instances a caller may be let through on each. ACS's own
//! limits hold beyond that.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::http::{HeaderMap, HeaderName};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::DashMapStateStore,
};

use crate::{error::Error, identities::UserKey, policy::Limits as Policy};

type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// The counters.
pub(crate) struct Limits {
    users: Keyed<UserKey>,
    addresses: Keyed<IpAddr>,
    address_header: HeaderName,
    clock: DefaultClock,
}

impl Limits {
    pub(crate) fn new(policy: Policy, address_header: HeaderName) -> Self {
        Self {
            users: RateLimiter::dashmap(Quota::per_minute(policy.per_user_per_minute)),
            addresses: RateLimiter::dashmap(Quota::per_minute(policy.per_address_per_minute)),
            address_header,
            clock: DefaultClock::default(),
        }
    }

    /// Counts a request of this user.
    pub(crate) fn check_user(&self, user: UserKey) -> Result<(), Error> {
        self.check(&self.users, &user)
    }

    /// Counts a request from the address that the platform wrote down. Without one there is
    /// nothing to count by: every caller would share one counter.
    pub(crate) fn check_address(&self, headers: &HeaderMap) -> Result<(), Error> {
        match client_address(headers, &self.address_header) {
            Some(address) => self.check(&self.addresses, &address),
            None => Ok(()),
        }
    }

    /// Forgets callers who have not come for a while, so that the counters stay few.
    pub(crate) fn forget_quiet(&self) {
        self.users.retain_recent();
        self.addresses.retain_recent();
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &Keyed<K>, key: &K) -> Result<(), Error> {
        limiter.check_key(key).map_err(|until| Error::RateLimited {
            retry_after: round_up(until.wait_time_from(self.clock.now())),
        })
    }
}

fn round_up(wait: Duration) -> Duration {
    Duration::from_secs(wait.as_secs() + 1)
}

/// The last entry: the host overwrites the header, and a proxy in front of it appends. An IPv6
/// address stands for its /64, which is what one subscriber has.
fn client_address(headers: &HeaderMap, name: &HeaderName) -> Option<IpAddr> {
    let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let address = last
        .parse::<IpAddr>()
        .or_else(|_| last.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()?;
    Some(match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(value: &str) -> Option<IpAddr> {
        let name = HeaderName::from_static("x-forwarded-for");
        let headers = HeaderMap::from_iter([(name.clone(), value.parse().unwrap())]);
        client_address(&headers, &name)
    }

    #[test]
    fn the_address_is_what_the_nearest_proxy_saw() {
        for (header, expected) in [
            ("203.0.113.7", Some("203.0.113.7")),
            ("203.0.113.7:49152", Some("203.0.113.7")),
            ("1.2.3.4, 203.0.113.7", Some("203.0.113.7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::")),
            ("[2001:db8:1:2:3:4:5:6]:443", Some("2001:db8:1:2::")),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(
                address(header),
                expected.map(|a| a.parse().unwrap()),
                "{header}"
            );
        }
    }

    #[test]
    fn one_caller_over_the_limit_does_not_stop_another() {
        let policy: Policy =
            toml::from_str("per_user_per_minute = 2\nper_address_per_minute = 1").unwrap();
        let limits = Limits::new(policy, HeaderName::from_static("x-forwarded-for"));
        let [anna, ben] = ["anna", "ben"].map(|user| UserKey::new("https://issuer", user));
        assert!(limits.check_user(anna).is_ok());
        assert!(limits.check_user(anna).is_ok());
        let Err(Error::RateLimited { retry_after }) = limits.check_user(anna) else {
            panic!("the third request of a minute went through");
        };
        assert!((1..=31).contains(&retry_after.as_secs()), "{retry_after:?}");
        assert!(limits.check_user(ben).is_ok());
    }
}
