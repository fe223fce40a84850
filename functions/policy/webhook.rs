//! Whom to tell.

use std::fmt;

use azure_core::http::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};

/// A webhook.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where it is: `https://…`. In the clear only on the own machine.
    #[serde(deserialize_with = "url")]
    #[schemars(with = "String")]
    pub url: Url,
    /// The name of the vault's secret that holds its signing key.
    #[serde(deserialize_with = "secret_name")]
    pub secret: String,
}

/// Without the path: in some webhooks' URLs it is the password.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("host", &self.url.host_str())
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    let url = Url::parse(&text)
        .map_err(|error| D::Error::custom(format!("expected a URL, `https://…`: {error}")))?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Err(D::Error::custom(
            "expected a URL that begins with `https://`: what a text says does not travel in the clear",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(D::Error::custom(
            "a URL with a password: webhooks are signed with the vault's `secret` instead",
        ));
    }
    Ok(url)
}

/// <https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers>
fn secret_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let fits = (1..=127).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits {
        Ok(name)
    } else {
        // Not quoted: someone may have written the secret itself.
        Err(D::Error::custom(
            "expected the name of a secret in the vault: 1 to 127 letters, digits and hyphens",
        ))
    }
}
