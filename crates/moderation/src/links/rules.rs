//! Which links may stand.

use std::collections::HashMap;

use super::{FoundLink, HostPattern, Service, Trick, host};

/// Hosts that are allowed, denied, or known to lead elsewhere.
///
/// An allowed host is itself, and with `www.`; a denied one is also every host below it. `*.` names
/// the hosts below and not the host. Of two that name a link the more exact one holds, of two that
/// are alike the denial.
#[derive(Debug, Clone, Default)]
pub struct LinkRules {
    listed: HashMap<String, Listed>,
    /// The allowed hosts by what they look like, and their owners.
    looks: HashMap<String, String>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Listed {
    allowed: Reach,
    denied: Reach,
    shortener: bool,
    invite: bool,
}

/// What an entry names: the host, what is below it, both.
#[derive(Debug, Clone, Copy, Default)]
struct Reach {
    itself: bool,
    below: bool,
}

/// Why a link may not stand without more ado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Its host is denied.
    Denied,
    /// Its host pretends to belong to this allowed one: `contoso.com.evil.example`, `c0ntoso.com`.
    Impersonates(String),
    /// It pretends; the gravest of its tricks.
    Trick(Trick),
    /// It leads into another chat.
    Invite,
    /// It leads anywhere.
    Shortener,
    /// Nothing is said of it.
    Unlisted,
}

impl LinkRules {
    /// Rules of these hosts, with more shorteners and invitations than the built-in ones.
    pub fn new(
        allow: &[HostPattern],
        deny: &[HostPattern],
        shorteners: &[HostPattern],
        invites: &[HostPattern],
    ) -> Self {
        let mut rules = Self::default();
        for pattern in allow {
            let allowed = &mut rules.entry(pattern).allowed;
            allowed.itself |= !pattern.below;
            allowed.below |= pattern.below;
            if let Some(owner) = host::registrable(&pattern.host) {
                rules.looks.insert(host::look(owner), owner.to_owned());
            }
        }
        for pattern in deny {
            let denied = &mut rules.entry(pattern).denied;
            denied.itself |= !pattern.below;
            denied.below = true;
        }
        for pattern in shorteners {
            rules.entry(pattern).shortener = true;
        }
        for pattern in invites {
            rules.entry(pattern).invite = true;
        }
        rules
    }

    fn entry(&mut self, pattern: &HostPattern) -> &mut Listed {
        self.listed.entry(pattern.host.clone()).or_default()
    }

    /// Why a link may not stand; `None` if its host is allowed.
    pub fn judge(&self, link: &FoundLink) -> Option<Why> {
        let listed = link.host.as_deref().and_then(|host| self.allows(host));
        match listed {
            Some(true) => return None,
            Some(false) => return Some(Why::Denied),
            None => {}
        }
        if let Some(allowed) = link
            .host
            .as_deref()
            .and_then(|host| self.impersonated(host))
        {
            return Some(Why::Impersonates(allowed.to_owned()));
        }
        if let Some(trick) = link.tricks.first() {
            return Some(Why::Trick(*trick));
        }
        Some(match link.service {
            Some(Service::Invite) => Why::Invite,
            Some(Service::Shortener) => Why::Shortener,
            None => Why::Unlisted,
        })
    }

    /// Whether a host is allowed or denied, if either.
    fn allows(&self, host: &str) -> Option<bool> {
        let mut at_www = host.strip_prefix("www.");
        for (depth, name) in names(host).enumerate() {
            let Some(listed) = self.listed.get(name) else {
                continue;
            };
            let of = |reach: Reach| {
                if depth == 0 {
                    reach.itself
                } else {
                    reach.below
                }
            };
            if of(listed.denied) {
                return Some(false);
            }
            let www = at_www.take_if(|www| *www == name).is_some();
            if of(listed.allowed) || (www && listed.allowed.itself) {
                return Some(true);
            }
        }
        None
    }

    pub(super) fn shortens(&self, host: &str) -> bool {
        self.listed.get(host).is_some_and(|listed| listed.shortener)
    }

    pub(super) fn invites(&self, host: &str) -> bool {
        self.listed.get(host).is_some_and(|listed| listed.invite)
    }

    pub(super) fn knows(&self, host: &str) -> bool {
        names(host).any(|name| self.listed.contains_key(name))
    }

    /// The allowed owner that a host looks like, and is not.
    fn impersonated(&self, host: &str) -> Option<&str> {
        if self.looks.is_empty() {
            return None;
        }
        let owner = host::registrable(host)?;
        if self.looks.values().any(|allowed| allowed == owner) {
            return None;
        }
        // A dash for a dot, and an owner in the middle: `contoso-com.evil.example`.
        let look = host::look(host).replace('-', ".");
        self.looks
            .iter()
            .find(|(allowed, _)| {
                let allowed = allowed.replace('-', ".");
                look.match_indices(allowed.as_str()).any(|(at, found)| {
                    let before = look.get(..at).unwrap_or_default();
                    let after = look.get(at + found.len()..).unwrap_or_default();
                    (before.is_empty() || before.ends_with('.'))
                        && (after.is_empty() || after.starts_with('.'))
                })
            })
            .map(|(_, owner)| owner.as_str())
    }
}

/// A host and the hosts above it: `a.b.c`, `b.c`, `c`.
fn names(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |name| {
        name.split_once('.').map(|(_, above)| above)
    })
}
