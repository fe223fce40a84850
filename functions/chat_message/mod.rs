//! `Microsoft.Communication.ChatMessageReceivedInThread` and `…EditedInThread`: somebody has written
//! in a chat, or has changed what they wrote.

use acs::{
    Timestamp,
    chat::MessageFormat,
    events::{Event, EventData},
};
use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use moderation::{Format, Subject};
use serde_json::value::RawValue;

use crate::{
    App,
    chat::{case::Case, rows::message_key},
    error::{Cause, Error},
    events,
};

/// How the log and the poison list call this function.
const NAME: &str = "chat_message";

/// Decides about a message and does what was decided. What cannot be read is parked.
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
    for case in events::read(app, NAME, json, understood).await? {
        Box::pin(app.judge(&case)).await?;
    }
    Ok(())
}

fn understood(app: &App, event: &Event) -> Result<Case, Cause> {
    let (EventData::ChatMessageReceivedInThread(data) | EventData::ChatMessageEditedInThread(data)) =
        &event.data
    else {
        return Err("the event is no message".into());
    };
    app.policy.chat.as_ref().ok_or("the policy has no [chat]")?;
    let time = |time: Option<&Timestamp>| time.and_then(Timestamp::value);
    let composed_at = time(data.compose_time.as_ref()).or_else(|| time(event.time.as_ref()));
    let composed_at = composed_at.unwrap_or_else(|| app.clock.now());
    let (thread, message) = (data.thread_id()?, data.message_id()?);
    Ok(Case {
        event: message_key(thread, message),
        subject: Subject::Message,
        thread: thread.to_owned(),
        message: message.to_owned(),
        version: data.version()?,
        sender: data.sender()?.raw_id(),
        display_name: data.sender_display_name.clone(),
        text: data.body()?.to_owned(),
        format: match data.format() {
            Some(MessageFormat::Html) => Format::Html,
            _ => Format::Text,
        },
        metadata: data.metadata.clone(),
        composed_at,
        at: time(data.edit_time.as_ref()).unwrap_or(composed_at),
        unsent: false,
    })
}
