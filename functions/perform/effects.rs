//! The effects of what was decided about a text: each has its own id, and is marked when it has
//! happened.
//!
//! A reply happens once: ACS knows its repeatability id. A webhook is told and a queue is filled at
//! least once, with an id that stays the same.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sms::{Action, Address};
use store::{Batch, Op, Queue, Stored};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Task, Work};
use crate::{
    App,
    error::{Error, contended},
    outcome::{Outcome, Retry},
    sms_delivered::message::{self, Outgoing},
    sms_received::decided::{Decided, decided_row},
    texts::{EventKey, KEPT, TEXTS, partition},
    webhooks::Webhooks,
};

/// When a text that ACS did not take is sent again, after each try. Then it is given up: an answer
/// that comes a day late is none.
const AGAIN: Retry = Retry(&[
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
]);
/// How long one try may take; several have to fit into one invocation.
const PATIENCE: Duration = Duration::from_secs(7);
/// Each try loses only to another that won.
const TRIES: usize = 8;

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
    /// In the queue: [`super::handle`] does it.
    Queued,
    /// It has happened.
    Done,
    /// It is not to happen any more: the phone's owner has opted out since.
    Withheld,
}

impl State {
    const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Withheld)
    }
}

/// What one try led to.
struct Tried {
    outcome: Outcome,
    state: State,
    /// What was sent, to be found again when ACS reports on it.
    sent: Option<Outgoing>,
}

/// Tries all effects that nobody has taken on yet, and puts into the queue what has to wait.
pub(crate) async fn carry_out(
    app: &App,
    peer: &Address,
    event: &EventKey,
    mut decided: Stored<Decided>,
) -> Result<(), Error> {
    let mut sent = Vec::new();
    let mut changed = false;
    for index in 0..decided.value.effects.len() {
        let Some(effect) = decided.value.effects.get(index) else {
            break;
        };
        if effect.state != State::Open {
            continue;
        }
        let tried = attempt(app, peer, event, &decided.value, index).await?;
        let state = match tried.outcome {
            Outcome::Done => tried.state,
            Outcome::Later(after, why) => {
                tracing::info!(%event, effect = index, why, "put off");
                let wait = retry_of(&decided.value, index).wait(1, after);
                put_off(app, peer, event, index, 1, wait.unwrap_or_default()).await?;
                State::Queued
            }
            // The queue's worker parks it: one place gives up.
            Outcome::Never(_) => {
                put_off(app, peer, event, index, 0, Duration::ZERO).await?;
                State::Queued
            }
        };
        sent.extend(tried.sent);
        if let Some(effect) = decided.value.effects.get_mut(index) {
            effect.state = state;
        }
        changed = true;
    }
    if changed {
        settle(app, peer, event, decided, sent).await?;
    }
    Ok(())
}

/// Tries one effect that is in the queue.
pub(crate) async fn again(
    app: &App,
    peer: &Address,
    event: &EventKey,
    index: usize,
) -> Result<(Outcome, Retry), Error> {
    let Some(mut decided) = app.texts.row::<Decided>(peer, decided_row(event)).await? else {
        let why = "what was decided is not kept any more".to_owned();
        return Ok((Outcome::Never(why), AGAIN));
    };
    let retry = retry_of(&decided.value, index);
    let Some(effect) = decided.value.effects.get(index) else {
        return Ok((Outcome::Never("there is no such effect".to_owned()), retry));
    };
    if effect.state.is_settled() {
        return Ok((Outcome::Done, retry));
    }
    let tried = attempt(app, peer, event, &decided.value, index).await?;
    if tried.outcome == Outcome::Done {
        if let Some(effect) = decided.value.effects.get_mut(index) {
            effect.state = tried.state;
        }
        settle(app, peer, event, decided, tried.sent.into_iter().collect()).await?;
    }
    Ok((tried.outcome, retry))
}

fn retry_of(decided: &Decided, index: usize) -> Retry {
    match decided.effects.get(index).map(|effect| &effect.action) {
        Some(Action::Webhook { .. }) => Webhooks::again(),
        _ => AGAIN,
    }
}

async fn put_off(
    app: &App,
    peer: &Address,
    event: &EventKey,
    effect: usize,
    tries: usize,
    wait: Duration,
) -> Result<(), Error> {
    let task = Task::Effect {
        peer: *peer,
        event: event.clone(),
        effect,
    };
    let work = Work {
        task,
        tries,
        due: None,
    };
    app.put_off(work, wait).await
}

/// One try, in bounded time.
async fn attempt(
    app: &App,
    peer: &Address,
    event: &EventKey,
    decided: &Decided,
    index: usize,
) -> Result<Tried, Error> {
    let Some(effect) = decided.effects.get(index) else {
        return Err(Error::Internal("no such effect".into()));
    };
    let trying = async {
        match &effect.action {
            Action::Reply { text, kind } => {
                reply(
                    app,
                    peer,
                    event,
                    decided,
                    index,
                    text,
                    kind.despite_opt_out(),
                )
                .await
            }
            Action::Webhook { target, event_type } => {
                let id = format!("msg_{}", event.effect_id(&index.to_string()).simple());
                let body = payload(event_type, decided)?;
                Ok(tried(app.webhooks.tell(target, &id, body).await))
            }
            Action::Queue { queue } | Action::Inbox { queue } => {
                let queue = Queue::parse(queue).map_err(|why| Error::Internal(why.into()))?;
                let id = event.effect_id(&index.to_string()).simple().to_string();
                let mut body = data(decided);
                if let Some(fields) = body.as_object_mut() {
                    fields.insert("id".to_owned(), id.into());
                }
                let now = app.clock.now();
                let body = body.to_string();
                let put = app.store.put(&queue, body.as_bytes(), Duration::ZERO, now);
                Ok(tried(match put.await {
                    Ok(()) => Outcome::Done,
                    Err(error) => Outcome::Later(None, error.to_string()),
                }))
            }
        }
    };
    match tokio::time::timeout(PATIENCE, Box::pin(trying)).await {
        Ok(tried) => tried,
        Err(_) => Ok(tried(Outcome::Later(None, "it took too long".to_owned()))),
    }
}

const fn tried(outcome: Outcome) -> Tried {
    Tried {
        outcome,
        state: State::Done,
        sent: None,
    }
}

async fn reply(
    app: &App,
    peer: &Address,
    event: &EventKey,
    decided: &Decided,
    index: usize,
    text: &str,
    despite_opt_out: bool,
) -> Result<Tried, Error> {
    if !despite_opt_out {
        // Once more: the phone's owner may have said STOP since it was decided.
        let consent = app.texts.consent(peer, &decided.program).await?;
        if !consent.may_send() {
            return Ok(Tried {
                state: State::Withheld,
                ..tried(Outcome::Done)
            });
        }
    }
    let outgoing = Outgoing {
        id: event.effect_id(&index.to_string()),
        first_sent: decided.at,
        from: decided.ours,
        program: decided.program.clone(),
        text: text.to_owned(),
        despite_opt_out,
        resent: 0,
        acs_id: String::new(),
    };
    message::send(app, peer, outgoing)
        .await
        .map(|(outcome, sent)| Tried {
            sent,
            ..tried(outcome)
        })
}

/// Marks what has happened, together with the messages that were sent.
async fn settle(
    app: &App,
    peer: &Address,
    event: &EventKey,
    mut decided: Stored<Decided>,
    mut sent: Vec<Outgoing>,
) -> Result<(), Error> {
    let effects = &decided.value.effects;
    let reached: Vec<_> = effects.iter().map(|effect| effect.state).collect();
    let row = decided_row(event);
    for _ in 0..TRIES {
        let now = app.clock.now();
        let expires = Some(now + KEPT);
        let mark = Op::replace(row.clone(), &decided.value, &decided.version, expires)?;
        let messages = sent.iter().map(|outgoing| message::insert(outgoing, now));
        let ops = std::iter::once(Ok(mark))
            .chain(messages)
            .collect::<Result<_, _>>()?;
        match app.store.batch(TEXTS, &partition(peer), ops, now).await? {
            Batch::Done(_) => return Ok(()),
            Batch::Conflict { op: 0 } => {
                // Another delivery of the same event got further meanwhile.
                let Some(newer) = app.texts.row::<Decided>(peer, row.clone()).await? else {
                    return Ok(());
                };
                decided = newer;
                for (effect, reached) in decided.value.effects.iter_mut().zip(&reached) {
                    if !effect.state.is_settled() && *reached != State::Open {
                        effect.state = *reached;
                    }
                }
            }
            // Known already, or ACS reported on it before we had written it down.
            Batch::Conflict { .. } => {
                for outgoing in sent.drain(..) {
                    message::remember(app, peer, outgoing).await?;
                }
            }
        }
    }
    Err(contended())
}

/// What a webhook is told: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure>
fn payload(event_type: &str, decided: &Decided) -> Result<String, Error> {
    let at = format(decided.at)?;
    Ok(json!({"type": event_type, "timestamp": at, "data": data(decided)}).to_string())
}

fn data(decided: &Decided) -> serde_json::Value {
    json!({
        "from": decided.text.from,
        "to": decided.ours,
        "message": decided.text.message,
        "messageId": decided.text.id,
        "receivedAt": format(decided.text.at).unwrap_or_default(),
        "rule": decided.rule,
        "captures": decided.captures,
    })
}

fn format(at: OffsetDateTime) -> Result<String, Error> {
    at.format(&Rfc3339)
        .map_err(|error| Error::Internal(error.into()))
}
