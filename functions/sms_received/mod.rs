//! `Microsoft.Communication.SMSReceived`: somebody has texted one of our numbers.
//!
//! Decided once: what was decided, and what it changes, is in the store before anything happens. The
//! same event again only finishes what has not happened yet.

pub(crate) mod decided;

use acs::Timestamp;
use acs::events::{Event, EventData};
use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use serde_json::value::RawValue;
use sms::{Address, Inbound};
use store::{Batch, Op};

use self::decided::{Decided, Received, decided_row};
use crate::{
    App,
    error::{Cause, Error, contended},
    events,
    perform::effects,
    texts::{Entry, EventKey, KEPT, TEXTS, consent_ops, conversation_row, partition, write},
};

/// Each try loses only to another that won: as many texts of one phone may come at once.
const TRIES: usize = 32;
/// How the log and the poison list call this function.
const NAME: &str = "sms_received";

/// Decides about a text and does what was decided. What cannot be read is parked.
///
/// Fails only if not even that could be written down: then Event Grid delivers again.
pub(crate) async fn handle(
    State(app): State<App>,
    event: Invocation<Box<RawValue>>,
) -> Result<InvocationResponse, Error> {
    receive(&app, event.data.get()).await?;
    Ok(InvocationResponse::ok())
}

/// Takes in an event, or several, as JSON.
pub(crate) async fn receive(app: &App, json: &str) -> Result<(), Error> {
    for text in events::read(app, NAME, json, understood).await? {
        Box::pin(text.receive(app)).await?;
    }
    Ok(())
}

/// A text that was understood.
struct Text {
    event: EventKey,
    peer: Address,
    ours: Address,
    received: Received,
}

fn understood(app: &App, event: &Event) -> Result<Text, Cause> {
    let EventData::SmsReceived(data) = &event.data else {
        return Err("the event is no SMSReceived".into());
    };
    app.policy.sms.as_ref().ok_or("the policy has no [sms]")?;
    let peer = Address::from_wire(data.from()?).map_err(|_| "`from` is no number")?;
    let ours = Address::from_wire(data.to()?).map_err(|_| "`to` is no number")?;
    let id = data.message_id().unwrap_or(&event.id);
    let times = data.received.as_ref().or(event.time.as_ref());
    let at = times.and_then(Timestamp::value);
    Ok(Text {
        event: EventKey::new(&[NAME, id]),
        received: Received {
            id: id.to_owned(),
            from: peer,
            message: data.message()?.to_owned(),
            at: at.unwrap_or_else(|| app.clock.now()),
        },
        peer,
        ours,
    })
}

impl Text {
    async fn receive(self, app: &App) -> Result<(), Error> {
        let Some(policy) = &app.policy.sms else {
            return Ok(());
        };
        for _ in 0..TRIES {
            let row = decided_row(&self.event);
            let program = policy.program(&self.ours);
            let kept = app.texts.of(&self.peer)?;
            let (known, memory) = tokio::try_join!(
                kept.row::<Decided>(row.clone()),
                kept.memory(&self.ours, program),
            )?;
            drop(kept);
            if let Some(decided) = known {
                return effects::carry_out(app, &self.peer, &self.event, decided).await;
            }
            let now = app.clock.now();
            let inbound = Inbound {
                from: &self.peer,
                to: &self.ours,
                message: &self.received.message,
                at: self.received.at,
            };
            let knowledge = sms::Known {
                conversation: memory
                    .conversation
                    .as_ref()
                    .map(|c| c.value.clone())
                    .unwrap_or_default(),
                consent: memory.consent(),
            };
            let decision = sms::decide(policy, &inbound, &knowledge, now);
            tracing::info!(
                event = %self.event,
                intent = ?decision.intent,
                rule = decision.rule,
                effects = decision.actions.len(),
                "decided"
            );
            let nothing = decision.actions.is_empty()
                && decision.conversation.is_none()
                && decision.consent.is_none();
            if nothing {
                return Ok(());
            }
            let mut ops = Vec::with_capacity(4);
            let expires = Some(now + KEPT);
            if let Some(conversation) = &decision.conversation {
                let row = conversation_row(&self.ours);
                ops.push(write(
                    row,
                    conversation,
                    memory.conversation.as_ref(),
                    expires,
                )?);
            }
            if let Some(change) = decision.consent {
                let entry = Entry {
                    change,
                    program: program.to_owned(),
                    by: "text".to_owned(),
                    words: self.received.message.clone(),
                };
                ops.extend(consent_ops(&memory, &entry, &self.event)?);
            }
            let decided = Decided::new(decision, &self, program.to_owned(), now);
            ops.push(Op::insert(row, &decided, expires)?);
            let written = app
                .store
                .batch(TEXTS, &partition(&self.peer), ops, now)
                .await?;
            if let Batch::Done(_) = written
                && decided.effects.is_empty()
            {
                return Ok(());
            }
            // Read again: our decision, or that of another delivery which was faster.
        }
        Err(contended())
    }
}
