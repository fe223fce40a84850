//! From what was written to what a browser would open.

use url::{Host, Url};

use super::{LinkRules, Service, Trick, host, services};

/// A link without a place.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub(super) url: String,
    pub(super) host: Option<String>,
    pub(super) registrable: Option<String>,
    pub(super) tricks: Vec<Trick>,
    pub(super) service: Option<Service>,
}

impl Read {
    /// Whom it leads to.
    pub(super) fn owner(&self) -> Option<&str> {
        self.registrable.as_deref().or(self.host.as_deref())
    }
}

/// Schemes of what is no place: an address, a number, a part of this message.
const NO_LINKS: [&str; 11] = [
    "mailto", "tel", "sms", "sip", "sips", "xmpp", "cid", "mid", "about", "blob", "acct",
];

/// A link with its scheme.
pub(super) fn full(said: &str, rules: &LinkRules) -> Option<Read> {
    if said.starts_with("\\\\") {
        let url = Url::parse(&format!("file:{}", said.replace('\\', "/"))).ok()?;
        return of(&url, said, rules).map(|mut link| {
            link.tricks.push(Trick::Backslash);
            link
        });
    }
    let (scheme, rest) = said.split_once(':')?;
    let fanged = scheme.to_ascii_lowercase();
    let real = match fanged.as_str() {
        "hxxp" | "hxtp" => "http",
        "hxxps" => "https",
        "fxp" => "ftp",
        other => other,
    };
    let url = Url::parse(&format!("{real}:{rest}")).ok()?;
    let mut link = of(&url, said, rules)?;
    if real != fanged {
        link.tricks.push(Trick::Defanged);
    }
    Some(link)
}

/// A host and perhaps a path.
pub(super) fn bare(said: &str, rules: &LinkRules) -> Option<Read> {
    let url = Url::parse(&format!("http://{said}")).ok()?;
    of(&url, said, rules)
}

/// What is said to be a link: an attribute's value.
pub(super) fn attribute(said: &str, rules: &LinkRules) -> Option<Read> {
    // A browser takes these away wherever they are.
    let said: String = said
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let relative = said.starts_with("//") || said.starts_with("\\\\") || said.starts_with("/\\");
    if relative {
        let url = Url::parse(&format!("https:{said}")).ok()?;
        return of(&url, &said, rules);
    }
    match Url::parse(&said) {
        // `example.com:8080/x` has a scheme only on paper.
        Ok(url) if url.scheme().contains('.') => bare(&said, rules),
        Ok(url) => of(&url, &said, rules),
        Err(_) => {
            let host = said.split(['/', '?', '#', ':']).next().unwrap_or_default();
            let ascii = host::ascii(host)?;
            let known = host::known_suffix(&ascii).is_some() && ascii.contains('.');
            known.then(|| bare(&said, rules)).flatten()
        }
    }
}

fn of(url: &Url, said: &str, rules: &LinkRules) -> Option<Read> {
    if NO_LINKS.contains(&url.scheme()) {
        return None;
    }
    let mut tricks = Vec::new();
    if matches!(url.scheme(), "javascript" | "vbscript" | "data" | "file") {
        tricks.push(Trick::DangerousScheme);
    }
    let authority = authority(said);
    let written_host = authority.rsplit('@').next().unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() {
        tricks.push(Trick::Userinfo);
    }
    if before_path(said).contains('\\') {
        tricks.push(Trick::Backslash);
    }
    if written_host.contains('%') {
        tricks.push(Trick::PercentHost);
    }
    let (host, registrable) = match url.host() {
        None if tricks.contains(&Trick::DangerousScheme) => (None, None),
        None => return None,
        Some(Host::Domain(domain)) => {
            let domain = host::ascii(domain).unwrap_or_else(|| domain.to_ascii_lowercase());
            scripts(&domain, &mut tricks);
            let owner = host::registrable(&domain).map(str::to_owned);
            (Some(domain), owner)
        }
        Some(address @ (Host::Ipv4(_) | Host::Ipv6(_))) => {
            let usual = match address {
                Host::Ipv4(address) => written_host
                    .split(':')
                    .next()
                    .is_some_and(|written| written == address.to_string()),
                _ => true,
            };
            tricks.push(Trick::IpHost);
            if !usual {
                tricks.push(Trick::ObscuredIp);
            }
            (Some(address.to_string()), None)
        }
    };
    let service = host
        .as_deref()
        .and_then(|host| services::of(host, url.path(), rules));
    Some(Read {
        url: url.to_string(),
        host,
        registrable,
        tricks,
        service,
    })
}

fn scripts(domain: &str, tricks: &mut Vec<Trick>) {
    if !domain.split('.').any(|label| label.starts_with("xn--")) {
        return;
    }
    let (unicode, _) = idna::domain_to_unicode(domain);
    let top_is_ascii = unicode.rsplit('.').next().is_some_and(str::is_ascii);
    for label in unicode.split('.') {
        if host::mixes_scripts(label) {
            tricks.push(Trick::MixedScript);
        } else if top_is_ascii && host::looks_latin(label) {
            tricks.push(Trick::Lookalike);
        }
    }
}

/// From the scheme's colon to the path.
fn before_path(said: &str) -> &str {
    let start = after_scheme(said);
    let slashes = start.len() - start.trim_start_matches(['/', '\\']).len();
    let host = start.get(slashes..).unwrap_or_default();
    let end = slashes + host.find(['/', '?', '#']).unwrap_or(host.len());
    start.get(..end).unwrap_or_default()
}

fn authority(said: &str) -> &str {
    let host = after_scheme(said).trim_start_matches(['/', '\\']);
    let end = host.find(['/', '?', '#', '\\']).unwrap_or(host.len());
    host.get(..end).unwrap_or_default()
}

/// After a scheme and its colon, if there is one: `localhost:80` has none.
fn after_scheme(said: &str) -> &str {
    match said.split_once(':') {
        Some((scheme, rest))
            if scheme.bytes().all(|b| b.is_ascii_alphanumeric())
                && !rest
                    .starts_with(|c: char| c.is_ascii_digit() && !scheme.starts_with("http")) =>
        {
            rest
        }
        _ => said,
    }
}
