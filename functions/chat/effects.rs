//! The effects of what was decided about a message: one after the other, in the order that works on
//! ACS, each marked when it has happened. They end in [`State::Done`], [`State::Failed`] or
//! [`State::NeedsHuman`], and nothing is done on the decision alone.
//!
//! A message is deleted, a person removed, a token revoked once and for all: again changes nothing.
//! A notice or a webhook may come twice, with an id that stays the same.

use std::time::Duration;

use moderation::Action;
use serde::{Deserialize, Serialize};
use store::{Key, Replace, Stored};

use super::{
    acts::payload,
    decided::Decided,
    erase::Erasure,
    rows::{CHATS, KEPT, Rows, decided_row},
};
use crate::{
    App,
    audit::trail,
    error::{Error, contended},
    outcome::{Outcome, Retry},
    perform::{Task, Work},
    texts::EventKey,
    webhooks::Webhooks,
};

/// When an effect that ACS did not take is tried again; then it has failed.
pub(crate) const AGAIN: Retry = Retry(&[
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(6 * 3600),
]);
/// How long one try may take; several have to fit into one invocation.
const PATIENCE: Duration = Duration::from_secs(7);
/// Each try loses only to another that won.
const TRIES: usize = 16;
/// An action, and how far it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Effect {
    #[serde(flatten)]
    pub(crate) action: Action,
    pub(crate) state: State,
}

/// How far an effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// To be done by whoever handles the event.
    Open,
    /// In the queue, or in the thread's line.
    Queued,
    /// It has happened; for a message: ACS has said so.
    Done,
    /// There was a newer version of the message, which has a decision of its own.
    Superseded,
    /// It was tried for as long as it makes sense.
    Failed,
    /// ACS lets nobody of ours do it.
    NeedsHuman,
}

impl State {
    const fn is_settled(self) -> bool {
        !matches!(self, Self::Open | Self::Queued)
    }

    /// As it is written.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Queued => "queued",
            Self::Done => "done",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
            Self::NeedsHuman => "needs_human",
        }
    }
}

/// What one try led to.
pub(super) struct Tried {
    pub(super) outcome: Outcome,
    /// If the outcome is that it is done.
    pub(super) state: State,
}

impl From<Outcome> for Tried {
    fn from(outcome: Outcome) -> Self {
        let state = State::Done;
        Self { outcome, state }
    }
}

impl App {
    /// Does what was decided about a message and nobody has taken on yet; what has to wait goes into
    /// the queue.
    pub(crate) async fn moderate(
        &self,
        event: &EventKey,
        mut decided: Stored<Decided>,
    ) -> Result<(), Error> {
        if !decided.value.audited {
            trail::decision(self, event, &decided.value).await?;
            decided.value.audited = true;
        }
        let mut news = Vec::new();
        for index in 0..decided.value.effects.len() {
            let Some(effect) = decided.value.effects.get(index) else {
                break;
            };
            if effect.state != State::Open {
                continue;
            }
            let tried = self.attempt(event, &decided.value, index).await?;
            let state = match tried.outcome {
                Outcome::Done => tried.state,
                Outcome::Later(after, why) => {
                    tracing::info!(%event, effect = index, why, "put off");
                    let wait = retry_of(&decided.value, index).wait(1, after);
                    self.put_effect(event, &decided.value, index, 1, wait.unwrap_or_default())
                        .await?;
                    State::Queued
                }
                // The queue's worker gives up: one place does.
                Outcome::Never(_) => {
                    self.put_effect(event, &decided.value, index, 0, Duration::ZERO)
                        .await?;
                    State::Queued
                }
            };
            if let Some(effect) = decided.value.effects.get_mut(index) {
                effect.state = state;
            }
            news.push((index, state));
        }
        self.settle(event, decided, &news).await
    }

    /// Tries one effect that is in the queue, for the `tries`-th time.
    pub(crate) async fn moderate_again(
        &self,
        sender: &str,
        event: &EventKey,
        index: usize,
        tries: usize,
    ) -> Result<(Outcome, Retry), Error> {
        let row = decided_row(event);
        let Some(decided) = Rows::of(self)?.get::<Decided>(sender, &row).await? else {
            let why = "what was decided is not kept any more".to_owned();
            return Ok((Outcome::Never(why), AGAIN));
        };
        let retry = retry_of(&decided.value, index);
        let Some(effect) = decided.value.effects.get(index) else {
            // Decided anew since, about a newer version.
            return Ok((Outcome::Done, retry));
        };
        // What failed is tried again when an operator wants it.
        if matches!(effect.state, State::Done | State::Superseded) {
            return Ok((Outcome::Done, retry));
        }
        let tried = self.attempt(event, &decided.value, index).await?;
        let state = match &tried.outcome {
            Outcome::Done => tried.state,
            Outcome::Never(_) => State::NeedsHuman,
            Outcome::Later(after, _) if retry.wait(tries + 1, *after).is_none() => State::Failed,
            Outcome::Later(..) => return Ok((tried.outcome, retry)),
        };
        self.settle(event, decided, &[(index, state)]).await?;
        Ok((tried.outcome, retry))
    }

    async fn put_effect(
        &self,
        event: &EventKey,
        decided: &Decided,
        effect: usize,
        tries: usize,
        wait: Duration,
    ) -> Result<(), Error> {
        let task = Task::Moderate {
            sender: decided.sender.clone(),
            message: event.clone(),
            effect,
        };
        let work = Work {
            task,
            tries,
            due: None,
        };
        self.put_off(work, wait).await
    }

    /// One try, in bounded time.
    async fn attempt(
        &self,
        event: &EventKey,
        decided: &Decided,
        index: usize,
    ) -> Result<Tried, Error> {
        let Some(effect) = decided.effects.get(index) else {
            return Err(Error::Internal("no such effect".into()));
        };
        let thread = decided.thread.as_str();
        let id = event.effect_id(&index.to_string());
        let trying = async {
            Ok(match &effect.action {
                // In the standing, and in the audit trail, since it was decided.
                Action::Flag | Action::Mute { .. } => Outcome::Done.into(),
                Action::Delete => self.take_away(event, decided, None).await?,
                Action::Mask { content } => {
                    self.take_away(event, decided, Some(content.clone()))
                        .await?
                }
                Action::Retitle { topic } => self.retitle(thread, topic).await.into(),
                Action::Warn { text } => {
                    let id = id.simple().to_string();
                    self.say(thread, &decided.sender, text, id).await.into()
                }
                Action::Remove => self.expel(thread, &decided.sender).await.into(),
                Action::Ban { .. } => self.shut_out(thread, &decided.sender).await.into(),
                Action::Notify {
                    webhook,
                    event_type,
                } => {
                    let id = format!("msg_{}", id.simple());
                    let body = payload(event_type, decided)?;
                    self.webhooks.tell(webhook, &id, body).await.into()
                }
            })
        };
        match tokio::time::timeout(PATIENCE, Box::pin(trying)).await {
            Ok(tried) => tried,
            Err(_) => Ok(Outcome::Later(None, "it took too long".to_owned()).into()),
        }
    }

    /// Writes down how far the effects are.
    async fn settle(
        &self,
        event: &EventKey,
        mut decided: Stored<Decided>,
        news: &[(usize, State)],
    ) -> Result<(), Error> {
        let sender = decided.value.sender.clone();
        let version = decided.value.version;
        let key = Key::new(sender.as_str(), decided_row(event));
        for (index, state) in news {
            if state.is_settled() {
                trail::outcome(self, event, &decided.value, *index, *state).await?;
            }
        }
        for _ in 0..TRIES {
            let expires = Some(decided.value.at + KEPT);
            let written =
                self.store
                    .replace(CHATS, &key, &decided.value, &decided.version, expires);
            if let Replace::Done(_) = written.await? {
                return Ok(());
            }
            let Some(now) = Rows::of(self)?
                .get::<Decided>(&sender, &decided_row(event))
                .await?
            else {
                return Ok(());
            };
            if now.value.version != version {
                // Decided anew, about a newer version.
                return Ok(());
            }
            decided = now;
            decided.value.audited = true;
            for (index, state) in news {
                let effect = decided.value.effects.get_mut(*index);
                // Somebody else may have come further.
                if let Some(effect) = effect
                    && (state.is_settled() || effect.state == State::Open)
                {
                    effect.state = *state;
                }
            }
        }
        Err(contended())
    }
}

/// Writes down how a message's way through its thread's line ended.
pub(super) async fn settle_erasure(
    app: &App,
    erasure: &Erasure,
    state: State,
    why: Option<String>,
) -> Result<(), Error> {
    let (sender, event) = (erasure.sender.as_str(), &erasure.decided);
    let row = decided_row(event);
    let Some(mut decided) = Rows::of(app)?.get::<Decided>(sender, &row).await? else {
        return Ok(());
    };
    let is_erasure = |effect: &Effect| {
        matches!(effect.action, Action::Delete | Action::Mask { .. })
            && effect.state == State::Queued
    };
    let Some(index) = decided.value.effects.iter().position(is_erasure) else {
        return Ok(());
    };
    if let Some(why) = why {
        // Replaying it goes through the effect again.
        let task = Task::Moderate {
            sender: sender.to_owned(),
            message: event.clone(),
            effect: index,
        };
        let item = serde_json::to_string(&Work::now(task));
        let item = item.map_err(|error| Error::Internal(error.into()))?;
        app.poison.park("perform", &why, &item).await?;
    }
    if let Some(effect) = decided.value.effects.get_mut(index) {
        effect.state = state;
    }
    app.settle(event, decided, &[(index, state)]).await
}

fn retry_of(decided: &Decided, index: usize) -> Retry {
    match decided.effects.get(index).map(|effect| &effect.action) {
        Some(Action::Notify { .. }) => Webhooks::again(),
        _ => AGAIN,
    }
}
