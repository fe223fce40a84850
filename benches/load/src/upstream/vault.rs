//! A Key Vault with one secret, over https as the Azure SDK insists.

use std::{net::Ipv4Addr, path::Path};

use axum::{
    Json, Router,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use serde_json::json;

use super::CERTIFICATE;
use crate::error::Error;

/// The question with which a vault answers a request without a token.
/// <https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses>
const CHALLENGE: &str = "Bearer authorization=\"https://login.microsoftonline.com/\
    00000000-0000-4000-8000-000000000000\", resource=\"https://vault.azure.net\"";

/// Starts it beside the caller and returns its port. Its certificate is in the folder by then.
pub(super) fn start(folder: &Path, secret: &str) -> Result<u16, Error> {
    let cannot = "cannot make a certificate";
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])
        .map_err(Error::crypto(cannot))?;
    let path = folder.join(CERTIFICATE);
    std::fs::write(&path, made.cert.pem()).map_err(Error::file(&path))?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let key = made.signing_key.serialize_der();
    let tls = rustls::ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(Error::crypto(cannot))?
        .with_no_client_auth()
        .with_single_cert(
            vec![made.cert.der().clone()],
            rustls::pki_types::PrivatePkcs8KeyDer::from(key).into(),
        )
        .map_err(Error::crypto(cannot))?;

    let cannot = "the vault cannot listen";
    let listener =
        std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Error::system(cannot))?;
    listener
        .set_nonblocking(true)
        .map_err(Error::system(cannot))?;
    let port = listener.local_addr().map_err(Error::system(cannot))?.port();
    let tls = RustlsAcceptor::new(RustlsConfig::from_config(tls.into()));
    // Otherwise 40 ms of every start would be a delayed acknowledgement.
    let server = axum_server::from_tcp(listener)
        .map_err(Error::system(cannot))?
        .acceptor(tls.acceptor(NoDelayAcceptor::new()));
    tokio::spawn(server.serve(router(port, secret).into_make_service()));
    Ok(port)
}

fn router(port: u16, secret: &str) -> Router {
    let body = json!({
        "value": secret,
        "id": format!("https://127.0.0.1:{port}/secrets/acs-connection-string/1"),
        "attributes": { "enabled": true },
    });
    let answer = async move |headers: HeaderMap| -> Response {
        if headers.contains_key(header::AUTHORIZATION) {
            Json(body).into_response()
        } else {
            let challenge = [(header::WWW_AUTHENTICATE, CHALLENGE)];
            (StatusCode::UNAUTHORIZED, challenge).into_response()
        }
    };
    Router::new().route("/secrets/{*name}", get(answer))
}
