//! Who may ask: a holder of a key, or of an Entra token for Cognitive Services.
//!
//! <https://learn.microsoft.com/azure/ai-services/authentication>

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::form_urlencoded;

use super::error::SafetyError;
use crate::{entra, world::World};

const KEY_HEADER: &str = "ocp-apim-subscription-key";
/// The audience of tokens, with and without the slash that some clients write.
const AUDIENCES: [&str; 2] = [
    "https://cognitiveservices.azure.com",
    "https://cognitiveservices.azure.com/",
];

pub(super) async fn authenticate(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    match check(&world, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check(world: &World, request: &Request) -> Result<(), SafetyError> {
    let headers = request.headers();
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match (headers.get(KEY_HEADER), token) {
        (Some(key), _) if world.state().safety.accepts(key.as_bytes()) => {}
        (None, Some(token)) => {
            entra::verify(world, token, &AUDIENCES).map_err(|_| SafetyError::TokenRefused)?;
        }
        (Some(_), _) | (None, None) => return Err(SafetyError::KeyRefused),
    }
    let query = request.uri().query().unwrap_or_default();
    let versioned = form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "api-version" && !value.is_empty());
    versioned.then_some(()).ok_or(SafetyError::NoApiVersion)
}
