//! The access key of a Communication Services resource.

use std::{fmt, str::FromStr};

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// An access key: one of the two secrets of a Communication Services resource.
///
/// It is decoded and expanded once, when it is parsed, so that a signature costs two SHA-256
/// blocks more than its text. Neither `Debug` nor an error ever shows it, and there is no way to
/// read it back.
///
/// ```
/// let key: acs::AccessKey = "c2VjcmV0".parse()?;
/// assert_eq!(format!("{key:?}"), "AccessKey(..)");
/// # Ok::<(), acs::InvalidAccessKey>(())
/// ```
#[derive(Clone)]
pub struct AccessKey(hmac::Key);

/// The text is not an access key: not standard base64, or nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an access key is standard base64 with its padding, as the Azure portal shows it")]
pub struct InvalidAccessKey;

impl AccessKey {
    /// The base64 signature of `string_to_sign`, as it stands behind `Signature=`.
    pub fn sign(&self, string_to_sign: &str) -> String {
        STANDARD.encode(hmac::sign(&self.0, string_to_sign.as_bytes()))
    }

    /// Whether `signature` (base64) signs `string_to_sign` with this key, in constant time.
    pub fn verify(&self, string_to_sign: &str, signature: &str) -> bool {
        STANDARD.decode(signature).is_ok_and(|signature| {
            hmac::verify(&self.0, string_to_sign.as_bytes(), &signature).is_ok()
        })
    }
}

impl FromStr for AccessKey {
    type Err = InvalidAccessKey;

    /// Parses the base64 text of a key. Space around it is dropped: secrets are often stored with
    /// the line break of the command that wrote them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match STANDARD.decode(text.trim()) {
            Ok(bytes) if !bytes.is_empty() => Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes))),
            _ => Err(InvalidAccessKey),
        }
    }
}

impl PartialEq for AccessKey {
    /// Compares what the keys sign, in constant time: the key material itself cannot be read.
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (hmac::sign(&self.0, b""), hmac::sign(&other.0, b""));
        constant_time::verify_slices_are_equal(ours.as_ref(), theirs.as_ref()).is_ok()
    }
}

impl Eq for AccessKey {}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_keys_are_refused_without_being_shown() {
        for text in [
            "",
            "  ",
            "not base64!",
            "c2VjcmV0c2VjcmV0cw",
            "c2VjcmV0 c2VjcmV0",
        ] {
            let error = text.parse::<AccessKey>().unwrap_err();
            assert_eq!(
                error.to_string(),
                "an access key is standard base64 with its padding, as the Azure portal shows it",
            );
        }
    }

    #[test]
    fn keys_are_equal_when_they_sign_alike() {
        let key: AccessKey = "c2VjcmV0".parse().unwrap();
        assert_eq!(key, " c2VjcmV0\n".parse().unwrap());
        assert_ne!(key, "c2VjcmV1".parse().unwrap());
    }

    #[test]
    fn a_signature_verifies_only_its_own_text_and_key() {
        let key: AccessKey = "c2VjcmV0".parse().unwrap();
        let signature = key.sign("text");
        assert!(key.verify("text", &signature));
        assert!(!key.verify("Text", &signature));
        assert!(!key.verify("text", "not base64"));
        assert!(
            !"b3RoZXI="
                .parse::<AccessKey>()
                .unwrap()
                .verify("text", &signature)
        );
    }
}
