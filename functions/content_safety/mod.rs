//! Azure AI Content Safety: a second opinion on what people write.
//!
//! Long texts are judged in windows, all at once, and the worst counts. It is asked with a limit of
//! time and left alone while it keeps failing, so that chat does not wait for it; what happens to a
//! message that it could not judge is the policy's to say. The text appears in no log and no error.
//!
//! <https://learn.microsoft.com/azure/ai-services/content-safety/overview>

mod breaker;
mod service;
mod windows;
mod wire;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use azure_core::credentials::TokenCredential;
use azure_security_keyvault_secrets::SecretClient;
use reqwest::Client;
use tokio::time::timeout;

pub use moderation::ai::Severities;

pub use self::breaker::BreakerOptions;
use self::{breaker::Breaker, service::Service};
use crate::{clock::Clock, config::ContentSafetySettings};

/// How Content Safety is asked.
#[derive(Debug, Clone, Copy)]
pub struct ContentSafetyOptions {
    /// How finely it judges.
    pub levels: Levels,
    /// How long a judgement may take, whatever the text's length.
    pub timeout: Duration,
    /// When it is left alone.
    pub breaker: BreakerOptions,
}

/// The severities that Content Safety tells apart.
/// <https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories#severity-levels>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Levels {
    /// 0, 2, 4 and 6.
    Four,
    /// 0 to 7.
    Eight,
}

/// Why there is no judgement. Nothing of the text is in it.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// It failed too often a moment ago, and was not asked.
    #[error("Content Safety is left alone after it failed repeatedly")]
    LeftAlone,
    /// The time was up.
    #[error("Content Safety did not answer in time")]
    Late,
    /// No answer came.
    #[error("Content Safety was not reached: {0}")]
    Unreached(#[source] azure_core::Error),
    /// The vault has no usable key, or the identity no token.
    #[error("there is nothing to ask Content Safety with{}", .0.as_ref().map(|e| format!(": {e}")).unwrap_or_default())]
    NoCredential(#[source] Option<azure_core::Error>),
    /// It answered something else than a judgement.
    #[error("Content Safety answered {status} {}", .code.as_deref().unwrap_or_default())]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The code of the error, such as `TooManyRequests`.
        /// <https://learn.microsoft.com/azure/ai-services/content-safety/concepts/response-codes>
        code: Option<String>,
    },
    /// It answered 200, and no judgement of all four categories.
    #[error("Content Safety's answer is no judgement")]
    Unreadable,
}

impl Unavailable {
    /// Whether it is the service that fails, and not this one text that it does not take: nobody
    /// shall switch it off for all by what he writes.
    const fn is_outage(&self) -> bool {
        match self {
            Self::Refused { status, .. } => !matches!(status, 400 | 413 | 422),
            Self::LeftAlone
            | Self::Late
            | Self::Unreached(_)
            | Self::NoCredential(_)
            | Self::Unreadable => true,
        }
    }
}

/// A Content Safety resource.
pub struct ContentSafety {
    service: Arc<Service>,
    timeout: Duration,
    breaker: Mutex<Breaker>,
    clock: Clock,
}

impl ContentSafety {
    /// Prepares the connection; nothing is asked yet.
    ///
    /// # Errors
    /// The settings name a secret, and there is no vault; or the endpoint cannot have a path.
    pub fn new(
        settings: &ContentSafetySettings,
        options: ContentSafetyOptions,
        credential: &Arc<dyn TokenCredential>,
        vault: Option<&Arc<SecretClient>>,
        http: &Client,
        clock: &Clock,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let levels = options.levels;
        Ok(Self {
            service: Arc::new(Service::new(
                settings, levels, credential, vault, http, clock,
            )?),
            timeout: options.timeout,
            breaker: Mutex::new(Breaker::new(options.breaker)),
            clock: clock.clone(),
        })
    }

    /// Judges a text. Without a judgement of all of it there is none. An empty text is harmless.
    ///
    /// # Errors
    /// See [`Unavailable`]. Nothing is tried again but once with a new key.
    pub async fn judge(&self, text: &str) -> Result<Severities, Unavailable> {
        if text.is_empty() {
            return Ok(Severities::default());
        }
        if !self.breaker().admits(self.clock.now()) {
            return Err(Unavailable::LeftAlone);
        }
        let judged = timeout(self.timeout, Box::pin(self.judge_windows(text))).await;
        let judged = judged.unwrap_or(Err(Unavailable::Late));
        match &judged {
            Err(why) if why.is_outage() => {
                if self.breaker().failed(self.clock.now()) {
                    tracing::warn!(%why, "Content Safety keeps failing and is left alone for a while");
                }
            }
            Ok(_) | Err(_) => {
                if self.breaker().succeeded() {
                    tracing::info!("Content Safety answers again");
                }
            }
        }
        judged
    }

    /// All windows at once: a text is not made to take longer, and so to escape, by making it long.
    ///
    /// Each is asked about in a task that ends by itself, also when nobody waits for it any more. What
    /// it fetches on its way, a token or a key, may take longer than a text has, and is there for the
    /// next.
    async fn judge_windows(&self, text: &str) -> Result<Severities, Unavailable> {
        let ask = |window: &str| {
            let (service, window) = (Arc::clone(&self.service), window.to_owned());
            tokio::spawn(async move { service.ask(&window).await })
        };
        let asked: Vec<_> = windows::windows(text).into_iter().map(ask).collect();
        let mut worst = Severities::default();
        for answer in asked {
            // An error of the task: it panicked, and that is in the log.
            worst = worst.or(answer.await.unwrap_or(Err(Unavailable::Unreadable))?);
        }
        Ok(worst)
    }

    /// The vault has something new: the key, if one is used, is read anew when it is next needed.
    pub fn secret_changed(&self) {
        self.service.secret_changed();
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ContentSafety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentSafety").finish_non_exhaustive()
    }
}
