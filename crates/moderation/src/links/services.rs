//! Hosts that are known to lead somewhere else.

use super::{LinkRules, Service};

/// Hosts that redirect anywhere.
const SHORTENERS: [&str; 46] = [
    "adf.ly",
    "amzn.to",
    "bit.do",
    "bit.ly",
    "bitly.com",
    "bl.ink",
    "buff.ly",
    "clck.ru",
    "cli.re",
    "cutt.ly",
    "dlvr.it",
    "fb.me",
    "goo.gl",
    "goo.su",
    "ht.ly",
    "ift.tt",
    "is.gd",
    "j.mp",
    "kutt.it",
    "linktr.ee",
    "lnkd.in",
    "n9.cl",
    "ow.ly",
    "po.st",
    "qr.ae",
    "qr.net",
    "qps.ru",
    "rb.gy",
    "rebrand.ly",
    "reurl.cc",
    "s.id",
    "short.gy",
    "short.io",
    "shorturl.at",
    "shrtco.de",
    "soo.gd",
    "surl.li",
    "t.co",
    "t.ly",
    "t2m.io",
    "tiny.cc",
    "tinyurl.com",
    "trib.al",
    "u.to",
    "v.gd",
    "vk.cc",
];

/// Hosts, and the start of their paths, that lead into another chat.
const INVITES: [(&str, &str); 24] = [
    ("discord.gg", "/"),
    ("discord.com", "/invite/"),
    ("discordapp.com", "/invite/"),
    ("dsc.gg", "/"),
    ("t.me", "/"),
    ("telegram.me", "/"),
    ("telegram.dog", "/"),
    ("chat.whatsapp.com", "/"),
    ("wa.me", "/"),
    ("api.whatsapp.com", "/send"),
    ("whatsapp.com", "/channel/"),
    ("signal.group", "/"),
    ("signal.me", "/"),
    ("join.slack.com", "/"),
    ("join.skype.com", "/"),
    ("invite.viber.com", "/"),
    ("line.me", "/"),
    ("m.me", "/"),
    ("snapchat.com", "/add/"),
    ("guilded.gg", "/"),
    ("matrix.to", "/"),
    ("kik.me", "/"),
    ("teams.live.com", "/l/"),
    ("u.wechat.com", "/"),
];

/// What a host in punycode, with a path, is known for.
pub(super) fn of(host: &str, path: &str, rules: &LinkRules) -> Option<Service> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let invites = |(known, start): &(&str, &str)| *known == host && path.starts_with(start);
    if rules.invites(host) || INVITES.iter().any(invites) {
        Some(Service::Invite)
    } else if rules.shortens(host) || SHORTENERS.contains(&host) {
        Some(Service::Shortener)
    } else {
        None
    }
}
