//! The provider's state: its signing keys and the codes that wait to be exchanged.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::login::Login;
use crate::jwt::SigningKey;

/// How long a rotated-out key stays in the key set: longer than its tokens live.
const RETIREMENT: Duration = Duration::hours(24);

/// How long a code may wait; RFC 6749 §4.1.2 recommends at most ten minutes.
const CODE_LIFETIME: Duration = Duration::minutes(1);

/// What an authorization code stands for.
#[derive(Clone, Debug)]
pub(crate) struct PendingCode {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) scope: String,
    pub(crate) nonce: Option<String>,
    pub(crate) login: Login,
}

#[derive(Debug)]
pub(crate) struct Provider {
    current: Arc<SigningKey>,
    retired: Vec<(Arc<SigningKey>, OffsetDateTime)>,
    codes: BTreeMap<String, (PendingCode, OffsetDateTime)>,
}

impl Provider {
    pub(crate) fn new(key: Arc<SigningKey>) -> Self {
        Self {
            current: key,
            retired: Vec::new(),
            codes: BTreeMap::new(),
        }
    }

    /// The key that signs now.
    pub(crate) fn key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.current)
    }

    /// Signs with `key` from now on; the old one stays in the key set for a day.
    pub(crate) fn rotate(&mut self, key: Arc<SigningKey>, now: OffsetDateTime) {
        let old = std::mem::replace(&mut self.current, key);
        self.retired.push((old, now + RETIREMENT));
    }

    /// The key set: the current key, then those that were current until lately.
    pub(crate) fn jwks(&self, now: OffsetDateTime) -> Vec<Value> {
        let retired = self
            .retired
            .iter()
            .filter(|(_, until)| *until > now)
            .map(|(key, _)| key);
        std::iter::once(&self.current)
            .chain(retired)
            .map(|key| key.jwk())
            .collect()
    }

    pub(crate) fn remember(&mut self, code: String, pending: PendingCode, now: OffsetDateTime) {
        self.codes.retain(|_, (_, until)| *until > now);
        self.codes.insert(code, (pending, now + CODE_LIFETIME));
    }

    /// What `code` stands for; a second time it stands for nothing.
    pub(crate) fn redeem(&mut self, code: &str, now: OffsetDateTime) -> Option<PendingCode> {
        let (pending, until) = self.codes.remove(code)?;
        (until > now).then_some(pending)
    }

    pub(crate) fn forget(&mut self) {
        self.codes.clear();
    }
}
