//! Frontdesk: the trusted server side of an app on Azure Communication Services.
//!
//! [`router`] is the table of contents. A function is a folder: its trigger in `function.json`, its
//! handler in `mod.rs`. What several functions share lies beside the folders.

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::IntoResponse,
    routing::{get, post},
};
use azure_core::credentials::TokenCredential;
use reqwest::Client;
use store::Store;
use tower_http::catch_panic::CatchPanicLayer;

mod acs_link;
pub mod acs_transport;
mod audit;
pub mod azure;
mod caller;
mod chat;
mod chat_message;
mod chat_thread;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content_safety;
mod error;
mod events;
mod health;
mod identities;
mod jwks;
mod limits;
mod messages;
mod oidc;
mod outcome;
mod perform;
mod poison;
pub mod policy;
mod reach;
mod refresh_token;
mod secret_rotated;
mod send_sms;
mod signing_key;
mod sms_delivered;
mod sms_received;
pub mod telemetry;
mod texts;
mod threads;
mod token;
mod token_cache;
mod token_teams;
mod user;
mod vault_secret;
mod webhooks;
pub mod workers;

use crate::{
    acs_link::AcsLink, acs_transport::AcsTransport, chat::Chat, clock::Clock, config::Settings,
    error::Error, identities::Identities, limits::Limits, oidc::Oidc, poison::parked::Poison,
    policy::Policy, texts::Texts, token_cache::TokenCache, webhooks::Webhooks,
};

/// A request body, other than a trigger's, is at most this long.
const BODY_LIMIT: usize = 16 * 1024;

/// A body with a message for a chat: ACS takes 28 KB of text, which JSON may spell at twice the length.
const MESSAGE_LIMIT: usize = 64 * 1024;

/// What a policy about texts or chats needs beside a file.
const NO_QUEUE: &str = "and what has to wait waits in a storage queue: set \
    AzureWebJobsStorage__accountName or AzureWebJobsStorage";

/// Every way in.
pub fn router(app: App) -> Router {
    let public = Router::new()
        .route(
            "/token",
            get(token::handle).post(token::handle).delete(token::revoke),
        )
        .route(
            "/token/teams",
            get(token_teams::handle).post(token_teams::handle),
        )
        .route("/refreshToken/{id}", post(refresh_token::handle))
        .route(
            "/user",
            get(user::handle).post(user::ensure).delete(user::erase),
        )
        .route("/sms", post(send_sms::handle))
        .route("/threads", post(threads::handle))
        .route("/threads/{key}", get(threads::show))
        .route(
            "/threads/{key}/members",
            post(threads::add).delete(threads::remove),
        )
        .route(
            "/threads/{key}/messages",
            post(messages::handle).layer(DefaultBodyLimit::max(MESSAGE_LIMIT)),
        )
        .route("/audit", get(audit::handle))
        .route("/poison", get(poison::handle))
        .route("/poison/{id}", get(poison::show))
        .route("/poison/{id}/replay", post(poison::replay))
        .route("/health", get(health::handle))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));

    let triggers = custom_handler::triggers(
        Router::new()
            .route("/chat_message", post(chat_message::handle))
            .route("/chat_thread", post(chat_thread::handle))
            .route("/sms_received", post(sms_received::handle))
            .route("/sms_delivered", post(sms_delivered::handle))
            .route("/perform", post(perform::handle))
            .route("/secret_rotated", post(secret_rotated::handle)),
    );

    Router::new()
        .merge(public.clone())
        .nest("/api", public) // where host.json keeps the default `routePrefix`
        .merge(triggers)
        .merge(custom_handler::readiness())
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(CatchPanicLayer::custom(|_| {
            Error::Internal("a handler panicked".into()).into_response()
        }))
        .layer(middleware::from_fn(telemetry::observe))
        .with_state(app)
}

/// What the handlers share. Cheap to clone.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "holds keys, tokens and connections"
)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
#[expect(
    missing_debug_implementations,
    reason = "holds keys, tokens and connections"
)]
pub struct Parts {
    policy: Policy,
    oidc: Oidc,
    acs: Arc<AcsLink>,
    identities: Identities,
    tokens: TokenCache,
    limits: Limits,
    texts: Texts,
    webhooks: Webhooks,
    chat: Chat,
    poison: Poison,
    store: Store,
    clock: Clock,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What an [`App`] stands on and does not make itself.
#[derive(Debug)]
pub struct Surroundings {
    /// Who we are to Azure.
    pub credential: Arc<dyn TokenCredential>,
    /// The state.
    pub store: Store,
    /// The connections to ACS.
    pub acs: AcsTransport,
    /// The one HTTP client for everything else.
    pub http: Client,
    /// The time.
    pub clock: Clock,
}

impl App {
    /// Puts the parts together and begins to fetch what they need. Nothing is waited for: a vault
    /// or an issuer that is away is what `/health` reports, not a reason not to start.
    ///
    /// To be called on a tokio runtime.
    pub fn start(
        settings: &Settings,
        policy: Policy,
        surroundings: Surroundings,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let Surroundings {
            credential,
            store,
            acs,
            http,
            clock,
        } = surroundings;
        for (section, is_there) in [
            ("[sms]", policy.sms.is_some()),
            ("[chat]", policy.chat.is_some()),
        ] {
            if is_there && settings.store.account().is_none() {
                return Err(format!("the policy has {section}, {NO_QUEUE}").into());
            }
        }
        let vault = settings.vault.as_ref();
        let vault = vault.map(|vault| azure::vault(vault, &credential, &http));
        let vault = vault.transpose()?;
        let app = Self(Arc::new(Parts {
            acs: Arc::new(AcsLink::new(
                &settings.acs,
                vault.as_ref(),
                &credential,
                Arc::new(acs),
                &http,
            )?),
            oidc: Oidc::new(
                settings.issuer.as_ref(),
                &policy.token,
                &http,
                clock.clone(),
            )?,
            identities: Identities::new(store.clone(), clock.clone()),
            tokens: TokenCache::new(settings.token_cache, clock.clone()),
            texts: Texts {
                store: store.clone(),
                clock: clock.clone(),
            },
            webhooks: Webhooks::new(&policy.webhooks, settings, vault.as_ref(), &clock)?,
            chat: Chat::new(
                policy.chat.as_ref(),
                settings,
                &credential,
                vault.as_ref(),
                &http,
                &clock,
            )?,
            poison: Poison::new(store.clone(), clock.clone()),
            store,
            clock,
            limits: Limits::new(policy.limits, settings.client_address_header.clone()),
            policy,
        }));
        app.acs.keep_fresh();
        app.tidy();
        Ok(app)
    }

    /// Fetches the issuers' keys until all are here, and keeps the counters few. Ends with the app.
    fn tidy(&self) {
        let parts = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            while let Some(parts) = parts.upgrade() {
                let ready = parts.oidc.warm().await;
                parts.limits.forget_quiet();
                drop(parts);
                tokio::time::sleep(Duration::from_secs(if ready { 60 } else { 2 })).await;
            }
        });
    }
}

/// The HTTP client of everything but ACS: issuers and Azure's other clients share its connections
/// and its limits.
///
/// Certificates come from the operating system, or from the file that `SSL_CERT_FILE` names.
pub fn http_client() -> reqwest::Result<Client> {
    Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}
