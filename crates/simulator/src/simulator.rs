//! Starting, steering and stopping the simulator from Rust.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::{
    Json, Router,
    http::{Method, StatusCode, Uri},
    middleware,
};
use axum_server::Handle;
use serde_json::{Value, json};
use time::Duration;
use tokio::{sync::mpsc, task::JoinHandle};
use url::Url;

use crate::{
    Call, Chaos, Clock, EventChaos, IdentityRecord, Login, Service, Spelling, TokenRefusal,
    UserToken, Which, acs, contentsafety, control, entra, eventgrid,
    jwt::SigningKey,
    listener, oidc, queues, sms, tls, traffic, vault, webhooks,
    world::{Foundation, Reset, World},
};

/// How to start a [`Simulator`]. The default takes free ports and leaves nothing on disk.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to serve http; loopback only, port 0 for a free one.
    pub http: SocketAddr,
    /// Where to serve https; loopback only, port 0 for a free one.
    pub https: SocketAddr,
    /// Where the certificate authority is kept, so that what trusted it once still does, and the
    /// ACS identities and the queues' messages, so that what an app remembers of them stays true.
    pub state_dir: Option<PathBuf>,
    /// Where the certificate authority is kept, if not there: several simulators can share one.
    pub trust_dir: Option<PathBuf>,
    /// The time of everything but certificates, which real clients check against real time.
    pub clock: Clock,
    /// Decides the access keys, the resource and the faults: the same seed, the same run.
    pub seed: u64,
    /// How far the date of an ACS signature may be from the clock.
    pub max_skew: Duration,
    /// How the events of SMS are spelt.
    pub sms_spelling: Spelling,
}

impl Default for Options {
    fn default() -> Self {
        let max_skew = Duration::minutes(15);
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            http: free,
            https: free,
            state_dir: None,
            trust_dir: None,
            clock: Clock::system(),
            seed: 0,
            max_skew,
            sms_spelling: Spelling::default(),
        }
    }
}

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The control API hands out tokens to whoever reaches it.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// Most likely another simulator is running.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A certificate could not be made, or the kept authority not be read.
    #[error("cannot make a certificate, or read the authority that was kept")]
    Certificate(#[from] rcgen::Error),
    /// The TLS configuration was refused.
    #[error("cannot set up TLS")]
    Tls(#[from] rustls::Error),
    /// The state directory could not be written.
    #[error("cannot write the simulator's files")]
    Io(#[from] io::Error),
}

/// What a program needs to get tokens as a Functions app with a managed identity does.
#[derive(Clone, PartialEq, Eq)]
pub struct ManagedIdentity {
    /// `IDENTITY_ENDPOINT`.
    pub endpoint: Url,
    /// `IDENTITY_HEADER`.
    pub header: String,
}

impl std::fmt::Debug for ManagedIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ManagedIdentity")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// A running simulator. Dropping it stops it and closes its connections.
pub struct Simulator {
    pub(crate) world: Arc<World>,
    handles: [Handle<SocketAddr>; 2],
    phones: JoinHandle<()>,
    courier: JoinHandle<()>,
    kept: Option<queues::Kept>,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator")
            .field("http", &self.world.http)
            .field("https", &self.world.https)
            .finish_non_exhaustive()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        for handle in &self.handles {
            handle.shutdown();
        }
        self.phones.abort();
        self.courier.abort();
        if let Some(kept) = &self.kept {
            kept.keep(&self.world.queues);
        }
    }
}

impl Simulator {
    /// Binds both listeners and serves on the current Tokio runtime. It answers as soon as this
    /// returns.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Options {
            http,
            https,
            state_dir,
            trust_dir,
            clock,
            seed,
            max_skew,
            sms_spelling,
        } = options;
        let plain = listener::bind(http)?;
        let secure = listener::bind(https)?;
        // Takes long enough to hold up the other tasks of the runtime.
        let login = tokio::task::spawn_blocking(SigningKey::generate)
            .await
            .map_err(io::Error::from)?;
        let trust_dir = trust_dir.as_deref().or(state_dir.as_deref());
        let tls = tls::prepare(trust_dir, Clock::system().now())?;
        let identities = state_dir
            .as_ref()
            .map(|dir| {
                fs::create_dir_all(dir)?;
                acs::Ledger::open(&dir.join("identities.jsonl"))
            })
            .transpose()?;
        let world = Arc::new(World::new(Foundation {
            clock,
            http: url("http", plain.local_addr()?)?,
            https: url("https", secure.local_addr()?)?,
            ca_pem: tls.ca_pem,
            trust_files: tls.files,
            seed,
            identities,
            max_skew,
            sms_spelling,
            login,
        }));
        let kept = state_dir
            .map(|dir| queues::Kept::open(&dir.join("queues.json"), &world.queues))
            .transpose()?;
        let client = eventgrid::client().map_err(io::Error::other)?;
        let router = router(&world);
        let handles = [
            listener::serve(plain, None, router.clone())?,
            listener::serve(secure, Some(tls.config), router)?,
        ];
        let phones = tokio::spawn(sms::publish_events(Arc::clone(&world)));
        let courier = tokio::spawn(eventgrid::run(Arc::clone(&world), client));
        Ok(Self {
            world,
            handles,
            phones,
            courier,
            kept,
        })
    }

    /// `http://127.0.0.1:<port>/`.
    pub fn http_url(&self) -> Url {
        self.world.http.clone()
    }

    /// `https://127.0.0.1:<port>/`.
    pub fn https_url(&self) -> Url {
        self.world.https.clone()
    }

    /// The certificate authority, to trust in a client.
    pub fn ca_pem(&self) -> &str {
        &self.world.ca_pem
    }

    /// `endpoint=https://127.0.0.1:<port>/;accesskey=<the primary key>`.
    pub fn connection_string(&self) -> String {
        self.world.state().acs.connection_string(&self.world.https)
    }

    /// The vault's URL. Its challenge names `https://vault.azure.net`, so a client must be told not
    /// to compare that with the vault's host.
    pub fn vault_url(&self) -> Url {
        self.world.https.clone()
    }

    /// The issuer of the users' tokens, `https://127.0.0.1:<port>/oidc`.
    pub fn issuer(&self) -> String {
        oidc::issuer(&self.world)
    }

    /// The audience of the users' tokens.
    pub fn audience(&self) -> &'static str {
        oidc::AUDIENCE
    }

    /// The managed identity that the vault and ACS accept.
    pub fn managed_identity(&self) -> ManagedIdentity {
        let mut endpoint = self.world.http.clone();
        endpoint.set_path("msi/token");
        ManagedIdentity {
            endpoint,
            header: self.world.identity_header.clone(),
        }
    }

    /// The environment variables with which a Python or Node program talks to the simulator.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        control::environment(&self.world)
    }

    /// An access token for the app, as if the user had signed in.
    pub fn login(&self, login: &Login) -> String {
        oidc::access_token(&self.world, login)
    }

    /// Every ACS identity since the start or the last reset, in order, deleted ones included.
    pub fn identities(&self) -> Vec<IdentityRecord> {
        self.world.state().acs.records()
    }

    /// Checks an ACS user token as the services that take one do.
    pub fn verify_user_token(&self, token: &str) -> Result<UserToken, TokenRefusal> {
        acs::verify_user_token(&self.world, token)
    }

    /// Gives a secret of the vault a new version.
    ///
    /// # Panics
    ///
    /// If the vault could not store it: a name with other characters than letters, digits and
    /// hyphens, a value of more than 25 KiB, or a name whose secret is deleted but not purged.
    pub fn put_secret(&self, name: &str, value: &str) {
        vault::put(&self.world, name, value.to_owned());
    }

    /// Replaces an access key, and with it every user token that it minted. Answers the new key;
    /// the vault still has the old one.
    pub fn regenerate_key(&self, which: Which) -> String {
        self.world.state().acs.regenerate(which)
    }

    /// The connection string with one of the keys.
    pub fn connection_string_with(&self, which: Which) -> String {
        self.world
            .state()
            .acs
            .connection_string_with(&self.world.https, which)
    }

    /// Signs users' tokens with a new key; answers its `kid`. The old key stays published for a day.
    pub fn rotate_signing_key(&self) -> String {
        self.world.rotate_login_key()
    }

    /// Makes a service fail as told, instead of as told before.
    pub fn set_chaos(&self, service: Service, chaos: Chaos) {
        self.world.state().chaos.services.insert(service, chaos);
    }

    /// Ends all faults.
    pub fn clear_chaos(&self) {
        self.set_event_chaos(EventChaos::default());
        self.world.state().chaos.services.clear();
    }

    /// Forgets identities, secrets, logins, messages, queues, deliveries, faults and calls; addresses
    /// and keys stay.
    pub fn reset(&self) {
        self.world.reset();
    }

    /// Resets that were asked for over HTTP: each waits for [`Reset::done`], so that an app which
    /// remembers identities can forget them too. The latest subscriber is the only one.
    pub fn on_reset(&self) -> mpsc::Receiver<Reset> {
        let (sender, receiver) = mpsc::channel(1);
        *self.world.forgetful() = Some(sender);
        receiver
    }

    /// The simulator's clock, to advance it.
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// The calls that a service has answered, in the order of the answers.
    pub fn requests(&self, service: Service) -> Vec<Call> {
        self.world.state().journal.of(service)
    }
}

/// A route of Azure that the simulator does not have, told apart from a resource that is missing.
async fn not_played(method: Method, uri: Uri) -> (StatusCode, Json<Value>) {
    let message = format!("The simulator does not play {method} {}.", uri.path());
    (
        StatusCode::NOT_FOUND,
        Json(json!({"error": {"code": "NotPlayed", "message": message}})),
    )
}

fn url(scheme: &str, address: SocketAddr) -> Result<Url, StartError> {
    Url::parse(&format!("{scheme}://{address}/")).map_err(|error| io::Error::other(error).into())
}

/// Every route of every service, on both listeners.
fn router(world: &Arc<World>) -> Router {
    let played = |service, routes: Router<Arc<World>>| {
        let state = (Arc::clone(world), service);
        routes.layer(middleware::from_fn_with_state(state, traffic::pass))
    };
    Router::new()
        // ACS has paths like `/identities/{id}/:issueAccessToken`, with a literal colon.
        .without_v07_checks()
        .merge(played(Service::Acs, acs::router(world)))
        .merge(played(Service::Vault, vault::router(world)))
        .merge(played(Service::ContentSafety, contentsafety::router(world)))
        .merge(played(Service::Oidc, oidc::router()))
        .merge(played(Service::Entra, entra::router()))
        .merge(played(Service::Webhook, webhooks::router()))
        .merge(played(Service::Storage, queues::router(world)))
        .merge(control::router(world))
        .fallback(not_played)
        .with_state(Arc::clone(world))
}
