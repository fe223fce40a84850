//! An issuer's signing keys: discovered, kept, and fetched again when a token names an unknown one.
//!
//! Fetching is bounded whatever tokens arrive: one fetch at a time, a few in a row, then one every
//! ten seconds. Keys outlive a short outage of their issuer.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use aws_lc_rs::signature::{
    self, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents, VerificationAlgorithm,
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jsonwebtoken::{
    Algorithm, DecodingKey, DecodingKeyKind,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use reqwest::Client;
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Mutex;

/// Stands in an issuer for each of the allowed tenants, as in Entra's discovery document.
pub(crate) const TENANT: &str = "{tenantid}";
/// After this long a fresh set is fetched, beside the requests that still use the old one.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// After this long without its issuer a set is no longer used.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How often keys are fetched because a token names an unknown one: this often in a row, then ...
const BURST: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
/// ... once in this time.
const PERIOD: Duration = Duration::from_secs(10);
/// Neither document is longer than this.
const DOCUMENT_LIMIT: usize = 512 * 1024;

/// One key and what it may be used for.
pub(crate) struct Key {
    /// Parsed once: from its numbers to what verifies is a sixth of a verification.
    pub(crate) public: ParsedPublicKey,
    /// The key's algorithm: a token does not choose.
    pub(crate) algorithm: Algorithm,
    /// Entra says for some keys which issuer they may sign for.
    pub(crate) issuer: Option<String>,
}

struct KeySet {
    keys: HashMap<String, Key>,
    fetched: Instant,
}

/// The keys of one issuer.
pub(crate) struct Jwks {
    issuer: String,
    discovery: String,
    http: Client,
    keys: ArcSwapOption<KeySet>,
    fetching: Mutex<()>,
    fetches: DefaultDirectRateLimiter,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JwksError {
    #[error("{url}: {source}")]
    Http { url: String, source: reqwest::Error },
    #[error("{url}: answered {status}")]
    Status { url: String, status: u16 },
    #[error("{url}: over {DOCUMENT_LIMIT} bytes")]
    TooLong { url: String },
    #[error("{url}: {source}")]
    Json {
        url: String,
        source: serde_json::Error,
    },
    #[error("the discovery document is of issuer {found}, not of {expected}")]
    OtherIssuer { expected: String, found: String },
    #[error("{0}: keys are only fetched over https, or from this machine")]
    InTheClear(String),
    #[error("the issuer has no usable key")]
    NoKeys,
    #[error("asked too often")]
    TooOften,
}

impl Jwks {
    pub(crate) fn new(issuer: &str, discovery: Option<&str>, http: Client) -> Self {
        // Entra has one document for every tenant.
        let base = issuer.replace(TENANT, "common");
        let discovery = discovery.map_or_else(
            || {
                format!(
                    "{}/.well-known/openid-configuration",
                    base.trim_end_matches('/')
                )
            },
            str::to_owned,
        );
        let quota = Quota::with_period(PERIOD).map_or_else(
            || Quota::per_minute(BURST),
            |quota| quota.allow_burst(BURST),
        );
        Self {
            issuer: issuer.to_owned(),
            discovery,
            http,
            keys: ArcSwapOption::empty(),
            fetching: Mutex::new(()),
            fetches: RateLimiter::direct(quota),
        }
    }

    /// Whether there are keys that may be used.
    pub(crate) fn ready(&self) -> bool {
        self.keys
            .load()
            .as_ref()
            .is_some_and(|set| set.fetched.elapsed() < STALE)
    }

    /// Calls `with` on the key of this id, or on `None` when the issuer has no such key.
    pub(crate) async fn with_key<T>(
        self: &Arc<Self>,
        kid: &str,
        with: impl FnOnce(Option<&Key>) -> T,
    ) -> Result<T, JwksError> {
        let set = self.keys.load();
        if let Some(set) = set.as_ref()
            && set.fetched.elapsed() < STALE
            && let Some(key) = set.keys.get(kid)
        {
            if set.fetched.elapsed() > FRESH {
                self.refresh_beside(set.fetched);
            }
            return Ok(with(Some(key)));
        }
        let seen = set.as_ref().map(|set| set.fetched);
        drop(set);
        let refreshed = Box::pin(self.refresh(seen)).await;
        let set = self.keys.load();
        match (
            set.as_ref().filter(|set| set.fetched.elapsed() < STALE),
            refreshed,
        ) {
            (Some(set), _) => Ok(with(set.keys.get(kid))),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(JwksError::NoKeys),
        }
    }

    fn refresh_beside(self: &Arc<Self>, seen: Instant) {
        let jwks = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = jwks.refresh(Some(seen)).await {
                tracing::warn!(issuer = jwks.issuer, %error, "the issuer's keys could not be refreshed");
            }
        });
    }

    /// Fetches, unless somebody did since `seen`.
    pub(crate) async fn refresh(&self, seen: Option<Instant>) -> Result<(), JwksError> {
        let _one_at_a_time = self.fetching.lock().await;
        if self.keys.load().as_ref().map(|set| set.fetched) > seen {
            return Ok(());
        }
        self.fetches.check().map_err(|_| JwksError::TooOften)?;
        let discovered: Discovery = self.document(&self.discovery).await?;
        if discovered.issuer != self.issuer {
            return Err(JwksError::OtherIssuer {
                expected: self.issuer.clone(),
                found: discovered.issuer,
            });
        }
        let published: Published = self.document(&discovered.jwks_uri).await?;
        let keys: HashMap<_, _> = published.keys.into_iter().filter_map(usable).collect();
        if keys.is_empty() {
            return Err(JwksError::NoKeys);
        }
        self.keys.store(Some(Arc::new(KeySet {
            keys,
            fetched: Instant::now(),
        })));
        Ok(())
    }

    async fn document<T: DeserializeOwned>(&self, url: &str) -> Result<T, JwksError> {
        if !is_private_enough(url) {
            return Err(JwksError::InTheClear(url.to_owned()));
        }
        let http = |source: reqwest::Error| JwksError::Http {
            url: url.to_owned(),
            source: source.without_url(),
        };
        let mut response = self.http.get(url).send().await.map_err(http)?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            return Err(JwksError::Status {
                url: url.to_owned(),
                status,
            });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(http)? {
            body.extend_from_slice(&chunk);
            if body.len() > DOCUMENT_LIMIT {
                return Err(JwksError::TooLong {
                    url: url.to_owned(),
                });
            }
        }
        serde_json::from_slice(&body).map_err(|source| JwksError::Json {
            url: url.to_owned(),
            source,
        })
    }
}

/// OpenID Connect Discovery 1.0 §3; the two members that matter to an API.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

fn is_private_enough(url: &str) -> bool {
    url.parse::<reqwest::Url>().is_ok_and(|url| {
        url.scheme() == "https"
            || matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
    })
}

/// The keys that may verify a token here: asymmetric, for signing, with an id, and each bound to
/// one algorithm (RFC 8725 §3.1). A key of a kind that we do not know is skipped, not an error.
fn usable(value: serde_json::Value) -> Option<(String, Key)> {
    let issuer = value
        .get("issuer")
        .and_then(|issuer| issuer.as_str())
        .map(str::to_owned);
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    if !matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    ) {
        return None;
    }
    let named = match jwk.common.key_algorithm {
        Some(algorithm) => Some(Algorithm::try_from(algorithm).ok()?),
        None => None,
    };
    let algorithm = match (&jwk.algorithm, named) {
        // Entra leaves `alg` out, and signs with RS256.
        (AlgorithmParameters::RSA(_), None) => Algorithm::RS256,
        (
            AlgorithmParameters::RSA(_),
            Some(
                named @ (Algorithm::RS256
                | Algorithm::RS384
                | Algorithm::RS512
                | Algorithm::PS256
                | Algorithm::PS384
                | Algorithm::PS512),
            ),
        ) => named,
        (AlgorithmParameters::EllipticCurve(curve), named) => {
            let fits = match curve.curve {
                EllipticCurve::P256 => Algorithm::ES256,
                EllipticCurve::P384 => Algorithm::ES384,
                _ => return None,
            };
            named.is_none_or(|named| named == fits).then_some(fits)?
        }
        (AlgorithmParameters::OctetKeyPair(_), None | Some(Algorithm::EdDSA)) => Algorithm::EdDSA,
        // Never a symmetric key: whoever can read it could sign.
        _ => return None,
    };
    let public = parsed(&jwk, algorithm)?;
    Some((
        jwk.common.key_id?,
        Key {
            public,
            algorithm,
            issuer,
        },
    ))
}

/// The key, ready to verify signatures of this algorithm and no other.
fn parsed(jwk: &Jwk, algorithm: Algorithm) -> Option<ParsedPublicKey> {
    let key = DecodingKey::from_jwk(jwk).ok()?;
    let rsa = |parameters: &'static RsaParameters| match key.kind() {
        DecodingKeyKind::RsaModulusExponent { n, e } => RsaPublicKeyComponents { n, e }
            .to_parsed_public_key(parameters)
            .ok(),
        DecodingKeyKind::SecretOrDer(_) => None,
    };
    let curve = |algorithm: &'static dyn VerificationAlgorithm| {
        ParsedPublicKey::new(algorithm, key.try_get_as_bytes().ok()?).ok()
    };
    match algorithm {
        Algorithm::RS256 => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => rsa(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => rsa(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => rsa(&signature::RSA_PSS_2048_8192_SHA512),
        Algorithm::ES256 => curve(&signature::ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => curve(&signature::ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => curve(&signature::ED25519),
        _ => None,
    }
}
