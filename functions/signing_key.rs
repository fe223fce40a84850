//! A webhook's signing key: read from the vault when it is first needed, and kept.
//!
//! The form of the secret and of a signature is that of Standard Webhooks:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use std::{fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use aws_lc_rs::hmac;
use azure_security_keyvault_secrets::SecretClient;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use time::OffsetDateTime;
use tokio::sync::Mutex;

use crate::{clock::Clock, error::Cause};

/// How long a key is used without looking at the vault.
const REFRESH: Duration = Duration::from_secs(30 * 60);
/// How long the vault is left alone after it did not answer, or after a key was read.
const PAUSE: Duration = Duration::from_secs(5);
/// How a secret begins, before its base64.
const PREFIX: &str = "whsec_";
/// A shorter key could be guessed; a longer one is a mistake. Both in bytes, from the specification.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that lives in the vault.
pub(crate) struct SigningKey {
    vault: Arc<SecretClient>,
    name: String,
    clock: Clock,
    current: ArcSwapOption<Current>,
    reading: Mutex<()>,
}

struct Current {
    key: Option<hmac::Key>,
    /// When the vault is to be asked again.
    until: OffsetDateTime,
}

impl SigningKey {
    /// Nothing is asked yet.
    pub(crate) fn new(vault: Arc<SecretClient>, name: String, clock: Clock) -> Self {
        Self {
            vault,
            name,
            clock,
            current: ArcSwapOption::empty(),
            reading: Mutex::new(()),
        }
    }

    /// Signs a message: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
    pub(crate) async fn sign(&self, id: &str, timestamp: i64, body: &str) -> Result<String, Cause> {
        let signed = format!("{id}.{timestamp}.{body}");
        let current = self.current().await?;
        let key = current.key.as_ref().ok_or("the vault has no usable key")?;
        let tag = hmac::sign(key, signed.as_bytes());
        Ok(format!("v1,{}", STANDARD.encode(tag)))
    }

    /// The key is to be read anew when it is needed next: the vault has a new version.
    pub(crate) fn forget(&self) {
        let now = self.clock.now();
        let key = self.current.load().as_ref().and_then(|c| c.key.clone());
        self.current
            .store(Some(Arc::new(Current { key, until: now })));
    }

    /// The key in memory while it is fresh, else the vault's; while the vault is away, the last one.
    async fn current(&self) -> Result<Arc<Current>, Cause> {
        let fresh = || {
            let now = self.clock.now();
            self.current
                .load_full()
                .filter(|current| now < current.until)
        };
        if let Some(current) = fresh() {
            return Ok(current);
        }
        let _one_at_a_time = self.reading.lock().await;
        if let Some(current) = fresh() {
            return Ok(current);
        }
        let read = Box::pin(self.read()).await;
        let now = self.clock.now();
        let last = || self.current.load().as_ref().and_then(|c| c.key.clone());
        let (key, until, failed) = match read {
            Ok(key) => (Some(key), now + REFRESH, None),
            Err(error) => (last(), now + PAUSE, Some(error)),
        };
        if let Some(error) = failed {
            tracing::error!(secret = self.name, %error, "a webhook's key could not be read from the vault");
        }
        let current = Arc::new(Current { key, until });
        self.current.store(Some(Arc::clone(&current)));
        Ok(current)
    }

    async fn read(&self) -> Result<hmac::Key, Cause> {
        let secret = self
            .vault
            .get_secret(&self.name, None)
            .await
            .and_then(azure_core::http::Response::into_model)?;
        Ok(parse(&secret.value.unwrap_or_default())?)
    }
}

fn parse(secret: &str) -> Result<hmac::Key, &'static str> {
    let bytes = secret
        .trim()
        .strip_prefix(PREFIX)
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .ok_or("the secret is not `whsec_` and base64")?;
    if !LENGTHS.contains(&bytes.len()) {
        return Err("the secret is not 24 to 64 bytes long");
    }
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_long_enough_and_in_its_form() {
        let secret = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for (secret, good) in [
            (secret(24), true),
            (secret(64), true),
            (secret(23), false),
            (secret(65), false),
            (STANDARD.encode([7; 32]), false),
            ("whsec_not base64".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(parse(&secret).is_ok(), good, "{secret}");
        }
    }
}
