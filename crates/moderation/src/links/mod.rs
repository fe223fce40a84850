//! Links in a message, however they are written, and what is wrong with them.

mod bare;
mod clean;
mod doubtful;
mod find;
mod host;
mod pattern;
mod read;
mod rules;
mod services;

use std::{fmt, ops::Range};

use self::read::Read;
pub use self::{
    pattern::{HostPattern, InvalidHost},
    rules::{LinkRules, Why},
};
use crate::extract::{AsideKind, Extracted};

/// A link. `Debug` shows its host, not the rest of it.
#[derive(Clone, PartialEq, Eq)]
pub struct FoundLink {
    /// Its bytes in the text that was scanned; if it is from an aside, the text that it hides
    /// behind, which may be empty.
    pub span: Range<usize>,
    /// Which of [`Extracted::asides`] it is from, if it is.
    pub aside: Option<usize>,
    /// As a browser would open it. <https://url.spec.whatwg.org/>
    pub url: String,
    /// Its host in lower case and punycode; `None` if the scheme has none.
    pub host: Option<String>,
    /// The part of the host that somebody registered: `example.co.uk` of `www.example.co.uk`.
    /// <https://publicsuffix.org/>
    pub registrable: Option<String>,
    /// What is suspicious about it in itself, in ascending order.
    pub tricks: Vec<Trick>,
    /// What its host is known for.
    pub service: Option<Service>,
}

/// How a link pretends to be another, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trick {
    /// A scheme that runs or carries something: `javascript:`, `vbscript:`, `data:`, `file:`.
    DangerousScheme,
    /// `https://contoso.com@evil.example`: what looks like the host is a user's name.
    Userinfo,
    /// `https:\\evil.example`: backslashes, which browsers take for slashes and others do not.
    Backslash,
    /// HTML whose text shows another host than its target has.
    HrefMismatch,
    /// A host with a label that mixes scripts as no language does.
    /// <https://www.unicode.org/reports/tr39/#Restriction_Level_Detection>
    MixedScript,
    /// A host in another script whose letters look like Latin ones.
    Lookalike,
    /// A host with percent-encoded characters.
    PercentHost,
    /// An address that is not written as addresses are: decimal, octal, hexadecimal.
    ObscuredIp,
    /// A host that is an address.
    IpHost,
    /// Invisible characters in it.
    Invisible,
    /// Written so as not to be taken for a link: `hxxps://evil[.]example`.
    Defanged,
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
            .field("aside", &self.aside)
            .field("host", &self.host)
            .field("tricks", &self.tricks)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// Finds the links of a message and adds them to `found`: those of its text in order, then those of
/// its asides.
///
/// The rules say which hosts are known besides the built-in shorteners and invitations; what is
/// known is a link even where it could be words (`casino.me`).
pub fn scan(message: &Extracted<'_>, rules: &LinkRules, found: &mut Vec<FoundLink>) {
    find::in_text(&message.text, rules, |span, link| {
        found.push(of(link, span, None));
    });
    for (at, aside) in message.asides.iter().enumerate() {
        let mut add = |link: Read| found.push(of(link, aside.text.clone(), Some(at)));
        match aside.kind {
            AsideKind::Target => {
                if let Some(mut link) = read::attribute(&aside.value, rules) {
                    let shown = message.text.get(aside.text.clone()).unwrap_or_default();
                    if shows_another(shown, &link, rules) {
                        link.tricks.push(Trick::HrefMismatch);
                    }
                    add(link);
                }
            }
            AsideKind::Resource => {
                let link = read::attribute(&aside.value, rules);
                match link {
                    // A picture that the message carries in itself leads nowhere.
                    Some(link) if link.url.starts_with("data:image/") => {}
                    Some(link) => add(link),
                    None => find::in_text(&aside.value, rules, |_, link| add(link)),
                }
            }
            AsideKind::Label | AsideKind::Hidden => {
                find::in_text(&aside.value, rules, |_, link| add(link));
            }
        }
    }
}

/// Reads what is said to be a link, such as a shared file's in a message's metadata. Its span is
/// all of `text`.
pub fn parse(text: &str, rules: &LinkRules) -> Option<FoundLink> {
    read::attribute(text, rules).map(|link| of(link, 0..text.len(), None))
}

fn of(link: Read, span: Range<usize>, aside: Option<usize>) -> FoundLink {
    let mut tricks = link.tricks;
    tricks.sort_unstable();
    tricks.dedup();
    FoundLink {
        span,
        aside,
        url: link.url,
        host: link.host,
        registrable: link.registrable,
        tricks,
        service: link.service,
    }
}

/// Whether a text names a host, and one that somebody else registered.
fn shows_another(shown: &str, target: &Read, rules: &LinkRules) -> bool {
    let mut another = false;
    find::in_text(shown, rules, |_, link| {
        another |= link.host.is_some() && link.owner() != target.owner();
    });
    another
}

#[cfg(test)]
mod tests;
