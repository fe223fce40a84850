//! Signing and checking JSON Web Tokens with RS256.
//!
//! Done on aws-lc-rs directly, not with the library that the app verifies with: a token that both
//! sides read with the same code proves little.

use std::sync::Arc;

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

/// An RSA key under a `kid`.
pub(crate) struct SigningKey {
    kid: String,
    pair: Arc<KeyPair>,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// Why a token was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwtError {
    /// Not three base64url segments of JSON, or no usable `exp`.
    Malformed,
    /// Another algorithm, another key, or edited after signing.
    Signature,
    /// `exp` has passed, or `nbf` has not come.
    Expired,
}

impl SigningKey {
    /// Makes a 2048-bit key; takes tens of milliseconds.
    #[expect(
        clippy::expect_used,
        reason = "key generation fails only without memory or entropy"
    )]
    pub(crate) fn generate() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
        let kid = thumbprint(pair.public_key().as_ref());
        Self {
            kid,
            pair: Arc::new(pair),
        }
    }

    /// The same key under a `kid` of its own, whose tokens this one refuses and the other way
    /// round. Making another key would cost every start of the simulator the time again.
    pub(crate) fn for_purpose(&self, purpose: &str) -> Self {
        let kid = thumbprint(format!("{purpose}.{}", self.kid).as_bytes());
        Self {
            kid,
            pair: Arc::clone(&self.pair),
        }
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, as it stands in a key set (RFC 7517).
    pub(crate) fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    /// A compact JWS. `header` is merged over `alg`, `kid` and `typ`.
    #[expect(clippy::expect_used, reason = "signing fails only without memory")]
    pub(crate) fn sign(&self, header: &Map<String, Value>, claims: &Value) -> String {
        let mut full = Map::new();
        full.insert("alg".into(), "RS256".into());
        full.insert("kid".into(), self.kid.clone().into());
        full.insert("typ".into(), "JWT".into());
        full.extend(header.clone());
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(Value::Object(full).to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string()),
        );
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .expect("an RSA signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The claims of a token that this key signed and that is valid at `now` (Unix seconds).
    pub(crate) fn verify(&self, token: &str, now: i64) -> Result<Map<String, Value>, JwtError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(JwtError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JwtError::Malformed)?;
        let header = object(header)?;
        if header.get("alg").and_then(Value::as_str) != Some("RS256")
            || header.get("kid").and_then(Value::as_str) != Some(&self.kid)
        {
            return Err(JwtError::Signature);
        }
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| JwtError::Malformed)?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key().as_ref())
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| JwtError::Signature)?;
        let claims = object(payload)?;
        let exp = claims
            .get("exp")
            .and_then(Value::as_i64)
            .ok_or(JwtError::Malformed)?;
        let nbf = claims
            .get("nbf")
            .and_then(Value::as_i64)
            .unwrap_or(i64::MIN);
        if exp <= now || nbf > now {
            Err(JwtError::Expired)
        } else {
            Ok(claims)
        }
    }
}

fn thumbprint(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, bytes))
}

fn object(segment: &str) -> Result<Map<String, Value>, JwtError> {
    URL_SAFE_NO_PAD
        .decode(segment)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or(JwtError::Malformed)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::{Map, json};

    use super::{JwtError, SigningKey};

    #[test]
    fn only_the_untouched_unexpired_token_of_the_same_key_is_accepted() {
        let key = SigningKey::generate();
        let other = SigningKey::generate();
        let claims = json!({"sub": "ann", "exp": 100, "nbf": 50});
        let token = key.sign(&Map::new(), &claims);
        assert_eq!(
            key.verify(&token, 60).map(serde_json::Value::Object),
            Ok(claims.clone())
        );

        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let edited = URL_SAFE_NO_PAD.encode(r#"{"sub":"bob","exp":100}"#);
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let (_, payload) = signed.split_once('.').unwrap();
        let hs256 = json!({"alg": "HS256"});
        for (case, token, now, expected) in [
            ("expired", token.clone(), 100, JwtError::Expired),
            ("not yet valid", token.clone(), 49, JwtError::Expired),
            (
                "edited claims",
                format!("{header}.{edited}.{signature}"),
                60,
                JwtError::Signature,
            ),
            (
                "alg none",
                format!("{none}.{payload}."),
                60,
                JwtError::Signature,
            ),
            (
                "another purpose",
                key.for_purpose("entra").sign(&Map::new(), &claims),
                60,
                JwtError::Signature,
            ),
            (
                "another key",
                other.sign(&Map::new(), &claims),
                60,
                JwtError::Signature,
            ),
            (
                "another algorithm in the header",
                key.sign(hs256.as_object().unwrap(), &claims),
                60,
                JwtError::Signature,
            ),
            (
                "no exp",
                key.sign(&Map::new(), &json!({"sub": "a"})),
                60,
                JwtError::Malformed,
            ),
            ("two segments", signed.to_owned(), 60, JwtError::Malformed),
            ("garbage", "a.b.c".to_owned(), 60, JwtError::Malformed),
        ] {
            assert_eq!(key.verify(&token, now), Err(expected), "{case}");
        }
    }

    #[test]
    fn the_private_key_does_not_print() {
        let key = SigningKey::generate();
        assert_eq!(
            format!("{key:?}"),
            format!("SigningKey {{ kid: {:?}, .. }}", key.kid())
        );
    }
}
