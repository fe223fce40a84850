//! A webhook's signing key: read from the vault when it is first needed, and kept.
//!
//! The form of the secret and of a signature is that of Standard Webhooks:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use std::sync::Arc;

use aws_lc_rs::hmac;
use azure_security_keyvault_secrets::SecretClient;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{clock::Clock, error::Cause, vault_secret::VaultSecret};

/// How a secret begins, before its base64.
const PREFIX: &str = "whsec_";
/// A shorter key could be guessed; a longer one is a mistake. Both in bytes, from the specification.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that lives in the vault.
#[derive(Debug)]
pub(crate) struct SigningKey(VaultSecret<hmac::Key>);

impl SigningKey {
    /// Nothing is asked yet.
    pub(crate) fn new(vault: Arc<SecretClient>, name: String, clock: Clock) -> Self {
        Self(VaultSecret::new(vault, name, parse, clock))
    }

    /// Signs a message: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
    pub(crate) async fn sign(&self, id: &str, timestamp: i64, body: &str) -> Result<String, Cause> {
        let signed = format!("{id}.{timestamp}.{body}");
        let key = self.0.get().await.ok_or("the vault has no usable key")?;
        let tag = hmac::sign(&key, signed.as_bytes());
        Ok(format!("v1,{}", STANDARD.encode(tag)))
    }

    /// The key is to be read anew when it is needed next: the vault has a new version.
    pub(crate) fn forget(&self) {
        self.0.forget();
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
