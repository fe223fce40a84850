//! A message on its way: what is decided about it, and whether it has been sent already.

use std::{collections::BTreeSet, time::Duration};

use acs::chat::{ChatMessage, ListOptions, NewMessage};
use moderation::{Action, Subject, Verdict};
use store::Key;

use super::{Sent, asked::Asked, request::Request};
use crate::{
    App,
    chat::{
        acting::{Actor, As, Refused},
        case::Case,
        decided::Decided,
        effects::{Effect, State},
        rows::{CHATS, KEPT, decided_row, message_key},
    },
    error::{Dependency, Error},
    threads,
};

/// The metadata by which a message that was sent is found again.
const REQUEST: &str = "frontdesk-request";
/// How many pages of 200 are looked through for it.
const PAGES: usize = 3;
/// How long a caller is to wait when ACS does not say.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A message on its way.
pub(super) struct Outgoing<'a> {
    pub(super) request: &'a Request,
    pub(super) asked: &'a Asked,
    /// ACS's id of the thread.
    pub(super) thread: &'a str,
    /// The caller's raw id.
    pub(super) sender: &'a str,
}

impl Outgoing<'_> {
    /// Decides about it, and sends what may be sent.
    pub(super) async fn carry_out(&self, app: &App) -> Result<Sent, Error> {
        let case = self.case(app);
        let decided = app.decide_once(&case).await?;
        let Some(decided) = decided else {
            return self.send(app, &self.asked.content, false).await;
        };
        let covered = decided
            .value
            .effects
            .iter()
            .find_map(|it| match &it.action {
                Action::Mask { content } => Some(content.clone()),
                _ => None,
            });
        let outcome = match covered {
            Some(content) if decided.value.record.verdict == Verdict::Mask => {
                let sent = self.send(app, &content, true).await?;
                self.is_decided(app, &decided.value, &sent.id).await?;
                Ok(sent)
            }
            _ => Err(Error::MessageRefused(reason(&decided.value))),
        };
        // What it leads to for its sender, who may not be in the thread after it.
        app.moderate(&case.event, decided).await?;
        outcome
    }

    /// Writes down that it is decided about the message that was sent: what else speaks against it has been
    /// counted. A later version is another matter.
    async fn is_decided(&self, app: &App, decided: &Decided, id: &str) -> Result<(), Error> {
        // ACS's id of a message is its first version.
        let Ok(version) = id.parse() else {
            return Ok(());
        };
        let done = |effect: &Effect| Effect {
            state: State::Done,
            ..effect.clone()
        };
        let now = app.clock.now();
        let decided = Decided {
            message: id.to_owned(),
            version,
            unsent: false,
            audited: true,
            effects: decided.effects.iter().map(done).collect(),
            ..decided.clone()
        };
        let row = decided_row(&message_key(self.thread, id));
        let key = Key::new(self.sender, row);
        // If it exists, its event was faster.
        app.store
            .insert(CHATS, &key, &decided, Some(now + KEPT), now)
            .await?;
        Ok(())
    }

    fn case(&self, app: &App) -> Case {
        let now = app.clock.now();
        Case {
            event: self.request.key.clone(),
            subject: Subject::Message,
            thread: self.thread.to_owned(),
            message: String::new(),
            version: 1,
            sender: self.sender.to_owned(),
            display_name: self.asked.sender_display_name.clone(),
            text: self.asked.content.clone(),
            format: self.asked.kind.format(),
            metadata: self.asked.metadata.clone(),
            composed_at: now,
            at: now,
            unsent: true,
        }
    }

    async fn send(&self, app: &App, content: &str, masked: bool) -> Result<Sent, Error> {
        let sender = As::Person(self.sender);
        if let Some(id) = self.find(app, sender).await.map_err(refused)? {
            return Ok(Sent { id, masked });
        }
        let mut metadata = self.asked.metadata.clone();
        metadata.insert(REQUEST.to_owned(), self.request.key.to_string());
        let message = NewMessage {
            sender_display_name: self.asked.sender_display_name.as_deref(),
            format: self.asked.kind.of_acs(),
            metadata: Some(&metadata),
            ..NewMessage::text(content)
        };
        let thread = self.thread;
        let send = |me: Actor| async move { me.chat().send_message(thread, message).await };
        let sent = Box::pin(app.chat_as(sender, send)).await;
        let id = sent.map_err(refused)?;
        Ok(Sent { id, masked })
    }

    /// The message, if an earlier try has sent it.
    async fn find(&self, app: &App, sender: As<'_>) -> Result<Option<String>, Refused> {
        let Some(since) = self.request.perhaps_sent_since else {
            return Ok(None);
        };
        let options = ListOptions {
            max_page_size: Some(200),
            // ACS's clock may be behind ours.
            start_time: Some(since - time::Duration::minutes(5)),
        };
        let (thread, key) = (self.thread, &self.request.key.to_string());
        let is_it = |message: &ChatMessage| {
            message.metadata.get(REQUEST) == Some(key)
                && message
                    .sender
                    .as_ref()
                    .is_some_and(|by| by.raw_id() == self.sender)
        };
        let look = |me: Actor| async move {
            let chat = me.chat();
            let mut page = chat.list_messages(thread, options).await?;
            for _ in 1..PAGES {
                if let Some(found) = page.items.iter().find(|it| is_it(it)) {
                    return Ok(Some(found.id.clone()));
                }
                match &page.next {
                    Some(next) => page = chat.next_page(next).await?,
                    None => return Ok(None),
                }
            }
            Ok(page
                .items
                .iter()
                .find(|it| is_it(it))
                .map(|it| it.id.clone()))
        };
        Box::pin(app.chat_as(sender, look)).await
    }
}

/// Why it is not sent, for its sender: what the policy has for them to read, or what it is about; never
/// what was looked for.
fn reason(decided: &Decided) -> String {
    let notice = decided.effects.iter().find_map(|it| match &it.action {
        Action::Warn { text } => Some(text.clone()),
        _ => None,
    });
    if let Some(notice) = notice {
        return notice;
    }
    let hits = decided.record.hits.iter().filter(|hit| !hit.dry_run);
    let about: BTreeSet<_> = hits.filter_map(|hit| hit.category.as_deref()).collect();
    threads::refusal("A message", &about)
}

fn refused(refused: Refused) -> Error {
    let dependency = Dependency::Acs;
    match refused {
        Refused::Nobody => Error::IdentityGone,
        Refused::Forbidden => Error::NotAMember,
        Refused::NotFound => Error::NotFound,
        Refused::Later(Some(retry_after), _) => Error::ThreadBusy { retry_after },
        Refused::Later(None, why) => Error::Unavailable {
            dependency,
            retry_after: RETRY_AFTER,
            cause: why.into(),
        },
        Refused::Never(why) => Error::Upstream {
            dependency,
            cause: why.into(),
        },
    }
}
