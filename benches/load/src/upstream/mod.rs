//! Everything that the servers ask, in one process: an identity provider, a managed identity and ACS
//! over http, a Key Vault over https.
//!
//! It is not the simulator: nothing is verified and no token is signed, because an RSA signature for
//! each request would be most of what is measured. Both servers get the same.

mod acs;
mod sms;
mod vault;

use std::{
    net::Ipv4Addr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, put},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{error::Error, report};

/// Where the public keys are, in the run's folder.
pub(crate) const JWKS: &str = "jwks.json";
/// Where the vault's certificate is.
pub(crate) const CERTIFICATE: &str = "ca.pem";

/// Options of the process.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The run's folder: the keys are read from here, the certificate is written there.
    #[arg(long)]
    folder: PathBuf,
}

/// What the process says on stdout when it listens.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ports {
    /// Identity provider, managed identity and ACS, over http.
    pub(crate) http: u16,
    /// The vault, over https.
    pub(crate) vault: u16,
}

/// What the handlers share.
#[derive(Clone, Debug)]
struct Upstream {
    url: Arc<str>,
    keys: Arc<Value>,
    latency: Arc<AtomicU64>,
    sent: Arc<AtomicU64>,
}

impl Upstream {
    /// Waits as long as ACS is said to take now.
    async fn take_time(&self) {
        let latency = self.latency.load(Ordering::Relaxed);
        if latency > 0 {
            tokio::time::sleep(Duration::from_millis(latency)).await;
        }
    }
}

/// The issuer's URL.
pub(crate) fn issuer(http: u16) -> String {
    format!("http://127.0.0.1:{http}/oidc")
}

/// The connection string of the resource.
pub(crate) fn connection_string(http: u16) -> String {
    format!("endpoint=http://127.0.0.1:{http}/;accesskey=YmVuY2htYXJrLWtleS1vZi1ubyByZXNvdXJjZSE=")
}

/// Serves until it is ended.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::system("no runtime"))?;
    runtime.block_on(serve(options))
}

async fn serve(options: &Options) -> Result<(), Error> {
    let path = options.folder.join(JWKS);
    let keys = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    let keys = serde_json::from_str(&keys)
        .map_err(|error| Error::file(&path)(std::io::Error::other(error)))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .map_err(Error::system("cannot listen"))?;
    let http = listener
        .local_addr()
        .map_err(Error::system("cannot listen"))?
        .port();
    let vault = vault::start(&options.folder, &connection_string(http))?;
    let upstream = Upstream {
        url: issuer(http).into(),
        keys: Arc::new(keys),
        latency: Arc::default(),
        sent: Arc::default(),
    };
    let router = router(upstream);
    report::line(json!(Ports { http, vault }));
    axum::serve(listener, router)
        .await
        .map_err(Error::system("cannot serve"))
}

fn router(upstream: Upstream) -> Router {
    Router::new()
        // The slash before the colon is ACS's; axum takes it for a parameter of old.
        .without_v07_checks()
        .route("/oidc/.well-known/openid-configuration", get(discovery))
        .route("/oidc/jwks", get(jwks))
        .route("/msi/token", get(managed_identity))
        .route("/latency/{milliseconds}", put(set_latency))
        .merge(acs::router())
        .merge(sms::router())
        .with_state(upstream)
}

async fn discovery(State(upstream): State<Upstream>) -> Json<Value> {
    let issuer = &upstream.url;
    Json(json!({ "issuer": &**issuer, "jwks_uri": format!("{issuer}/jwks") }))
}

async fn jwks(State(upstream): State<Upstream>) -> Json<Value> {
    Json(Value::clone(&upstream.keys))
}

/// <https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference>
async fn managed_identity() -> Json<Value> {
    Json(json!({
        "access_token": "a-managed-identity",
        "expires_on": "4102444800",
        "resource": "https://vault.azure.net",
        "token_type": "Bearer",
    }))
}

async fn set_latency(
    State(upstream): State<Upstream>,
    Path(milliseconds): Path<u64>,
) -> (StatusCode, &'static str) {
    upstream.latency.store(milliseconds, Ordering::Relaxed);
    (StatusCode::OK, "set")
}
