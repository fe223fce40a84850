//! Which ACS identity belongs to which user: at most one each, durable, whoever asks first.
//!
//! The store decides by insert-if-absent. Whoever loses the race deletes the identity that it made.
//! A crash between making and inserting leaves one unused identity behind, which ACS can neither
//! list nor bill; never does a user get two.

use std::sync::Arc;

use aws_lc_rs::digest;
use moka::future::Cache;
use serde::{Deserialize, Serialize};
use store::{Delete, Insert, Key, Replace, Store, Stored, Table, Version};
use tracing::Instrument;

use crate::{
    acs_link::AcsLink,
    clock::Clock,
    error::{Error, contended},
};

/// One row a user; the partition is the user's key.
const IDENTITIES: Table = Table::new("identities");
const ROW: &str = "acs";
/// How many users' identities are being made at once and waited for by several; no limit to how
/// many are made.
const MAKING: u64 = 10_000;
/// Each try loses only to another that won.
const TRIES: usize = 8;

/// A user of an issuer, as a hash: what the store and the counters keep is no personal data.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct UserKey([u8; 32]);

impl UserKey {
    /// Of the user `user` of `issuer`.
    pub(crate) fn new(issuer: &str, user: &str) -> Self {
        let mut hash = digest::Context::new(&digest::SHA256);
        // With the length in front no two pairs are spelled alike.
        hash.update(&(issuer.len() as u64).to_be_bytes());
        hash.update(issuer.as_bytes());
        hash.update(user.as_bytes());
        let mut key = [0; 32];
        key.copy_from_slice(hash.finish().as_ref());
        Self(key)
    }

    /// As the store's keys have it.
    pub(crate) fn hex(self) -> String {
        let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
        let digits = |byte: u8| [digit(byte >> 4), digit(byte & 15)];
        self.0.into_iter().flat_map(digits).collect()
    }

    fn row(self) -> Key {
        Key::new(self.hex(), ROW)
    }
}

/// A user's ACS identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mapping {
    /// The raw id, `8:acs:…`.
    pub(crate) acs_id: String,
    /// Counts revocations: a token issued under another number is not handed out again.
    pub(crate) generation: u64,
    /// Set while the identity is being erased; whoever meets it finishes the work.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) erasing: bool,
}

/// What [`Identities::ensure`] found or made.
pub(crate) struct Ensured {
    /// The mapping.
    pub(crate) mapping: Mapping,
    /// Whether it is new.
    pub(crate) created: bool,
}

/// The mappings. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Identities {
    store: Store,
    clock: Clock,
    /// Users whose identity is being made by this instance: whoever asks meanwhile waits for it.
    making: Cache<UserKey, Option<Mapping>>,
}

impl Identities {
    /// Over a store.
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            making: Cache::new(MAKING),
        }
    }

    /// The user's identity, if there is one. One read.
    pub(crate) async fn find(&self, user: UserKey) -> Result<Option<Mapping>, Error> {
        Ok(self
            .load(user)
            .await?
            .map(|stored| stored.value)
            .filter(|mapping| !mapping.erasing))
    }

    /// The user's identity, made now if there is none. One read when there is.
    pub(crate) async fn ensure(&self, user: UserKey, acs: &Arc<AcsLink>) -> Result<Ensured, Error> {
        for _ in 0..TRIES {
            match self.load(user).await? {
                Some(Stored { value, .. }) if !value.erasing => {
                    return Ok(Ensured {
                        mapping: value,
                        created: false,
                    });
                }
                Some(erasing) => Box::pin(self.finish_erasing(user, erasing, acs)).await?,
                None => {
                    if let Some(mapping) = Box::pin(self.make(user, acs)).await? {
                        return Ok(Ensured {
                            mapping,
                            created: true,
                        });
                    }
                }
            }
        }
        Err(contended())
    }

    /// Makes an identity, once for everybody who waits for it here. A caller who hangs up does not
    /// stop it: an identity that was made and not written down would be lost.
    async fn make(&self, user: UserKey, acs: &Arc<AcsLink>) -> Result<Option<Mapping>, Error> {
        let (identities, acs) = (self.clone(), Arc::clone(acs));
        let work = async move { identities.create(user, &acs).await }.in_current_span();
        // Boxed: the cache would hold it several times over.
        let made = self.making.try_get_with(
            user,
            Box::pin(async {
                let done = tokio::spawn(work).await;
                done.map_err(|error| Error::Internal(error.into()))?
            }),
        );
        let made = made.await;
        // From now on the store knows.
        self.making.invalidate(&user).await;
        made.map_err(Error::Shared)
    }

    /// Makes an identity and claims it for the user; `None` when somebody else was first.
    async fn create(&self, user: UserKey, acs: &AcsLink) -> Result<Option<Mapping>, Error> {
        let user_of_acs = acs
            .call(|client| async move { client.identity.create_user().await })
            .await?;
        let mapping = Mapping {
            acs_id: user_of_acs.id,
            generation: 0,
            erasing: false,
        };
        let inserted = self
            .store
            .insert(IDENTITIES, &user.row(), &mapping, None, self.clock.now())
            .await;
        match inserted {
            Ok(Insert::Done(_)) => Ok(Some(mapping)),
            Ok(Insert::Exists) => {
                delete_user(acs, &mapping.acs_id).await?;
                Ok(None)
            }
            // It may have been written: deleting the identity now could break the mapping.
            Err(error) => Err(error.into()),
        }
    }

    /// Begins a new generation: what was issued before is not handed out again, by any instance.
    pub(crate) async fn advance(&self, user: UserKey) -> Result<Option<Mapping>, Error> {
        for _ in 0..TRIES {
            let Some(Stored {
                mut value, version, ..
            }) = self.load(user).await?
            else {
                return Ok(None);
            };
            if value.erasing {
                return Ok(None);
            }
            value.generation += 1;
            if self.replace(user, &value, &version).await? {
                return Ok(Some(value));
            }
        }
        Err(contended())
    }

    /// Erases the user's identity and everything of it: tokens, identity, mapping, in this order.
    /// Repeating it, also after a crash at any point, finishes what is left.
    pub(crate) async fn erase(&self, user: UserKey, acs: &AcsLink) -> Result<(), Error> {
        for _ in 0..TRIES {
            let Some(mut stored) = self.load(user).await? else {
                return Ok(());
            };
            if !stored.value.erasing {
                stored.value.erasing = true;
                // Either way the next round reads what holds now.
                self.replace(user, &stored.value, &stored.version).await?;
                continue;
            }
            self.finish_erasing(user, stored, acs).await?;
            return Ok(());
        }
        Err(contended())
    }

    async fn finish_erasing(
        &self,
        user: UserKey,
        Stored { value, version, .. }: Stored<Mapping>,
        acs: &AcsLink,
    ) -> Result<(), Error> {
        revoke_tokens(acs, &value.acs_id).await?;
        delete_user(acs, &value.acs_id).await?;
        match self
            .store
            .delete(IDENTITIES, &user.row(), Some(&version))
            .await
        {
            // A conflict: somebody else finished it, and may have begun anew.
            Ok(Delete::Done | Delete::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn load(&self, user: UserKey) -> Result<Option<Stored<Mapping>>, Error> {
        let now = self.clock.now();
        Ok(self.store.get(IDENTITIES, &user.row(), now).await?)
    }

    async fn replace(
        &self,
        user: UserKey,
        mapping: &Mapping,
        version: &Version,
    ) -> Result<bool, Error> {
        let row = user.row();
        match self
            .store
            .replace(IDENTITIES, &row, mapping, version, None)
            .await
        {
            Ok(Replace::Done(_)) => Ok(true),
            Ok(Replace::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Deletes an ACS identity; one that is gone already counts as deleted.
async fn delete_user(acs: &AcsLink, id: &str) -> Result<(), Error> {
    gone_is_done(
        acs.call(|client| async move { client.identity.delete_user(id).await })
            .await
            .map_err(Error::from),
    )
}

/// Revokes every token of an ACS identity; one that is gone has none.
async fn revoke_tokens(acs: &AcsLink, id: &str) -> Result<(), Error> {
    gone_is_done(
        acs.call(|client| async move { client.identity.revoke_tokens(id).await })
            .await
            .map_err(Error::from),
    )
}

fn gone_is_done(result: Result<(), Error>) -> Result<(), Error> {
    match result {
        Err(Error::IdentityGone) => Ok(()),
        other => other,
    }
}
