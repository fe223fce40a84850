//! The least that a server of such requests could do: axum, and the verification of the same token.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    routing::get,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::JwkSet};
use serde::Deserialize;

use crate::{bare, error::Error, issuer::AUDIENCE};

/// Options of the process.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The issuer's keys, a file.
    #[arg(long)]
    jwks: PathBuf,
    /// The issuer.
    #[arg(long)]
    issuer: String,
    /// Where to listen on 127.0.0.1.
    #[arg(long)]
    port: u16,
}

struct Bare {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

/// Serves until it is ended.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let jwks = std::fs::read(&options.jwks).map_err(Error::file(&options.jwks))?;
    let jwks: JwkSet = serde_json::from_slice(&jwks).map_err(Error::crypto("no key set"))?;
    let key = jwks.keys.first().ok_or(Error::Nothing)?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.set_issuer(&[&options.issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation.validate_nbf = true;
    let bare = Bare {
        key: DecodingKey::from_jwk(key).map_err(Error::crypto("no key"))?,
        validation,
    };
    let router = Router::new()
        .route("/token", get(verify))
        .with_state(Arc::new(bare));
    bare::serve(options.port, router)
}

async fn verify(State(bare): State<Arc<Bare>>, headers: HeaderMap) -> Result<String, StatusCode> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .and_then(|token| decode::<Claims>(token, &bare.key, &bare.validation).ok())
        .map(|verified| verified.claims.sub)
        .ok_or(StatusCode::UNAUTHORIZED)
}
