//! Everything that the handlers share: the settings of this start, and the one mutable state.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::{Duration, OffsetDateTime};
use tokio::sync::{Notify, mpsc, oneshot};
use url::Url;

use crate::{
    Clock, Queues,
    acs::{IdentityRecord, Ledger, Resource},
    chaos,
    chat::Threads,
    contentsafety,
    eventgrid::Grid,
    journal::Journal,
    jwt::SigningKey,
    oidc::Provider,
    rng::Rng,
    sms::{Sms, Spelling},
    tls::TrustFiles,
    vault::Vault,
    webhooks::{self, Webhooks},
};

/// The tenant that the local Entra plays; any other tenant in a path works as well.
pub(crate) const TENANT: &str = "11112222-3333-4444-8555-666677778888";

/// One running simulator, as its handlers see it.
pub(crate) struct World {
    pub(crate) clock: Clock,
    /// `http://127.0.0.1:<port>/`.
    pub(crate) http: Url,
    /// `https://127.0.0.1:<port>/`: the endpoint of ACS and of the vault.
    pub(crate) https: Url,
    pub(crate) ca_pem: String,
    pub(crate) trust_files: Option<TrustFiles>,
    pub(crate) identity_header: String,
    pub(crate) user_tokens: SigningKey,
    pub(crate) entra: SigningKey,
    pub(crate) grid: Grid,
    pub(crate) queues: Queues,
    pub(crate) max_skew: Duration,
    /// Told when an event of SMS is to be published later.
    pub(crate) event_scheduled: Notify,
    webhook_key: String,
    /// Who wants to forget with us, and is waited for.
    forgetful: Mutex<Option<mpsc::Sender<Reset>>>,
    seed: u64,
    state: Mutex<State>,
}

/// A reset that waits for somebody else; dropping it ends the waiting.
#[derive(Debug)]
pub struct Reset(oneshot::Sender<()>);

impl Reset {
    /// Everything is forgotten.
    pub fn done(self) {
        // Nobody waits any more: the caller of the reset has hung up.
        let _ = self.0.send(());
    }
}

/// All that changes while the simulator runs.
pub(crate) struct State {
    pub(crate) acs: Resource,
    pub(crate) vault: Vault,
    pub(crate) oidc: Provider,
    pub(crate) chaos: chaos::Plan,
    pub(crate) safety: contentsafety::Account,
    pub(crate) journal: Journal,
    pub(crate) sms: Sms,
    pub(crate) chat: Threads,
    pub(crate) webhooks: Webhooks,
    pub(crate) ids: Rng,
}

/// A number that differs between two starts of a system clock.
fn start_mark(now: OffsetDateTime) -> u64 {
    (now.unix_timestamp().cast_unsigned() << 30) ^ u64::from(now.nanosecond())
}

/// What [`World::new`] needs from the start of the simulator.
pub(crate) struct Foundation {
    pub(crate) clock: Clock,
    pub(crate) http: Url,
    pub(crate) https: Url,
    pub(crate) ca_pem: String,
    pub(crate) trust_files: Option<TrustFiles>,
    pub(crate) seed: u64,
    /// Where identities are kept, and those that were.
    pub(crate) identities: Option<(Ledger, Vec<IdentityRecord>)>,
    /// The largest distance of a signature's date from the clock.
    pub(crate) max_skew: Duration,
    pub(crate) sms_spelling: Spelling,
    /// The key that signs users in; the others are made of it.
    pub(crate) login: SigningKey,
}

impl World {
    pub(crate) fn new(foundation: Foundation) -> Self {
        let Foundation {
            clock,
            http,
            https,
            ca_pem,
            trust_files,
            seed,
            identities,
            max_skew,
            sms_spelling,
            login,
        } = foundation;
        let now = clock.now();
        let login = Arc::new(login);
        let mut seeded = Rng::new(seed);
        let acs = Resource::new(&mut seeded, identities);
        let state = State {
            vault: Vault::default(),
            acs,
            oidc: Provider::new(Arc::clone(&login)),
            chaos: chaos::Plan::new(seed),
            safety: contentsafety::Account::new(seed),
            journal: Journal::default(),
            sms: Sms::new(sms_spelling),
            chat: Threads::default(),
            webhooks: Webhooks::default(),
            // Not the seed alone: an app keeps its users' identities when only the simulator
            // restarts, and must not meet the same identity again as another user's.
            ids: Rng::new(seed ^ start_mark(now)),
        };
        let world = Self {
            identity_header: seeded.uuid().to_string(),
            webhook_key: webhooks::signing_key(&mut seeded),
            queues: Queues::new(clock.clone()),
            grid: Grid::new(seed),
            clock,
            http,
            https,
            ca_pem,
            trust_files,
            user_tokens: login.for_purpose("user tokens"),
            entra: login.for_purpose("entra"),
            max_skew,
            event_scheduled: Notify::new(),
            forgetful: Mutex::default(),
            seed,
            state: Mutex::new(state),
        };
        world.seed_vault();
        world
    }

    /// The state. Never held across an await: the guard is not `Send`, so that would not compile.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// A path on the https listener, such as `oidc`.
    pub(crate) fn https_path(&self, path: &str) -> String {
        format!("{}{path}", self.https)
    }

    /// `IDENTITY_ENDPOINT`: on http, because that is what App Service offers.
    pub(crate) fn managed_identity_endpoint(&self) -> Url {
        let mut endpoint = self.http.clone();
        endpoint.set_path("msi/token");
        endpoint
    }

    /// Forgets identities, secrets, logins, messages, queues, deliveries, faults and calls. Keys of
    /// every kind stay, so that the programs under test need no new settings.
    pub(crate) fn reset(&self) {
        {
            let mut state = self.state();
            state.acs.forget();
            state.vault = Vault::default();
            state.oidc.forget();
            state.safety.harms = contentsafety::Harms::default();
            state.chaos = chaos::Plan::new(self.seed);
            state.journal = Journal::default();
            state.sms.forget();
            state.chat.forget();
            state.webhooks = Webhooks::default();
        }
        self.queues.reset();
        self.seed_vault();
        // Last: the seed is what everybody starts with, and no news to deliver.
        self.grid.reset(self.seed);
    }

    /// Resets, and waits until whoever remembers something of us has forgotten it too.
    pub(crate) async fn reset_everywhere(&self) {
        self.reset();
        let forgetful = self.forgetful().clone();
        let (done, forgotten) = oneshot::channel();
        if let Some(forgetful) = forgetful
            && forgetful.send(Reset(done)).await.is_ok()
        {
            // An error: the other side is gone, and with it what it remembered.
            drop(forgotten.await);
        }
    }

    pub(crate) fn forgetful(&self) -> MutexGuard<'_, Option<mpsc::Sender<Reset>>> {
        self.forgetful
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the login provider sign with a new key, and answers its `kid`.
    pub(crate) fn rotate_login_key(&self) -> String {
        let key = Arc::new(SigningKey::generate());
        let kid = key.kid().to_owned();
        self.state().oidc.rotate(key, self.now());
        kid
    }

    fn seed_vault(&self) {
        let connection_string = self.state().acs.connection_string(&self.https);
        crate::vault::put(self, "acs-connection-string", connection_string);
        crate::vault::put(self, webhooks::SIGNING_KEY, self.webhook_key.clone());
        contentsafety::seed_vault(self);
    }
}
