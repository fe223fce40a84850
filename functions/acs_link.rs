//! The connection to ACS: its key from the vault, kept fresh, and replaced when ACS says no.
//!
//! A regenerated key looks like a 401. Then the secret is read again and the call repeated once,
//! so that rotation needs no restart. While the vault is away the last good key is used.

use std::{
    fmt,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use acs::{
    ConnectionString, Credential, ErrorKind,
    chat::{ChatClient, ChatClientOptions},
    identity::{IdentityClient, IdentityClientOptions},
    retry::RetryLimits,
    sms::{SmsClient, SmsClientOptions},
};
use arc_swap::ArcSwapOption;
use azure_core::{credentials::TokenCredential, http::ClientOptions};
use azure_security_keyvault_secrets::SecretClient;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::Client;
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use crate::{
    acs_transport::AcsTransport,
    azure::client_options,
    config::AcsSettings,
    error::{Cause, Dependency, Error},
};

/// How many calls to ACS are under way at once; further ones wait their turn. ACS itself lets a
/// resource issue 1,000 tokens in 30 seconds.
const IN_FLIGHT: usize = 256;
/// How long a key is trusted without looking at the vault.
const REFRESH: Duration = Duration::from_secs(30 * 60);
/// The longest pause between two tries to reach a vault that is away.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// How often the vault is asked because ACS said no: this often in a row, then once a second.
const BURST: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
/// What a caller is told while the vault is away.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The connection to ACS.
pub(crate) struct AcsLink {
    source: Source,
    transport: Arc<AcsTransport>,
    http: Client,
    current: ArcSwapOption<Clients>,
    refreshing: Mutex<()>,
    refreshes: DefaultDirectRateLimiter,
    stale: AtomicBool,
    in_flight: Semaphore,
}

/// The clients of ACS, with one key.
pub(crate) struct Clients {
    /// Users and their tokens.
    pub(crate) identity: IdentityClient,
    /// Texts.
    pub(crate) sms: SmsClient,
    /// Chats, with the tokens of users.
    pub(crate) chat: ChatClient,
}

enum Source {
    Vault {
        vault: Arc<SecretClient>,
        name: String,
    },
    /// Managed identity: there is no key to fetch.
    Identity,
}

/// Whether there is a key, for `/health`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkState {
    /// Yes, and the vault answered last time.
    Ready,
    /// Yes, but the vault did not answer last time.
    Stale,
    /// No.
    Missing,
}

/// Why the secret could not be read, or not be used.
#[derive(Debug)]
enum RefreshError {
    Vault(azure_core::Error),
    Secret(Cause),
    TooOften,
}

impl AcsLink {
    /// Prepares the connection; nothing is asked yet.
    pub(crate) fn new(
        settings: &AcsSettings,
        vault: Option<&Arc<SecretClient>>,
        credential: &Arc<dyn TokenCredential>,
        transport: Arc<AcsTransport>,
        http: &Client,
    ) -> Result<Self, Cause> {
        let (source, current) = match settings {
            AcsSettings::Vault { secret } => {
                let vault = Arc::clone(vault.ok_or("there is no vault to read the key from")?);
                let name = secret.clone();
                (Source::Vault { vault, name }, None)
            }
            AcsSettings::Identity { endpoint } => {
                let credential = Credential::Token(Arc::clone(credential));
                (
                    Source::Identity,
                    Some(connect(endpoint.as_str(), &credential, &transport, http)?),
                )
            }
        };
        Ok(Self {
            source,
            transport,
            http: http.clone(),
            current: ArcSwapOption::from_pointee(current),
            refreshing: Mutex::new(()),
            refreshes: RateLimiter::direct(Quota::per_second(NonZeroU32::MIN).allow_burst(BURST)),
            stale: AtomicBool::new(false),
            in_flight: Semaphore::new(IN_FLIGHT),
        })
    }

    /// Whether there is a key.
    pub(crate) fn state(&self) -> LinkState {
        match (
            self.current.load().is_some(),
            self.stale.load(Ordering::Relaxed),
        ) {
            (false, _) => LinkState::Missing,
            (true, true) => LinkState::Stale,
            (true, false) => LinkState::Ready,
        }
    }

    /// Calls ACS. On a 401 that a new key may mend, reads the key again and calls once more.
    pub(crate) async fn call<T, F>(&self, op: impl Fn(Arc<Clients>) -> F) -> Result<T, CallError>
    where
        F: Future<Output = acs::Result<T>>,
    {
        let (client, _turn) = self.turn().await?;
        let error = match Box::pin(op(Arc::clone(&client))).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // With this code it is the sender of a text that is not ours, whatever the key.
        let sender = error.code() == Some("Unauthorized");
        if !is_key_refused(&error) || sender || matches!(self.source, Source::Identity) {
            return Err(CallError::Acs(error));
        }
        match Box::pin(self.refresh(Some(&client))).await {
            Ok(()) => {}
            Err(RefreshError::TooOften) => return Err(CallError::Acs(error)),
            Err(refused) => return Err(CallError::NoKey(refused.into())),
        }
        match self.current.load_full() {
            Some(newer) if !Arc::ptr_eq(&newer, &client) => {
                Box::pin(op(newer)).await.map_err(CallError::Acs)
            }
            _ => Err(CallError::Acs(error)),
        }
    }

    /// Calls ACS with a user's token: a 401 is about that, and not about our key.
    pub(crate) async fn call_as_user<T, F>(
        &self,
        op: impl Fn(Arc<Clients>) -> F,
    ) -> Result<T, CallError>
    where
        F: Future<Output = acs::Result<T>>,
    {
        let (clients, _turn) = self.turn().await?;
        op(clients).await.map_err(CallError::Acs)
    }

    /// The clients, when it is our turn.
    async fn turn(&self) -> Result<(Arc<Clients>, SemaphorePermit<'_>), CallError> {
        let Some(clients) = self.current.load_full() else {
            return Err(CallError::NoKey(
                "the vault has not given the connection string yet".into(),
            ));
        };
        // Closed never: the semaphore lives as long as the link.
        let turn = self.in_flight.acquire().await;
        let turn = turn.map_err(|error| CallError::NoKey(error.into()))?;
        Ok((clients, turn))
    }

    /// Reads the key again, unless somebody did since `seen`. Calls for it are bounded.
    async fn refresh(&self, seen: Option<&Arc<Clients>>) -> Result<(), RefreshError> {
        let Source::Vault { vault, name } = &self.source else {
            return Ok(());
        };
        let _one_at_a_time = self.refreshing.lock().await;
        let newer = |current: &Arc<Clients>| !seen.is_some_and(|s| Arc::ptr_eq(s, current));
        if seen.is_some() && self.current.load_full().as_ref().is_some_and(newer) {
            return Ok(());
        }
        self.refreshes.check().map_err(|_| RefreshError::TooOften)?;
        let fetched = self.fetch(vault, name).await;
        self.stale.store(fetched.is_err(), Ordering::Relaxed);
        self.current.store(Some(Arc::new(fetched?)));
        Ok(())
    }

    async fn fetch(&self, vault: &SecretClient, name: &str) -> Result<Clients, RefreshError> {
        let secret = vault
            .get_secret(name, None)
            .await
            .and_then(azure_core::http::Response::into_model)
            .map_err(RefreshError::Vault)?;
        let value = secret.value.unwrap_or_default();
        let connection: ConnectionString = value
            .parse()
            .map_err(|error: acs::ConnectionStringError| RefreshError::Secret(error.into()))?;
        let credential = acs::AccessKeyCredential::new(connection.access_key).into();
        let endpoint = connection.endpoint.as_str();
        connect(endpoint, &credential, &self.transport, &self.http).map_err(RefreshError::Secret)
    }

    /// Reads the key now: a new version is in the vault.
    pub(crate) async fn secret_changed(&self) -> Result<(), Error> {
        Ok(self
            .refresh(None)
            .await
            .map_err(|refused| CallError::NoKey(refused.into()))?)
    }

    /// Fetches the key as soon as the vault gives it, then looks for a new one now and then.
    /// Ends with the link.
    pub(crate) fn keep_fresh(self: &Arc<Self>) {
        let link = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut pause = Duration::from_millis(250);
            while let Some(link) = link.upgrade() {
                let refreshed = link.refresh(None).await;
                drop(link);
                match refreshed {
                    Ok(()) => {
                        pause = Duration::from_millis(250);
                        tokio::time::sleep(REFRESH).await;
                    }
                    Err(error) => {
                        tracing::error!(%error, "the ACS connection string could not be read from the vault");
                        tokio::time::sleep(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
            }
        });
    }
}

fn connect(
    endpoint: &str,
    credential: &Credential,
    transport: &Arc<AcsTransport>,
    http: &Client,
) -> Result<Clients, Cause> {
    let client_options = ClientOptions {
        transport: Some(transport.or_through_proxy(endpoint, http)),
        ..client_options(http)
    };
    let identity = IdentityClientOptions {
        client_options: client_options.clone(),
        ..Default::default()
    };
    // What is tried again is tried from the queue, where it is looked at once more.
    let once = RetryLimits {
        max_retries: 0,
        ..RetryLimits::default()
    };
    let chat = ChatClientOptions {
        client_options: client_options.clone(),
        retry: once.clone(),
        ..Default::default()
    };
    let sms = SmsClientOptions {
        client_options,
        retry: once,
        ..Default::default()
    };
    Ok(Clients {
        identity: IdentityClient::new(endpoint, credential.clone(), Some(identity))?,
        sms: SmsClient::new(endpoint, credential.clone(), Some(sms))?,
        chat: ChatClient::new(endpoint, Some(chat))?,
    })
}

/// A 401 that another key may mend, and not one about a token in the request's body.
fn is_key_refused(error: &acs::Error) -> bool {
    error.kind() == ErrorKind::Unauthorized && error.code() != Some("InvalidToken")
}

/// Why a call to ACS did not succeed.
#[derive(Debug)]
pub(crate) enum CallError {
    /// There is no key to call it with.
    NoKey(Cause),
    /// ACS refused, or was not reached.
    Acs(acs::Error),
}

/// What it means to who wants an identity or a token.
impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        let error = match error {
            CallError::Acs(error) => error,
            CallError::NoKey(cause) => {
                return Self::Unavailable {
                    dependency: Dependency::Vault,
                    retry_after: RETRY_AFTER,
                    cause,
                };
            }
        };
        let dependency = Dependency::Acs;
        let unavailable = |error: acs::Error| Self::Unavailable {
            dependency,
            retry_after: error.retry_after().unwrap_or(RETRY_AFTER),
            cause: error.into(),
        };
        match error.kind() {
            ErrorKind::Unauthorized if !is_key_refused(&error) => Self::Upstream {
                dependency,
                cause: error.into(),
            },
            ErrorKind::NotFound => Self::IdentityGone,
            ErrorKind::Unauthorized
            | ErrorKind::Credential
            | ErrorKind::Throttled
            | ErrorKind::Unavailable
            | ErrorKind::Timeout
            | ErrorKind::Transport => unavailable(error),
            ErrorKind::BadRequest
            | ErrorKind::Forbidden
            | ErrorKind::Conflict
            | ErrorKind::Unexpected => Self::Upstream {
                dependency,
                cause: error.into(),
            },
        }
    }
}

impl fmt::Display for RefreshError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vault(error) => write!(f, "{error}"),
            Self::Secret(error) => write!(f, "the secret is no connection string: {error}"),
            Self::TooOften => f.write_str("asked too often"),
        }
    }
}

impl std::error::Error for RefreshError {}
