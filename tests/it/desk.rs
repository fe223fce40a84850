//! A front desk to test: the app on a port, the simulator beside it, one clock for both.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use frontdesk::{
    App, Surroundings, acs_transport::AcsTransport, clock::Clock, config::Settings, policy::Policy,
    router,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use serde_json::{Map, Value};
use simulator::{Login, ManagedIdentity, Options, Service, Simulator};
use store::Store;
use time::{Duration, OffsetDateTime};
use tokio::{net::TcpListener, task::JoinHandle};

/// TLS that trusts this authority and no other.
fn trusting(ca: &str) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap())
        .unwrap();
    ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// What the tests run with, unless they say otherwise: limits that no test meets by chance.
pub(crate) const POLICY: &str = r#"
[token]
lifetime_minutes = 120
default_scopes = ["chat", "voip"]
[token.roles]
guest = ["chat.join.limited", "voip.join"]
nobody = []
[limits]
per_user_per_minute = 1000000
per_address_per_minute = 1000000
"#;

/// A running app and its surroundings. Dropping it stops both.
pub(crate) struct Desk {
    pub(crate) sim: Arc<Simulator>,
    pub(crate) store: Store,
    pub(crate) http: Client,
    pub(crate) url: String,
    /// By how much the app's clock is ahead of everybody else's, in minutes.
    ahead: Arc<AtomicI64>,
    server: JoinHandle<()>,
}

/// How a desk differs from the usual one.
pub(crate) struct Opening<'a> {
    pub(crate) policy: &'a str,
    pub(crate) settings: &'a [(&'a str, &'a str)],
    /// Whether to wait until everything that the app needs is here.
    pub(crate) ready: bool,
}

impl Default for Opening<'_> {
    fn default() -> Self {
        Self {
            policy: POLICY,
            settings: &[],
            ready: true,
        }
    }
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::with(Opening::default()).await
    }

    pub(crate) async fn with(opening: Opening<'_>) -> Self {
        let sim = Arc::new(Simulator::start(Options::default()).await.unwrap());
        Self::beside(sim, Store::in_memory().unwrap(), opening).await
    }

    /// Another instance of the same app: its own memory, the same surroundings.
    pub(crate) async fn another(&self) -> Self {
        let (sim, store) = (Arc::clone(&self.sim), self.store.clone());
        Self::beside(sim, store, Opening::default()).await
    }

    pub(crate) async fn beside(sim: Arc<Simulator>, store: Store, opening: Opening<'_>) -> Self {
        let http = Client::builder()
            .tls_certs_only([reqwest::Certificate::from_pem(sim.ca_pem().as_bytes()).unwrap()])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let clock = sim.clock().clone();
        let ahead = Arc::new(AtomicI64::new(0));
        let minutes = Arc::clone(&ahead);
        let surroundings = Surroundings {
            credential: Arc::new(PlatformIdentity(sim.managed_identity(), http.clone())),
            store: store.clone(),
            acs: AcsTransport::with_tls(trusting(sim.ca_pem())),
            http: http.clone(),
            clock: Clock::from_fn(move || {
                clock.now() + Duration::minutes(minutes.load(Ordering::Relaxed))
            }),
        };
        let policy = Policy::parse(Path::new("frontdesk.toml"), opening.policy).unwrap();
        let app = App::start(&settings(&sim, opening.settings), policy, surroundings).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            axum::serve(listener, router(app)).await.unwrap();
        });
        let desk = Self {
            sim,
            store,
            http,
            url,
            ahead,
            server,
        };
        if opening.ready {
            desk.until_healthy().await;
        }
        desk
    }

    /// Asks `/health` until it says that all is here.
    pub(crate) async fn until_healthy(&self) {
        self.until_health("to be ok", |health| health["status"] == "ok")
            .await;
    }

    /// Asks `/health` until it says this; gives up when that takes absurdly long.
    pub(crate) async fn until_health(&self, what: &str, said: impl Fn(&Value) -> bool) {
        let mut health = Value::Null;
        let asking = async {
            while !said(&health) {
                health = body(self.get("/health").send().await.unwrap()).await;
            }
        };
        let patience = std::time::Duration::from_secs(60);
        let heard = tokio::time::timeout(patience, asking).await;
        assert!(
            heard.is_ok(),
            "waited in vain for the health {what}: {health}"
        );
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.request(Method::DELETE, path)
    }

    /// The access token of a signed-in user.
    pub(crate) fn login(&self, sub: &str) -> String {
        self.login_as(sub, &[])
    }

    pub(crate) fn login_as(&self, sub: &str, roles: &[&str]) -> String {
        self.sim.login(&Login {
            sub: sub.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            // Longer than any test puts the app's clock ahead.
            expires_in: Some(30 * 24 * 60 * 60),
            ..Login::default()
        })
    }

    /// Puts the app's clock ahead. ACS's stays: it would refuse what is signed an hour off.
    pub(crate) fn advance(&self, minutes: i64) {
        self.ahead.fetch_add(minutes, Ordering::Relaxed);
    }

    /// By how much the app's clock is ahead.
    pub(crate) fn ahead(&self) -> Duration {
        Duration::minutes(self.ahead.load(Ordering::Relaxed))
    }

    /// `/token` for this user, which must succeed.
    pub(crate) async fn token(&self, sub: &str) -> Value {
        answer(
            self.get("/token").bearer_auth(self.login(sub)),
            StatusCode::OK,
        )
        .await
    }

    /// How often ACS has been asked for what this route does.
    pub(crate) fn asked(&self, route: &str) -> usize {
        let calls = self.sim.requests(Service::Acs);
        calls
            .iter()
            .filter(|call| call.route.ends_with(route))
            .count()
    }

    /// The ids of the identities that ACS still has.
    pub(crate) fn living(&self) -> Vec<String> {
        let all = self.sim.identities();
        all.into_iter()
            .filter(|identity| identity.deleted_at.is_none())
            .map(|identity| identity.id)
            .collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The identity that the platform gives, asked for over HTTP. The app's own client for it reads the
/// process's environment, which tests in one process cannot each have.
#[derive(Debug)]
pub(crate) struct PlatformIdentity(pub(crate) ManagedIdentity, pub(crate) Client);

#[async_trait::async_trait]
impl TokenCredential for PlatformIdentity {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let resource = scopes[0].trim_end_matches("/.default");
        let mut url = self.0.endpoint.clone();
        url.query_pairs_mut()
            .append_pair("api-version", "2019-08-01")
            .append_pair("resource", resource);
        let request = self.1.get(url).header("x-identity-header", &self.0.header);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let expires = answer["expires_on"].as_str().unwrap().parse().unwrap();
        Ok(AccessToken::new(
            answer["access_token"].as_str().unwrap().to_owned(),
            OffsetDateTime::from_unix_timestamp(expires).unwrap(),
        ))
    }
}

fn settings(sim: &Simulator, more: &[(&str, &str)]) -> Settings {
    let mut values = HashMap::from([
        ("FUNCTIONS_CUSTOMHANDLER_PORT", "1".to_owned()),
        ("KEY_VAULT_URL", sim.vault_url().to_string()),
        ("KEY_VAULT_VERIFY_CHALLENGE", "off".to_owned()),
        ("OIDC_ISSUER", sim.issuer()),
        ("OIDC_AUDIENCE", sim.audience().to_owned()),
        (
            "IDENTITY_ENDPOINT",
            sim.managed_identity().endpoint.to_string(),
        ),
        (
            "FRONTDESK_STORE",
            "unused: the test brings its own".to_owned(),
        ),
    ]);
    values.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    Settings::read(|name| values.get(name).cloned()).unwrap()
}

/// Sends, expects this status, and reads the JSON, `null` where there is none.
pub(crate) async fn answer(request: RequestBuilder, status: StatusCode) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), status, "{:?}", response.headers());
    body(response).await
}

pub(crate) async fn body(response: Response) -> Value {
    let bytes = response.bytes().await.unwrap();
    if bytes.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&bytes).unwrap()
    }
}

/// The last part of a problem's `type`.
pub(crate) fn problem(body: &Value) -> &str {
    body["type"]
        .as_str()
        .unwrap()
        .strip_prefix("urn:frontdesk:problem:")
        .unwrap()
}

/// A login with claims and header members of its own.
pub(crate) fn odd_login(sub: &str, claims: Value, header: Value) -> Login {
    let object = |value: Value| match value {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    Login {
        sub: sub.to_owned(),
        claims: object(claims),
        header: object(header),
        ..Login::default()
    }
}
