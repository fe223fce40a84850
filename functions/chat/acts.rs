//! What is done on ACS about a message and its sender, once.

use std::collections::BTreeMap;

use acs::chat::{NewMessage, ThreadUpdate};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use super::{
    acting::{Actor, As, Refused},
    decided::Decided,
    effects::{State, Tried},
    erase::{Erased, Erasure},
};
use crate::{App, error::Error, outcome::Outcome, texts::EventKey};

/// The metadata by which a client knows a notice that came twice.
const NOTICE: &str = "frontdesk-notice";

impl App {
    /// Deletes or covers a message, or puts it into its thread's line.
    pub(super) async fn take_away(
        &self,
        event: &EventKey,
        decided: &Decided,
        instead: Option<String>,
    ) -> Result<Tried, Error> {
        let thread = decided.thread.as_str();
        let erasure = Erasure {
            sender: decided.sender.clone(),
            message: decided.message.clone(),
            version: decided.version,
            instead,
            metadata: decided.metadata.clone(),
            decided: event.clone(),
            since: decided.at,
        };
        if decided.by_content && self.is_superseded(thread, &erasure).await {
            let state = State::Superseded;
            let outcome = Outcome::Done;
            return Ok(Tried { outcome, state });
        }
        let in_time = self.chat.budget.take(thread, self.clock.now()).is_ok();
        let erased = if in_time {
            self.erase(thread, &erasure).await
        } else {
            Erased::Later(None, "the thread is busy".to_owned())
        };
        match erased {
            Erased::Done => Ok(Outcome::Done.into()),
            Erased::Never(why) => Ok(Outcome::Never(why).into()),
            // There is a way for the one who works off the line.
            Erased::Forbidden | Erased::Later(..) => {
                self.put_in_line(thread, &erasure).await?;
                let state = State::Queued;
                let outcome = Outcome::Done;
                Ok(Tried { outcome, state })
            }
        }
    }

    /// Says something in a thread as the moderator, who is put into it by `person` if need be.
    pub(super) async fn say(&self, thread: &str, person: &str, text: &str, id: String) -> Outcome {
        if let Err(wait) = self.chat.budget.take(thread, self.clock.now()) {
            return Outcome::Later(Some(wait), "the thread is busy".to_owned());
        }
        let metadata = BTreeMap::from([(NOTICE.to_owned(), id)]);
        let message = NewMessage {
            metadata: Some(&metadata),
            ..NewMessage::text(text)
        };
        let send = |me: Actor| async move { me.chat().send_message(thread, message).await };
        match self.chat_as(As::Moderator, send).await {
            Err(Refused::Forbidden) => match self.seat_moderator(thread, &[person]).await {
                Outcome::Done => self.chat_as(As::Moderator, send).await.map(drop).into(),
                other => other,
            },
            other => other.map(drop).into(),
        }
    }

    pub(super) async fn retitle(&self, thread: &str, topic: &str) -> Outcome {
        let update = ThreadUpdate {
            topic: Some(topic),
            ..Default::default()
        };
        let done = self.chat_as(As::Moderator, |me: Actor| async move {
            me.chat().update_thread(thread, update).await
        });
        done.await.into()
    }

    /// Revokes somebody's tokens, and puts them out of the thread. `/token` gives them no other.
    pub(super) async fn shut_out(&self, thread: &str, person: &str) -> Outcome {
        let revoke = self
            .acs
            .call(|clients| async move { clients.identity.revoke_tokens(person).await });
        match revoke.await.map_err(Refused::from) {
            Ok(()) => {}
            Err(Refused::Later(after, why)) => return Outcome::Later(after, why),
            // Not of our resource, or gone.
            Err(_) => {}
        }
        // What we have made for them is revoked with the rest.
        self.chat.acting.forget(person).await;
        self.expel(thread, person).await
    }
}

/// What a webhook is told: where to look, and no text.
pub(super) fn payload(event_type: &str, decided: &Decided) -> Result<String, Error> {
    let at = decided.composed_at.format(&Rfc3339);
    let at = at.map_err(|error| Error::Internal(error.into()))?;
    Ok(json!({
        "type": event_type,
        "timestamp": at,
        "data": {
            "thread": decided.thread,
            "message": decided.message,
            "sender": decided.sender,
            "rules": decided.record.hits.iter().map(|hit| hit.rule.as_str()).collect::<Vec<_>>(),
        },
    })
    .to_string())
}

impl From<Result<(), Refused>> for Outcome {
    fn from(result: Result<(), Refused>) -> Self {
        match result {
            // What is gone needs nothing any more.
            Ok(()) | Err(Refused::NotFound) => Self::Done,
            Err(Refused::Later(after, why)) => Self::Later(after, why),
            Err(Refused::Never(why)) => Self::Never(why),
            Err(Refused::Forbidden) => Self::Never("ACS does not let the moderator".to_owned()),
            Err(Refused::Nobody) => Self::Never("ACS gives us no token for it".to_owned()),
        }
    }
}
