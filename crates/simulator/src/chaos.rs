//! Faults on demand: errors, delays and dropped connections, per service.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{Service, rng::Rng};

/// What goes wrong at one service. The default is a fault-free service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chaos {
    /// The status to answer instead of serving the request, 400..=599.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The connection is closed without an answer.
    pub down: bool,
    /// A faulty request is served first, so that only its answer is lost: what a caller may repeat
    /// must not be done twice.
    #[serde(skip_serializing_if = "is_false")]
    pub served: bool,
    /// The share of requests that `status` and `down` hit, 0..=1; drawn from the simulator's seed.
    pub rate: f64,
    /// Delay before every answer of the service, faulty or not, in milliseconds of real time.
    pub latency_ms: u64,
    /// The `Retry-After` header of an injected error, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Only routes that contain this text are faulty or delayed, such as `:issueAccessToken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// How many faults remain; `None` is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Default for Chaos {
    fn default() -> Self {
        Self {
            status: None,
            down: false,
            served: false,
            rate: 1.0,
            latency_ms: 0,
            retry_after: None,
            route: None,
            times: None,
        }
    }
}

impl Chaos {
    /// What is wrong with the values, in words for the person who wrote them.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        if !(0.0..=1.0).contains(&self.rate) {
            Some("rate must be between 0 and 1")
        } else if self
            .status
            .is_some_and(|status| !(400..=599).contains(&status))
        {
            Some("status must be between 400 and 599")
        } else {
            None
        }
    }
}

/// What happens to one request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
    /// Whether the request is served before it fails.
    pub(crate) served: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Down,
    Status {
        status: u16,
        retry_after: Option<u64>,
    },
}

/// The faults of all services and the dice that they are drawn with.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) services: BTreeMap<Service, Chaos>,
    rng: Rng,
}

impl Plan {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            services: BTreeMap::new(),
            rng: Rng::new(seed),
        }
    }

    /// Decides about one request. Draws a number only when a fault is possible, so that the
    /// sequence of faults depends on the seed and the requests of faulty routes alone.
    pub(crate) fn draw(&mut self, service: Service, route: &str) -> Fate {
        let none = Fate {
            delay: Duration::ZERO,
            fault: None,
            served: false,
        };
        let Some(chaos) = self.services.get_mut(&service) else {
            return none;
        };
        if chaos
            .route
            .as_ref()
            .is_some_and(|part| !route.contains(part.as_str()))
        {
            return none;
        }
        let delay = Duration::from_millis(chaos.latency_ms);
        let possible = (chaos.down || chaos.status.is_some()) && chaos.times != Some(0);
        if !possible || !self.rng.chance(chaos.rate) {
            return Fate { delay, ..none };
        }
        chaos.times = chaos.times.map(|times| times - 1);
        let fault = match chaos.status {
            Some(status) if !chaos.down => Fault::Status {
                status,
                retry_after: chaos.retry_after,
            },
            _ => Fault::Down,
        };
        Fate {
            delay,
            fault: Some(fault),
            served: chaos.served,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chaos, Fault, Plan};
    use crate::Service;

    fn faults(seed: u64) -> Vec<bool> {
        let mut plan = Plan::new(seed);
        plan.services.insert(
            Service::Acs,
            Chaos {
                status: Some(503),
                rate: 0.5,
                ..Chaos::default()
            },
        );
        (0..64)
            .map(|_| plan.draw(Service::Acs, "/identities").fault.is_some())
            .collect()
    }

    #[test]
    fn the_seed_decides_which_requests_fail() {
        assert_eq!(faults(3), faults(3));
        assert_ne!(faults(3), faults(4));
        assert!(faults(3).contains(&true) && faults(3).contains(&false));
    }

    #[test]
    fn a_fault_is_limited_to_its_service_its_route_and_its_count() {
        let mut plan = Plan::new(0);
        plan.services.insert(
            Service::Acs,
            Chaos {
                status: Some(429),
                retry_after: Some(7),
                route: Some(":issue".into()),
                times: Some(1),
                ..Chaos::default()
            },
        );
        let issue = "/identities/{id}/:issueAccessToken";
        assert_eq!(plan.draw(Service::Acs, "/identities").fault, None);
        assert_eq!(plan.draw(Service::Vault, issue).fault, None);
        assert_eq!(
            plan.draw(Service::Acs, issue).fault,
            Some(Fault::Status {
                status: 429,
                retry_after: Some(7)
            })
        );
        assert_eq!(plan.draw(Service::Acs, issue).fault, None);
    }

    #[test]
    fn values_out_of_range_are_named() {
        let bad = |chaos: Chaos| chaos.problem();
        assert_eq!(
            bad(Chaos {
                rate: 1.5,
                ..Chaos::default()
            }),
            Some("rate must be between 0 and 1")
        );
        assert_eq!(
            bad(Chaos {
                status: Some(200),
                ..Chaos::default()
            }),
            Some("status must be between 400 and 599")
        );
        assert_eq!(bad(Chaos::default()), None);
    }
}
