//! In whose name we write: ACS has no administrator in a chat, so we write as the moderator, a user
//! of our own, or as the person whose message it is.
//!
//! Only here is a token made for somebody who has not asked for one. It never leaves the process.

use std::{sync::Arc, time::Duration};

use acs::{
    ErrorKind,
    chat::UserChat,
    identity::{AccessToken, TokenLifetime, TokenScope},
};
use moka::future::Cache;
use tokio::sync::OnceCell;

use crate::{
    App,
    acs_link::{CallError, Clients},
    error::Error,
    identities::UserKey,
};

/// How long such a token lives, the least that ACS gives.
const LIFETIME: TokenLifetime = TokenLifetime::MIN;
/// How long it is used.
const USED: Duration = Duration::from_secs(50 * 60);
/// How many are kept.
const KEPT: u64 = 10_000;

/// In whose name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As<'a> {
    /// Our own user, who is in every thread.
    Moderator,
    /// The person with this raw id, with the least that lets them write.
    Person(&'a str),
    /// The same, who is to add the moderator to a thread.
    Inviter(&'a str),
}

/// ACS's chat, with somebody's token.
#[derive(Clone)]
pub(crate) struct Actor {
    clients: Arc<Clients>,
    token: Arc<AccessToken>,
}

impl Actor {
    /// The calls.
    pub(crate) fn chat(&self) -> UserChat<'_> {
        self.clients.chat.as_user(&self.token.token)
    }
}

/// Why something was not done in somebody's name.
#[derive(Debug)]
pub(crate) enum Refused {
    /// ACS gives us no token for them: they are gone, or not of our resource.
    Nobody,
    /// They may not.
    Forbidden,
    /// There is no such thread, message or participant.
    NotFound,
    /// Not now; not before this long, if ACS said.
    Later(Option<Duration>, String),
    /// Not ever, for another reason.
    Never(String),
}

/// The tokens with which we write.
pub(crate) struct Acting {
    tokens: Cache<(String, TokenScope), Arc<AccessToken>>,
    moderator: OnceCell<String>,
}

impl Acting {
    pub(crate) fn new() -> Self {
        let tokens = Cache::builder().max_capacity(KEPT).time_to_live(USED);
        Self {
            tokens: tokens.build(),
            moderator: OnceCell::new(),
        }
    }

    /// Forgets what was made for a person whose tokens are revoked: ours are among them.
    pub(crate) async fn forget(&self, id: &str) {
        for scope in [TokenScope::ChatJoinLimited, TokenScope::ChatJoin] {
            self.tokens.invalidate(&(id.to_owned(), scope)).await;
        }
    }
}

impl App {
    /// The moderator's raw id; made at the first use, one for all instances.
    pub(crate) async fn moderator(&self) -> Result<&str, Error> {
        let ensured = self.chat.acting.moderator.get_or_try_init(async || {
            // No issuer is called nothing, so this is nobody who signs in.
            let key = UserKey::new("", "moderator");
            let ensured = Box::pin(self.identities.ensure(key, &self.acs)).await?;
            Ok::<_, Error>(ensured.mapping.acs_id)
        });
        Ok(ensured.await?.as_str())
    }

    /// Calls ACS's chat in somebody's name. A token that ACS does not take any more is made anew,
    /// once.
    pub(crate) async fn chat_as<T, F>(
        &self,
        who: As<'_>,
        op: impl Fn(Actor) -> F,
    ) -> Result<T, Refused>
    where
        F: Future<Output = acs::Result<T>>,
    {
        let (id, scope) = match who {
            As::Moderator => match self.moderator().await {
                Ok(id) => (id, TokenScope::Chat),
                Err(error) => return Err(Refused::Later(None, error.answer().title.to_owned())),
            },
            As::Person(id) => (id, TokenScope::ChatJoinLimited),
            As::Inviter(id) => (id, TokenScope::ChatJoin),
        };
        let key = (id.to_owned(), scope);
        let mut kept = self.chat.acting.tokens.get(&key).await;
        loop {
            let was_kept = kept.is_some();
            let token = if let Some(token) = kept.take() {
                token
            } else {
                let token = Arc::new(self.token_for(id, scope).await?);
                let tokens = &self.chat.acting.tokens;
                tokens.insert(key.clone(), Arc::clone(&token)).await;
                token
            };
            let call = self.acs.call_as_user(|clients| {
                let token = Arc::clone(&token);
                op(Actor { clients, token })
            });
            let error = match Box::pin(call).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            match &error {
                CallError::Acs(acs) if acs.kind() == ErrorKind::Unauthorized => {
                    self.chat.acting.tokens.invalidate(&key).await;
                    if was_kept {
                        continue;
                    }
                    // Revoked between the making and the use; the next try makes another.
                    return Err(Refused::Later(None, acs.to_string()));
                }
                CallError::Acs(acs) if acs.kind() == ErrorKind::Forbidden => {
                    return Err(Refused::Forbidden);
                }
                CallError::Acs(acs) if acs.kind() == ErrorKind::NotFound => {
                    return Err(Refused::NotFound);
                }
                _ => return Err(error.into()),
            }
        }
    }

    async fn token_for(&self, id: &str, scope: TokenScope) -> Result<AccessToken, Refused> {
        let issue = |clients: Arc<Clients>| async move {
            let lifetime = Some(LIFETIME);
            clients.identity.issue_token(id, &[scope], lifetime).await
        };
        let issued = self.acs.call(issue).await;
        issued.map_err(|error| match &error {
            CallError::Acs(acs)
                if matches!(
                    acs.kind(),
                    ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::BadRequest
                ) =>
            {
                Refused::Nobody
            }
            _ => error.into(),
        })
    }
}

impl From<CallError> for Refused {
    fn from(error: CallError) -> Self {
        let error = match error {
            CallError::Acs(error) => error,
            CallError::NoKey(cause) => return Self::Later(None, cause.to_string()),
        };
        match error.kind() {
            ErrorKind::BadRequest | ErrorKind::Conflict => Self::Never(error.to_string()),
            _ => Self::Later(error.retry_after(), error.to_string()),
        }
    }
}
