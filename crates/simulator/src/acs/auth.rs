//! Who may manage identities: a holder of an access key, or of an Entra token for the resource.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::form_urlencoded;

use super::{MAX_BODY, error::AcsError, hmac, resource::Which};
use crate::{entra, world::World};

/// What a request was authenticated with, which its user tokens then depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// An access key and how often it had been regenerated.
    Key { which: Which, generation: u32 },
    /// An Entra token: its user tokens survive a key's regeneration.
    Entra,
}

/// The version of the API that a request names. Any will do, but answers differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiVersion(pub(crate) String);

/// The audiences that Microsoft's SDKs ask tokens for; they really do write two slashes.
const AUDIENCES: [&str; 3] = [
    "https://communication.azure.com",
    "https://communication.azure.com/",
    "https://communication.azure.com//",
];

/// Middleware: only authenticated requests with an api-version pass, with [`Caller`] and
/// [`ApiVersion`] in their extensions.
pub(crate) async fn authenticate(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return AcsError::TooLarge.into_response();
    };
    match identify(&world, &parts, &body).and_then(|caller| Ok((caller, api_version(&parts.uri)?)))
    {
        Ok((caller, version)) => {
            parts.extensions.insert(version);
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, Body::from(body))).await
        }
        Err(error) => error.into_response(),
    }
}

fn identify(world: &World, parts: &Parts, body: &Bytes) -> Result<Caller, AcsError> {
    let authorization = text(&parts.headers, "authorization").ok_or(AcsError::Denied {
        hint: "there is no Authorization header",
    })?;
    if let Some(token) = authorization.strip_prefix("Bearer ") {
        return entra::verify(world, token, &AUDIENCES)
            .map(|()| Caller::Entra)
            .map_err(|_| AcsError::Denied {
                hint: "not an Entra token for https://communication.azure.com",
            });
    }
    let signed = hmac::Signed {
        method: parts.method.as_str(),
        target: parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str()),
        host: text(&parts.headers, header::HOST.as_str()).unwrap_or_default(),
        date: text(&parts.headers, "x-ms-date")
            .or_else(|| text(&parts.headers, "date"))
            .ok_or(AcsError::Denied {
                hint: "there is no x-ms-date header",
            })?,
        content_hash: text(&parts.headers, "x-ms-content-sha256").ok_or(AcsError::Denied {
            hint: "there is no x-ms-content-sha256 header",
        })?,
        authorization,
        body,
    };
    let now = world.now();
    let state = world.state();
    let [primary, secondary] = state.acs.keys();
    let keys = [
        (
            Caller::Key {
                which: Which::Primary,
                generation: primary.generation,
            },
            primary.bytes(),
        ),
        (
            Caller::Key {
                which: Which::Secondary,
                generation: secondary.generation,
            },
            secondary.bytes(),
        ),
    ];
    hmac::verify(&signed, &keys, now, world.max_skew).map(|(caller, _)| caller)
}

pub(super) fn api_version(uri: &Uri) -> Result<ApiVersion, AcsError> {
    let query = uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == "api-version" && !value.is_empty())
        .map(|(_, value)| ApiVersion(value.into_owned()))
        .ok_or(AcsError::ApiVersionUnspecified)
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
