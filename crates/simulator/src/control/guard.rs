//! Keeps web pages away from the control API, which hands out tokens to whoever asks.
//!
//! It listens on loopback only, but a browser on the same machine reaches that: with a form or a
//! fetch of another origin, or under a name that an attacker pointed at 127.0.0.1 (DNS rebinding).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use url::Url;

use crate::world::World;

pub(crate) async fn local_only(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let refusal = refusal(&world, request.headers());
    match refusal {
        None => next.run(request).await,
        Some(message) => {
            let body = json!({"error": {"code": "Forbidden", "message": message}});
            (StatusCode::FORBIDDEN, Json(body)).into_response()
        }
    }
}

fn refusal(world: &World, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = [&world.http, &world.https];
    let host = text(header::HOST).unwrap_or_default();
    if !ours
        .iter()
        .any(|url| names(url).iter().any(|(_, name)| name == host))
    {
        return Some("The Host header must be 127.0.0.1 or localhost with the simulator's port.");
    }
    // Browsers send it with every request that can change something; other programs do not.
    let origin = headers
        .contains_key(header::ORIGIN)
        .then(|| text(header::ORIGIN));
    let allowed = |origin: &str| {
        ours.iter()
            .any(|url| names(url).iter().any(|(own, _)| own == origin))
    };
    match origin {
        Some(origin) if !origin.is_some_and(allowed) => {
            Some("The control API does not answer pages of another origin.")
        }
        _ => None,
    }
}

/// The origins and `Host` values under which a listener is reached.
fn names(url: &Url) -> [(String, String); 2] {
    let (scheme, port) = (
        url.scheme(),
        url.port_or_known_default().unwrap_or_default(),
    );
    ["127.0.0.1", "localhost"].map(|host| {
        let authority = format!("{host}:{port}");
        (format!("{scheme}://{authority}"), authority)
    })
}
