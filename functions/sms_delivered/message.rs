//! What became of a text of ours: a state machine that reports drive, in any order and repeatedly.
//!
//! ```text
//! Queued ──► Failed ──► Delivered        a report about an earlier state changes nothing
//!    └───────────────────►┘
//! ```
//!
//! A failure has consequences, by its code: the number is suppressed (4007), or not to be texted at
//! all (4002, 4004), or the text is sent again after a while (what the policy's retry table says),
//! or an operator must look (4000, 4009, 4010: ACS has stopped our sending).

use std::time::Duration;

use acs::sms::{Recipient, Repeatability, SendOutcome};
use serde::{Deserialize, Serialize};
use sms::{Address, Scope, Standing};
use store::{Batch, Key, Op, Replace, Stored};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    App,
    acs_link::CallError,
    error::{Error, contended},
    outcome::Outcome,
    perform::{Task, Work},
    texts::{Entry, EventKey, KEPT, TEXTS, consent_ops, partition},
};

/// Each try loses only to another that won.
const TRIES: usize = 8;
/// The row that says that a number cannot be texted.
const INVALID: &str = "invalid";

/// A text on its way out. Its `Debug` hides what it says.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// The repeatability id, by which ACS sends it once.
    pub(crate) id: Uuid,
    /// When it was first to be sent; part of the repeatability id for ACS.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) first_sent: OffsetDateTime,
    /// Our number.
    pub(crate) from: Address,
    /// The programme of our number.
    pub(crate) program: String,
    /// What it says.
    pub(crate) text: String,
    /// Whether it goes to somebody who has opted out: it confirms just that.
    pub(crate) despite_opt_out: bool,
    /// How often the text was sent before under other ids, because it did not arrive.
    pub(crate) resent: usize,
    /// The id that ACS gave it; empty until then.
    pub(crate) acs_id: String,
}

/// What is kept of a text that was sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Message {
    /// The text. None: ACS reported on it before it was written down.
    sent: Option<Outgoing>,
    status: Status,
    /// Whether sending it again has been put into the queue.
    #[serde(default)]
    resend: Resend,
}

/// How far a text got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// ACS has taken it.
    Queued,
    /// It did not arrive, says ACS, with this code.
    Failed(u16),
    /// It has arrived.
    Delivered,
}

/// How far another try is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Resend {
    /// None is due.
    #[default]
    No,
    /// It is to be put into the queue.
    Planned(u64),
    /// It is in the queue.
    Queued,
}

/// What else a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The phone's owner has opted out at the carrier.
    OptedOut,
    /// There is no such phone.
    NoSuchNumber,
    /// ACS or the carriers have stopped our sending.
    Stopped,
    /// Nothing more.
    Plain,
}

impl Meaning {
    /// <https://learn.microsoft.com/azure/communication-services/resources/troubleshooting/voice-video-calling/troubleshooting-codes?pivots=sms>
    pub(crate) const fn of(code: u16) -> Self {
        match code {
            4007 => Self::OptedOut,
            4002 | 4004 => Self::NoSuchNumber,
            4000 | 4009 | 4010 => Self::Stopped,
            _ => Self::Plain,
        }
    }
}

impl Message {
    /// The text to send again, if it still has not arrived.
    pub(crate) fn to_resend(&self) -> Option<Outgoing> {
        let Status::Failed(_) = self.status else {
            return None;
        };
        let sent = self.sent.as_ref()?;
        let again = EventKey::new(&["resend", &sent.acs_id]);
        Some(Outgoing {
            id: again.effect_id("resend"),
            resent: sent.resent + 1,
            acs_id: String::new(),
            ..sent.clone()
        })
    }

    /// After a report, or after it became known what was sent. `wait` is the policy's retry table.
    fn after(
        &self,
        reported: Option<Status>,
        sent: Option<&Outgoing>,
        wait: impl Fn(u16, usize) -> Option<Duration>,
    ) -> Self {
        let sent = self.sent.as_ref().or(sent).cloned();
        let status = match (self.status, reported) {
            // The first code counts: a repeated report must not start a second resend.
            (Status::Failed(code), Some(Status::Failed(_))) => Status::Failed(code),
            (before, Some(reported)) => before.max(reported),
            (before, None) => before,
        };
        let resend = match (&sent, status, self.resend) {
            (Some(sent), Status::Failed(code), Resend::No) => {
                wait(code, sent.resent).map_or(Resend::No, |wait| Resend::Planned(wait.as_secs()))
            }
            (_, _, before) => before,
        };
        Self {
            sent,
            status,
            resend,
        }
    }
}

/// Sends a text. With the outcome comes the text as it is to be remembered, if ACS took it.
pub(crate) async fn send(
    app: &App,
    peer: &Address,
    mut outgoing: Outgoing,
) -> Result<(Outcome, Option<Outgoing>), Error> {
    let (from, to) = (outgoing.from.to_string(), peer.to_string());
    let recipients = [Recipient {
        to: &to,
        repeatability: Repeatability {
            request_id: outgoing.id,
            first_sent: outgoing.first_sent,
        },
    }];
    let (from, recipients, text) = (&from, &recipients, &outgoing.text);
    let answered = app
        .acs
        .call(|clients| async move { clients.sms.send(from, recipients, text, None).await })
        .await;
    let result = match answered {
        Ok(results) => results.into_iter().next(),
        Err(error) => return Ok((later_or_never(&error), None)),
    };
    let Some(result) = result else {
        let why = "ACS answered without a result".to_owned();
        return Ok((Outcome::Later(None, why), None));
    };
    let why = || format!("ACS refused the recipient with {}", result.status);
    Ok(match (result.outcome(), &result.message_id) {
        (SendOutcome::Accepted, Some(id)) => {
            outgoing.acs_id.clone_from(id);
            (Outcome::Done, Some(outgoing))
        }
        (SendOutcome::Accepted, None) => (Outcome::Done, None),
        (SendOutcome::Retryable, _) => (Outcome::Later(None, why()), None),
        (SendOutcome::Permanent, _) => (Outcome::Never(why()), None),
    })
}

/// Whether it is worth asking again.
fn later_or_never(error: &CallError) -> Outcome {
    use acs::ErrorKind::{BadRequest, Conflict, Forbidden, NotFound, Unauthorized, Unexpected};
    match error {
        CallError::NoKey(why) => Outcome::Later(None, format!("no key for ACS: {why}")),
        CallError::Acs(error) => {
            let why = format!("ACS: {error}");
            match error.kind() {
                BadRequest | Conflict | Forbidden | NotFound | Unexpected => Outcome::Never(why),
                // With this code it is not the key that is wrong: the number is not ours.
                Unauthorized if error.code() == Some("Unauthorized") => Outcome::Never(why),
                _ => Outcome::Later(error.retry_after(), why),
            }
        }
    }
}

/// The first state of a text that ACS has taken.
pub(crate) fn insert(outgoing: &Outgoing, now: OffsetDateTime) -> Result<Op, store::Error> {
    let message = Message {
        sent: Some(outgoing.clone()),
        status: Status::Queued,
        resend: Resend::No,
    };
    Op::insert(message_row(&outgoing.acs_id), &message, Some(now + KEPT))
}

/// Writes down what was sent; it may be known already, or have been reported on.
pub(crate) async fn remember(app: &App, peer: &Address, outgoing: Outgoing) -> Result<(), Error> {
    let acs_id = outgoing.acs_id.clone();
    advance(app, peer, &acs_id, None, Some(&outgoing)).await
}

/// Takes a report in: the new state and what follows from it in one batch, and then the queue.
pub(crate) async fn advance(
    app: &App,
    peer: &Address,
    acs_id: &str,
    reported: Option<(Status, &Address)>,
    sent: Option<&Outgoing>,
) -> Result<(), Error> {
    let wait = |code, resent| app.policy.sms.as_ref()?.retry.wait(code, resent + 1);
    let row = message_row(acs_id);
    let key = Key::new(partition(peer), row.clone());
    for _ in 0..TRIES {
        let now = app.clock.now();
        let expires = Some(now + KEPT);
        let known: Option<Stored<Message>> = app.texts.row(peer, row.clone()).await?;
        let before = known.as_ref().map_or(
            Message {
                sent: None,
                status: Status::Queued,
                resend: Resend::No,
            },
            |known| known.value.clone(),
        );
        let message = before.after(reported.map(|(status, _)| status), sent, wait);
        let news = known.is_none()
            || message.status != before.status
            || message.resend != before.resend
            || message.sent.is_some() != before.sent.is_some();
        if news {
            let mut ops = vec![crate::texts::write(
                row.clone(),
                &message,
                known.as_ref(),
                expires,
            )?];
            if let Some((Status::Failed(code), ours)) = reported
                && message.status != before.status
            {
                ops.extend(consequences(app, peer, ours, acs_id, code).await?);
            }
            let written = app.store.batch(TEXTS, &key.partition, ops, now).await?;
            if let Batch::Conflict { .. } = written {
                continue;
            }
        }
        return match message.resend {
            Resend::Planned(seconds) => queue_resend(app, peer, acs_id, &key, seconds).await,
            Resend::No | Resend::Queued => Ok(()),
        };
    }
    Err(contended())
}

/// What a failure changes beside the message itself.
async fn consequences(
    app: &App,
    peer: &Address,
    ours: &Address,
    acs_id: &str,
    code: u16,
) -> Result<Vec<Op>, Error> {
    let now = app.clock.now();
    match Meaning::of(code) {
        Meaning::OptedOut => {
            let Some(policy) = &app.policy.sms else {
                return Ok(Vec::new());
            };
            let program = policy.program(ours).to_owned();
            let memory = app.texts.memory(peer, ours, &program).await?;
            let change = memory.consent().change(Scope::Program, Standing::Out, now);
            let entry = Entry {
                change,
                program,
                by: "carrier".to_owned(),
                words: format!("delivery report {code}"),
            };
            Ok(consent_ops(
                &memory,
                &entry,
                &EventKey::new(&["report", acs_id]),
            )?)
        }
        Meaning::NoSuchNumber => {
            let known: Option<Stored<u16>> = app.texts.row(peer, INVALID.to_owned()).await?;
            let ops = known.is_none().then(|| Op::insert(INVALID, &code, None));
            Ok(ops.into_iter().collect::<Result<_, _>>()?)
        }
        Meaning::Stopped => {
            tracing::error!(
                code,
                "ACS has stopped our texts: see the delivery report's code"
            );
            Ok(Vec::new())
        }
        Meaning::Plain => Ok(Vec::new()),
    }
}

/// Puts another try into the queue, and marks that it is there. Twice does no harm: it has one id.
async fn queue_resend(
    app: &App,
    peer: &Address,
    acs_id: &str,
    key: &Key,
    seconds: u64,
) -> Result<(), Error> {
    let task = Task::Resend {
        peer: *peer,
        message: acs_id.to_owned(),
    };
    app.put_off(Work::now(task), Duration::from_secs(seconds))
        .await?;
    let Some(mut known) = app.texts.row::<Message>(peer, key.row.clone()).await? else {
        return Ok(());
    };
    known.value.resend = Resend::Queued;
    let expires = Some(app.clock.now() + KEPT);
    let replaced = app
        .store
        .replace(TEXTS, key, &known.value, &known.version, expires);
    match replaced.await? {
        // A conflict: another report came, and whoever took it in sees what is planned.
        Replace::Done(_) | Replace::Conflict => Ok(()),
    }
}

/// Whether the number is known not to be one.
pub(crate) async fn is_invalid(app: &App, peer: &Address) -> Result<bool, Error> {
    let known: Option<Stored<u16>> = app.texts.row(peer, INVALID.to_owned()).await?;
    Ok(known.is_some())
}

pub(crate) fn message_row(acs_id: &str) -> String {
    format!("message/{}", EventKey::new(&[acs_id]))
}
