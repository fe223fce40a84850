//! Hosts as a policy names them.

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use url::Host;

use super::host;

/// A host (`contoso.com`), or all hosts below one (`*.contoso.com`), in lower case and punycode.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostPattern {
    pub(super) host: String,
    pub(super) below: bool,
}

/// A text that names no hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHost {
    /// A whole link.
    #[error("a host only, without scheme and path: `contoso.com`")]
    Link,
    /// A `*` that is not the first label.
    #[error("`*` stands for all hosts below one and only before it: `*.contoso.com`")]
    Wildcard,
    /// Anything else that is none.
    #[error("not a host: `contoso.com`, or `*.contoso.com` for all hosts below it")]
    Host,
}

impl FromStr for HostPattern {
    type Err = InvalidHost;

    fn from_str(text: &str) -> Result<Self, InvalidHost> {
        let (name, below) = match text.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (text, false),
        };
        if name.contains(['/', '@', '?', '#']) || (name.contains(':') && !name.starts_with('[')) {
            return Err(InvalidHost::Link);
        }
        if name.contains('*') {
            return Err(InvalidHost::Wildcard);
        }
        let host = match Host::parse(name) {
            Ok(Host::Domain(domain)) => host::ascii(&domain).ok_or(InvalidHost::Host)?,
            Ok(address) if !below => address.to_string(),
            Ok(_) | Err(_) => return Err(InvalidHost::Host),
        };
        let sound = below || host.contains(['.', ':']) || host == "localhost";
        sound
            .then_some(Self { host, below })
            .ok_or(InvalidHost::Host)
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below = if self.below { "*." } else { "" };
        write!(f, "{below}{}", self.host)
    }
}

impl Serialize for HostPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HostPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for HostPattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HostPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A host, or `*.` and a host for all hosts below it.",
        })
    }
}
