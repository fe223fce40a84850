//! Who is calling: the app's own OpenID Connect access tokens, verified.
//!
//! Any number of issuers. A token says where it is from (`iss`), and only that issuer's keys may
//! verify it; the algorithm is the key's, never the token's (RFC 8725).

use std::{collections::HashMap, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Client;
use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::{
    clock::Clock,
    config::IssuerSettings,
    error::{Dependency, Error, InvalidToken},
    jwks::{Jwks, TENANT},
    policy::{Claims, TokenPolicy},
};

/// Longer than any honest access token; Entra's with many groups stay under 8 KiB.
const TOKEN_LIMIT: usize = 16 * 1024;
/// How far clocks may differ.
const LEEWAY: Duration = Duration::from_secs(60);

/// Verifies access tokens of the issuers that it knows.
pub(crate) struct Oidc {
    issuers: Vec<Arc<Issuer>>,
    /// By the exact `iss`: an issuer for several tenants stands here once for each.
    by_iss: HashMap<String, Accepted>,
    clock: Clock,
}

struct Accepted {
    issuer: Arc<Issuer>,
    tenant: Option<String>,
}

struct Issuer {
    audiences: Vec<String>,
    /// The claim that is the user.
    user_claim: String,
    /// The claim that holds the roles.
    roles_claim: String,
    jwks: Arc<Jwks>,
}

/// A caller who has proven who they are. Has no `Debug`: a user's id is personal.
pub(crate) struct Caller {
    /// The token's issuer.
    pub(crate) issuer: String,
    /// The user, as the issuer knows them.
    pub(crate) user: String,
    /// The caller's roles.
    pub(crate) roles: Vec<String>,
    /// The user's object id in Microsoft Entra, if the issuer says it.
    pub(crate) object_id: Option<String>,
}

/// Nobody could sign in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OidcError {
    /// No issuer is named anywhere.
    #[error("no issuer: set OIDC_ISSUER and OIDC_AUDIENCE, or add [[token.issuers]] to the policy")]
    NoIssuer,
    /// An issuer stands for any tenant, and no tenant is allowed.
    #[error(
        "the issuer {0} stands for several tenants: list them as `tenants` of its claims in the policy"
    )]
    NoTenants(String),
}

impl Oidc {
    /// An issuer from the settings, and those of the policy.
    pub(crate) fn new(
        settings: Option<&IssuerSettings>,
        policy: &TokenPolicy,
        http: &Client,
        clock: Clock,
    ) -> Result<Self, OidcError> {
        let mut oidc = Self {
            issuers: Vec::new(),
            by_iss: HashMap::new(),
            clock,
        };
        if let Some(settings) = settings {
            let jwks = Jwks::new(&settings.issuer, None, http.clone());
            oidc.accept(&settings.issuer, &settings.audiences, &policy.claims, jwks)?;
        }
        for issuer in &policy.issuers {
            let jwks = Jwks::new(&issuer.issuer, issuer.discovery.as_deref(), http.clone());
            oidc.accept(&issuer.issuer, &issuer.audiences, &issuer.claims, jwks)?;
        }
        if oidc.issuers.is_empty() {
            Err(OidcError::NoIssuer)
        } else {
            Ok(oidc)
        }
    }

    fn accept(
        &mut self,
        pattern: &str,
        audiences: &[String],
        claims: &Claims,
        jwks: Jwks,
    ) -> Result<(), OidcError> {
        let issuer = Arc::new(Issuer {
            audiences: audiences.to_vec(),
            user_claim: claims.user.clone().unwrap_or_else(|| {
                let name = if is_entra(pattern) { "oid" } else { "sub" };
                name.to_owned()
            }),
            roles_claim: claims.roles.clone().unwrap_or_else(|| "roles".to_owned()),
            jwks: Arc::new(jwks),
        });
        if pattern.contains(TENANT) {
            if claims.tenants.is_empty() {
                return Err(OidcError::NoTenants(pattern.to_owned()));
            }
            for tenant in claims
                .tenants
                .iter()
                .map(|tenant| tenant.to_ascii_lowercase())
            {
                let iss = pattern.replace(TENANT, &tenant);
                let accepted = Accepted {
                    issuer: Arc::clone(&issuer),
                    tenant: Some(tenant),
                };
                self.by_iss.insert(iss, accepted);
            }
        } else {
            let accepted = Accepted {
                issuer: Arc::clone(&issuer),
                tenant: None,
            };
            self.by_iss.insert(pattern.to_owned(), accepted);
        }
        self.issuers.push(issuer);
        Ok(())
    }

    /// Fetches the keys of issuers that have none yet. Returns whether all have some.
    pub(crate) async fn warm(&self) -> bool {
        for issuer in self.issuers.iter().filter(|issuer| !issuer.jwks.ready()) {
            if let Err(error) = issuer.jwks.refresh(None).await {
                tracing::warn!(%error, "the issuer's keys are not here yet");
            }
        }
        self.ready()
    }

    /// Whether every issuer's keys are here.
    pub(crate) fn ready(&self) -> bool {
        self.issuers.iter().all(|issuer| issuer.jwks.ready())
    }

    /// Verifies a compact JWS.
    pub(crate) async fn verify(&self, token: &str) -> Result<Caller, Error> {
        let invalid = Error::TokenInvalid;
        if token.len() > TOKEN_LIMIT {
            return Err(invalid(InvalidToken::Oversized));
        }
        let (signed, signature) = token
            .rsplit_once('.')
            .ok_or(invalid(InvalidToken::Malformed))?;
        let (header, payload) = signed
            .split_once('.')
            .ok_or(invalid(InvalidToken::Malformed))?;
        let header: Header = part(header)?;
        if header.jku.is_some()
            || header.jwk.is_some()
            || header.x5u.is_some()
            || header.crit.is_some()
        {
            return Err(invalid(InvalidToken::ForeignKey));
        }
        let claims: Map<String, Value> = part(payload)?;
        let iss = text(&claims, "iss").ok_or(invalid(InvalidToken::Issuer))?;
        let Accepted { issuer, tenant } =
            self.by_iss.get(iss).ok_or(invalid(InvalidToken::Issuer))?;
        let tenant = tenant.as_deref();
        let kid = header
            .kid
            .as_deref()
            .ok_or(invalid(InvalidToken::UnknownKey))?;
        let held = issuer.jwks.with_key(kid, |key| {
            let key = key.ok_or(InvalidToken::UnknownKey)?;
            if key
                .issuer
                .as_deref()
                .is_some_and(|of| !bound_to(of, iss, tenant))
            {
                return Err(InvalidToken::UnknownKey);
            }
            if header.alg.parse() != Ok(key.algorithm) {
                return Err(InvalidToken::Algorithm);
            }
            let signature = URL_SAFE_NO_PAD
                .decode(signature)
                .map_err(|_| InvalidToken::Signature)?;
            key.public
                .verify_sig(signed.as_bytes(), &signature)
                .map_err(|_| InvalidToken::Signature)
        });
        held.await
            .map_err(|error| Error::Unavailable {
                dependency: Dependency::Issuer,
                retry_after: Duration::from_secs(5),
                cause: error.into(),
            })?
            .map_err(invalid)?;
        self.check_times(&claims).map_err(invalid)?;
        issuer.caller(iss, tenant, &claims).map_err(invalid)
    }

    fn check_times(&self, claims: &Map<String, Value>) -> Result<(), InvalidToken> {
        let now = self.clock.now();
        let time = |name: &str| match claims.get(name) {
            None => Ok(None),
            Some(value) => numeric_date(value).map(Some).ok_or(InvalidToken::Claim),
        };
        if time("exp")?.ok_or(InvalidToken::Claim)? <= now - LEEWAY {
            return Err(InvalidToken::Expired);
        }
        if time("nbf")?.is_some_and(|from| from > now + LEEWAY) {
            return Err(InvalidToken::NotYet);
        }
        Ok(())
    }
}

impl Issuer {
    fn caller(
        &self,
        iss: &str,
        tenant: Option<&str>,
        claims: &Map<String, Value>,
    ) -> Result<Caller, InvalidToken> {
        let accepted = |audience: &str| self.audiences.iter().any(|a| a == audience);
        let for_us = match claims.get("aud") {
            Some(Value::String(one)) => accepted(one),
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).any(accepted),
            _ => false,
        };
        if !for_us {
            return Err(InvalidToken::Audience);
        }
        if tenant.is_some_and(|tenant| text(claims, "tid").is_some_and(|tid| tid != tenant)) {
            return Err(InvalidToken::Tenant);
        }
        let user = text(claims, &self.user_claim)
            .filter(|user| !user.is_empty())
            .ok_or(InvalidToken::Claim)?;
        Ok(Caller {
            issuer: iss.to_owned(),
            user: user.to_owned(),
            roles: roles_of(find(claims, &self.roles_claim)),
            object_id: text(claims, "oid").map(str::to_owned),
        })
    }
}

/// The header's members that decide; `alg` as text, so that an unknown one is refused and not an
/// unreadable token.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    jku: Option<Value>,
    jwk: Option<Value>,
    x5u: Option<Value>,
    crit: Option<Value>,
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    let malformed = || Error::TokenInvalid(InvalidToken::Malformed);
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
    serde_json::from_slice(&bytes).map_err(|_| malformed())
}

/// Seconds since 1970, which may have a fraction (RFC 7519 §2).
fn numeric_date(value: &Value) -> Option<OffsetDateTime> {
    let since = time::Duration::checked_seconds_f64(value.as_f64()?)?;
    OffsetDateTime::UNIX_EPOCH.checked_add(since)
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// A claim by its whole name, which may hold dots, or by a path of names between dots.
fn find<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        find(claims.get(first)?.as_object()?, rest)
    })
}

/// Issuers write roles as an array, or as one text with spaces or commas.
fn roles_of(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::Array(roles)) => roles
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Value::String(roles)) => roles
            .split([' ', ','])
            .filter(|role| !role.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether the issuer that a key is bound to is this one. Entra binds keys of its shared set to
/// one tenant, or to the tenant of the token.
/// <https://learn.microsoft.com/entra/identity-platform/claims-validation#validate-the-signing-key-issuer>
fn bound_to(key_issuer: &str, iss: &str, tenant: Option<&str>) -> bool {
    match tenant {
        Some(tenant) => key_issuer.replace(TENANT, tenant) == iss,
        None => key_issuer == iss,
    }
}

/// Microsoft Entra ID and External ID.
/// <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
fn is_entra(issuer: &str) -> bool {
    let url = issuer.replace(TENANT, "common").parse::<reqwest::Url>();
    url.is_ok_and(|url| {
        url.host_str().is_some_and(|host| {
            [
                "login.microsoftonline.com",
                "login.microsoftonline.us",
                "sts.windows.net",
            ]
            .contains(&host)
                || host.ends_with(".ciamlogin.com")
        })
    })
}
