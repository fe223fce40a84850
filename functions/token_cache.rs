//! Issued tokens, kept in memory until ten minutes before they end.
//!
//! The key holds the mapping's generation, which is read from the store on every request: a token
//! that was revoked, or whose user was erased, is not handed out again by any instance.

use std::{sync::Arc, time::Duration};

use acs::identity::AccessToken;
use moka::{Expiry, future::Cache};
use time::OffsetDateTime;

use crate::{clock::Clock, error::Error, identities::Mapping, policy::Scopes};

/// A refresher asks ten minutes before the end, and again at once if it gets the same token.
/// <https://learn.microsoft.com/azure/communication-services/concepts/credentials-best-practices>
const MARGIN: Duration = Duration::from_secs(10 * 60);
/// How much the tokens may take up, in bytes.
const CAPACITY: u64 = 32 * 1024 * 1024;

/// The tokens, or nothing when the cache is turned off.
pub(crate) struct TokenCache {
    tokens: Option<Cache<Key, Arc<AccessToken>>>,
    clock: Clock,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    acs_id: String,
    generation: u64,
    scopes: Scopes,
}

impl TokenCache {
    pub(crate) fn new(on: bool, clock: Clock) -> Self {
        let tokens = on.then(|| {
            Cache::builder()
                .max_capacity(CAPACITY)
                .weigher(|key: &Key, token: &Arc<AccessToken>| {
                    let bytes = key.acs_id.len() + token.token.secret().len() + 256;
                    u32::try_from(bytes).unwrap_or(u32::MAX)
                })
                .expire_after(UntilMargin(clock.clone()))
                .build()
        });
        Self { tokens, clock }
    }

    /// The kept token, or a new one. Callers who want the same one wait for one request to ACS.
    pub(crate) async fn get_or_issue<F>(
        &self,
        mapping: &Mapping,
        scopes: Scopes,
        issue: F,
    ) -> Result<Arc<AccessToken>, Error>
    where
        F: Future<Output = Result<AccessToken, Error>>,
    {
        match &self.tokens {
            None => issue.await.map(Arc::new),
            // Boxed: without the cache nobody needs the room that its futures take.
            Some(tokens) => Box::pin(self.kept_or_issued(tokens, mapping, scopes, issue)).await,
        }
    }

    async fn kept_or_issued<F>(
        &self,
        tokens: &Cache<Key, Arc<AccessToken>>,
        mapping: &Mapping,
        scopes: Scopes,
        issue: F,
    ) -> Result<Arc<AccessToken>, Error>
    where
        F: Future<Output = Result<AccessToken, Error>>,
    {
        let key = Key {
            acs_id: mapping.acs_id.clone(),
            generation: mapping.generation,
            scopes,
        };
        // The cache forgets by the machine's clock, which may be behind.
        match tokens.get(&key).await {
            Some(kept) if !usable_for(&kept, self.clock.now()).is_zero() => return Ok(kept),
            Some(_) => tokens.invalidate(&key).await,
            None => {}
        }
        // Boxed: the cache would hold it several times over.
        let issue = Box::pin(async { issue.await.map(Arc::new) });
        tokens.try_get_with(key, issue).await.map_err(Error::Shared)
    }
}

/// How long the token may still be handed out.
fn usable_for(token: &AccessToken, now: OffsetDateTime) -> Duration {
    (token.expires_on - now)
        .try_into()
        .unwrap_or(Duration::ZERO)
        .saturating_sub(MARGIN)
}

struct UntilMargin(Clock);

impl Expiry<Key, Arc<AccessToken>> for UntilMargin {
    fn expire_after_create(
        &self,
        _: &Key,
        token: &Arc<AccessToken>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        Some(usable_for(token, self.0.now()))
    }
}
