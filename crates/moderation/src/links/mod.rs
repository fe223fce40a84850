//! Links in a text, however they are written, and what is wrong with them.

use std::{fmt, ops::Range};

/// A link. `Debug` shows its host, not its path.
#[derive(Clone, PartialEq, Eq)]
pub struct FoundLink {
    /// Its bytes in the text that was scanned; for an aside, the text that it hides behind, which
    /// may be empty.
    pub span: Range<usize>,
    /// Which of [`Extracted::asides`](crate::extract::Extracted::asides) it is from, if it is.
    pub aside: Option<usize>,
    /// As a browser would open it.
    pub url: String,
    /// Its host in lower case and punycode; `None` for a scheme without one.
    pub host: Option<String>,
    /// The part of the host that somebody registered, `example.co.uk` of `www.example.co.uk`.
    pub registrable: Option<String>,
    /// What is suspicious about it in itself.
    pub tricks: Vec<Trick>,
    /// What it is known to lead to.
    pub service: Option<Service>,
}

/// How a link pretends to be another, or no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trick {
    /// `https://contoso.com@evil.example`: what looks like the host is a user's name.
    Userinfo,
    /// `https:\\evil.example`: backslashes, which only a browser takes for slashes.
    Backslash,
    /// A host whose label mixes scripts that no language mixes.
    MixedScript,
    /// A host in another script whose letters look like Latin ones.
    Lookalike,
    /// A host that is an address.
    IpHost,
    /// An address not in its usual form: decimal, octal, hexadecimal.
    ObscuredIp,
    /// A scheme that runs or carries something: `javascript:`, `data:`, `vbscript:`, `file:`.
    DangerousScheme,
    /// Written so as not to be taken for a link: `hxxps://evil[.]example`.
    Defanged,
    /// Invisible characters inside.
    Invisible,
    /// A host with `%65`.
    PercentHost,
    /// HTML whose text shows another host than its target's.
    HrefMismatch,
}

/// What a host is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Leads anywhere: `bit.ly`.
    Shortener,
    /// Leads into another chat: `discord.gg`.
    Invite,
}

impl fmt::Debug for FoundLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FoundLink")
            .field("span", &self.span)
            .field("host", &self.host)
            .field("tricks", &self.tricks)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// Finds the links of a message: those of its text and those of its asides.
pub fn scan(
    message: &crate::extract::Extracted<'_>,
    rules: &LinkRules,
    found: &mut Vec<FoundLink>,
) {
    let _ = (message, rules, found);
}

/// Reads something that is said to be a link, such as a message's metadata value.
pub fn parse(text: &str, rules: &LinkRules) -> Option<FoundLink> {
    let _ = (text, rules);
    None
}

/// Which links may stand.
#[derive(Debug, Clone, Default)]
pub struct LinkRules {}

/// A host pattern that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a host: {0}")]
pub struct InvalidHost(&'static str);

/// A host or `*.` and a host.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostPattern(String);

impl std::str::FromStr for HostPattern {
    type Err = InvalidHost;
    fn from_str(text: &str) -> Result<Self, InvalidHost> {
        Ok(Self(text.to_owned()))
    }
}

/// Why a link may not stand without more ado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Its host is denied.
    Denied,
    /// Its host pretends to be this allowed one.
    Impersonates(String),
    /// It pretends.
    Trick(Trick),
    /// A shortener.
    Shortener,
    /// An invitation to another chat.
    Invite,
    /// Neither allowed nor denied.
    Unlisted,
}

impl LinkRules {
    /// Rules of these hosts.
    pub fn new(
        allow: &[HostPattern],
        deny: &[HostPattern],
        shorteners: &[HostPattern],
        invites: &[HostPattern],
    ) -> Self {
        let _ = (allow, deny, shorteners, invites);
        Self {}
    }

    /// `None` if the link is allowed.
    pub fn judge(&self, link: &FoundLink) -> Option<Why> {
        let _ = link;
        None
    }
}
