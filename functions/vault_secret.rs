//! A secret of the vault that is used now and then: read when it is first needed, and kept.

use std::{fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use azure_security_keyvault_secrets::SecretClient;
use time::OffsetDateTime;
use tokio::sync::Mutex;

use crate::{clock::Clock, error::Cause};

/// How long a secret is used without looking at the vault.
const REFRESH: Duration = Duration::from_secs(30 * 60);
/// How long the vault is left alone after it did not answer, or after it was asked in vain for
/// something newer.
const PAUSE: Duration = Duration::from_secs(5);

/// A secret that lives in the vault, in the form in which it is used.
pub(crate) struct VaultSecret<T> {
    vault: Arc<SecretClient>,
    name: String,
    parse: fn(&str) -> Result<T, &'static str>,
    clock: Clock,
    current: ArcSwapOption<Current<T>>,
    reading: Mutex<()>,
}

struct Current<T> {
    value: Option<Arc<T>>,
    /// When the vault was asked, successfully or not.
    read: OffsetDateTime,
    /// When it is to be asked again.
    until: OffsetDateTime,
}

impl<T> VaultSecret<T> {
    /// Nothing is asked yet. What `parse` cannot read counts as not there.
    pub(crate) fn new(
        vault: Arc<SecretClient>,
        name: String,
        parse: fn(&str) -> Result<T, &'static str>,
        clock: Clock,
    ) -> Self {
        Self {
            vault,
            name,
            parse,
            clock,
            current: ArcSwapOption::empty(),
            reading: Mutex::new(()),
        }
    }

    /// The secret in memory while it is fresh, else the vault's; while the vault is away, the last
    /// one. `None`: there never was a usable one.
    pub(crate) async fn get(&self) -> Option<Arc<T>> {
        let fresh = || {
            let now = self.clock.now();
            self.current
                .load_full()
                .filter(|current| now < current.until)
        };
        if let Some(current) = fresh() {
            return current.value.clone();
        }
        let _one_at_a_time = self.reading.lock().await;
        if let Some(current) = fresh() {
            return current.value.clone();
        }
        let answer = Box::pin(self.read()).await;
        let read = self.clock.now();
        let (value, until) = match answer {
            Ok(value) => (Some(Arc::new(value)), read + REFRESH),
            Err(error) => {
                tracing::error!(secret = self.name, %error, "a secret could not be read from the vault");
                let last = self.current.load();
                let last = last.as_ref().and_then(|current| current.value.clone());
                (last, read + PAUSE)
            }
        };
        let current = Current {
            value: value.clone(),
            read,
            until,
        };
        self.current.store(Some(Arc::new(current)));
        value
    }

    /// The secret is to be read anew when it is needed next: the vault has a new version.
    pub(crate) fn forget(&self) {
        if let Some(current) = self.current.load_full() {
            let now = self.clock.now();
            self.current.store(Some(Arc::new(Current {
                value: current.value.clone(),
                read: current.read,
                until: now,
            })));
        }
    }

    /// The one after `refused`, which is no longer good where it was used: what is in memory by now,
    /// else what the vault has. `None` if there is nothing newer; the vault is not asked for it all
    /// the time.
    pub(crate) async fn after(&self, refused: &Arc<T>) -> Option<Arc<T>> {
        let newer = |value: Arc<T>| (!Arc::ptr_eq(&value, refused)).then_some(value);
        let current = self.current.load_full()?;
        if let Some(newer) = current.value.clone().and_then(newer) {
            return Some(newer);
        }
        if self.clock.now() < current.read + PAUSE {
            return None;
        }
        self.forget();
        self.get().await.and_then(newer)
    }

    async fn read(&self) -> Result<T, Cause> {
        let secret = self
            .vault
            .get_secret(&self.name, None)
            .await
            .and_then(azure_core::http::Response::into_model)?;
        Ok((self.parse)(&secret.value.unwrap_or_default())?)
    }
}

impl<T> fmt::Debug for VaultSecret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultSecret({})", self.name)
    }
}
