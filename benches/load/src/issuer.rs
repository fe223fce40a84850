//! The identity provider's key, with which the load's users are signed in before it begins.

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaPublicKeyComponents},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::error::Error;

/// What the users' tokens are for.
pub(crate) const AUDIENCE: &str = "api://frontdesk";
const KEY_ID: &str = "bench-2048";

/// The key, and where its owner is.
#[derive(Debug)]
pub(crate) struct Issuer {
    key: KeyPair,
}

impl Issuer {
    /// With a new RSA key of 2,048 bits, as identity providers have.
    pub(crate) fn new() -> Result<Self, Error> {
        let key = KeyPair::generate(KeySize::Rsa2048).map_err(Error::crypto("no RSA key"))?;
        Ok(Self { key })
    }

    /// The public key as a JSON Web Key Set (RFC 7517 §5).
    pub(crate) fn jwks(&self) -> Value {
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(self.key.public_key());
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
            "n": encode(&public.n), "e": encode(&public.e),
        }] })
    }

    /// What most tokens say above their claims.
    pub(crate) fn header() -> Value {
        json!({ "alg": "RS256", "typ": "at+jwt", "kid": KEY_ID })
    }

    /// A compact JWS. The header may lie: the signature is always RS256 with this key.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> Result<String, Error> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .map_err(Error::crypto("cannot sign"))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// One token for each of `claims`, signed on every core.
    pub(crate) fn sign_all(&self, claims: &[Value]) -> Result<Vec<String>, Error> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let header = Self::header();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut signed = Vec::new();
            while let Some(claims) = claims.get(next.fetch_add(1, Ordering::Relaxed)) {
                signed.push(self.sign(&header, claims)?);
            }
            Ok(signed)
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let mut all = Vec::with_capacity(claims.len());
            for worker in workers {
                let signed: Result<Vec<String>, Error> =
                    worker.join().unwrap_or(Err(Error::Nothing));
                all.extend(signed?);
            }
            Ok(all)
        })
    }
}
