//! A thread was made or renamed, somebody came into it or is out of it.
//!
//! The moderator is put in, and back in when somebody has put it out: in ACS any participant may.
//! Who is banned is put out, whoever let them in. A topic is looked at like a message.

use std::collections::BTreeMap;

use acs::{
    CommunicationIdentifier, Timestamp,
    events::{ChatParticipant, ChatParticipantEvent, ChatThreadEvent, Event, EventData},
};
use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use moderation::{Format, Standing, Subject, policy::Mode};
use serde_json::value::RawValue;
use store::{Insert, Key, Replace};
use time::OffsetDateTime;

use crate::{
    App,
    audit::trail::{self, What},
    chat::{
        case::Case,
        effects::{AGAIN, State as Fate},
        rows::{CHATS, FACTS, Facts, Rows, STANDING},
    },
    error::{Cause, Error, contended},
    events,
    outcome::Outcome,
    perform::{Task, Work},
    texts::EventKey,
};

/// Each try loses only to another that won.
const TRIES: usize = 8;
/// How the log and the poison list call this function.
const NAME: &str = "chat_thread";

/// Sees to it that the right people sit in a thread. What cannot be read is parked.
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
    let on = |chat: &moderation::Policy| chat.mode != Mode::Off;
    for change in events::read(app, NAME, json, understood).await? {
        if app.policy.chat.as_ref().is_some_and(on) {
            Box::pin(change.receive(app)).await?;
        }
    }
    Ok(())
}

/// A change of a thread that was understood; people are named by their raw ids.
struct Change {
    thread: String,
    /// Who did it.
    by: Option<String>,
    at: OffsetDateTime,
    what: Changed,
}

enum Changed {
    /// It was made, with these people in it.
    Made {
        about: About,
        people: Vec<String>,
    },
    /// It has another topic, or other metadata.
    Updated {
        about: About,
    },
    Added {
        person: String,
    },
    Removed {
        person: String,
    },
}

/// What a thread says of itself.
struct About {
    version: u64,
    topic: Option<String>,
    metadata: BTreeMap<String, String>,
}

fn understood(app: &App, event: &Event) -> Result<Change, Cause> {
    let time = |time: Option<&Timestamp>| time.and_then(Timestamp::value);
    let at = time(event.time.as_ref()).unwrap_or_else(|| app.clock.now());
    let of_thread = |data: &ChatThreadEvent, what: Changed| -> Result<Change, Cause> {
        Ok(Change {
            thread: data.thread_id()?.to_owned(),
            by: data.by.as_ref().map(CommunicationIdentifier::raw_id),
            at,
            what,
        })
    };
    let of_person =
        |data: &ChatParticipantEvent, what: fn(String) -> Changed| -> Result<Change, Cause> {
            Ok(Change {
                thread: data.thread_id()?.to_owned(),
                by: data.by.as_ref().map(CommunicationIdentifier::raw_id),
                at,
                what: what(data.identifier()?.raw_id()),
            })
        };
    match &event.data {
        EventData::ChatThreadCreated(data) => {
            let people = data.participants.iter().filter_map(raw_id).collect();
            of_thread(
                data,
                Changed::Made {
                    about: About::of(data),
                    people,
                },
            )
        }
        EventData::ChatThreadPropertiesUpdated(data) => of_thread(
            data,
            Changed::Updated {
                about: About::of(data),
            },
        ),
        EventData::ChatThreadParticipantAdded(data) => {
            of_person(data, |person| Changed::Added { person })
        }
        EventData::ChatThreadParticipantRemoved(data) => {
            of_person(data, |person| Changed::Removed { person })
        }
        _ => Err("the event is about no thread".into()),
    }
}

fn raw_id(participant: &ChatParticipant) -> Option<String> {
    Some(participant.identifier.as_ref()?.raw_id())
}

impl About {
    fn of(data: &ChatThreadEvent) -> Self {
        Self {
            version: data.version.unwrap_or_default(),
            topic: data.topic().map(str::to_owned),
            metadata: data.metadata.clone(),
        }
    }
}

impl Change {
    async fn receive(self, app: &App) -> Result<(), Error> {
        let moderator = app.moderator().await?;
        match &self.what {
            Changed::Made { about, people } => {
                self.learn(app, about).await?;
                if !people.iter().any(|person| person == moderator) {
                    let makers = self.by.iter().chain(people);
                    self.seat(app, makers.cloned().collect()).await?;
                }
                for person in people {
                    self.bar(app, person).await?;
                }
                self.look_at_topic(app, about).await
            }
            Changed::Updated { about } => {
                self.learn(app, about).await?;
                self.look_at_topic(app, about).await
            }
            // Let back in by ourselves, for a moment.
            Changed::Added { .. } if self.by.as_deref() == Some(moderator) => Ok(()),
            Changed::Added { person } => self.bar(app, person).await,
            Changed::Removed { person } if person == moderator => {
                self.seat(app, self.insiders(app, moderator).await?).await
            }
            Changed::Removed { .. } => Ok(()),
        }
    }

    /// Who could put the moderator back: who put it out, and whom we know.
    async fn insiders(&self, app: &App, moderator: &str) -> Result<Vec<String>, Error> {
        let facts = Rows::of(app)?.get::<Facts>(&self.thread, FACTS).await?;
        let known = facts.map(|facts| facts.value.roles).unwrap_or_default();
        let by = self.by.clone().into_iter();
        Ok(by
            .chain(known.into_keys())
            .filter(|person| person != moderator)
            .collect())
    }

    /// A topic is written by somebody, too.
    async fn look_at_topic(&self, app: &App, about: &About) -> Result<(), Error> {
        let (Some(topic), Some(by)) = (&about.topic, &self.by) else {
            return Ok(());
        };
        let case = Case {
            event: EventKey::new(&["chat_topic", &self.thread]),
            subject: Subject::Topic,
            thread: self.thread.clone(),
            message: String::new(),
            version: about.version,
            sender: by.clone(),
            display_name: None,
            text: topic.clone(),
            format: Format::Text,
            metadata: BTreeMap::new(),
            composed_at: self.at,
            at: self.at,
            unsent: false,
        };
        Box::pin(app.judge(&case)).await
    }

    /// Writes down what the thread says of itself, unless something newer is known.
    async fn learn(&self, app: &App, about: &About) -> Result<(), Error> {
        let key = Key::new(self.thread.as_str(), FACTS);
        for _ in 0..TRIES {
            let known = Rows::of(app)?.get::<Facts>(&self.thread, FACTS).await?;
            let before = known.as_ref().map(|known| known.value.clone());
            let before = before.unwrap_or_default();
            if known.is_some() && before.version >= about.version {
                return Ok(());
            }
            let facts = Facts {
                topic: about.topic.clone().unwrap_or(before.topic),
                // An update does not repeat what it did not change.
                metadata: if about.metadata.is_empty() {
                    before.metadata
                } else {
                    about.metadata.clone()
                },
                version: about.version,
                ..before
            };
            let now = app.clock.now();
            let written = match &known {
                None => matches!(
                    app.store.insert(CHATS, &key, &facts, None, now).await?,
                    Insert::Done(_)
                ),
                Some(known) => matches!(
                    app.store
                        .replace(CHATS, &key, &facts, &known.version, None)
                        .await?,
                    Replace::Done(_)
                ),
            };
            if written {
                return Ok(());
            }
        }
        Err(contended())
    }

    /// Puts the moderator in, now or later.
    async fn seat(&self, app: &App, people: Vec<String>) -> Result<(), Error> {
        let outcome = app.seat_moderator(&self.thread, &people).await;
        let task = Task::Seat {
            thread: self.thread.clone(),
            people,
        };
        self.or_later(app, outcome, task).await.map(drop)
    }

    /// Puts somebody out who is banned.
    async fn bar(&self, app: &App, person: &str) -> Result<(), Error> {
        let standing = Rows::of(app)?.get::<Standing>(person, STANDING).await?;
        let now = app.clock.now();
        if standing.is_none_or(|standing| standing.value.banned(now).is_none()) {
            return Ok(());
        }
        let outcome = app.expel(&self.thread, person).await;
        let task = Task::Expel {
            thread: self.thread.clone(),
            person: person.to_owned(),
        };
        let state = self.or_later(app, outcome, task).await?;
        let at = self.at.unix_timestamp_nanos().to_string();
        let name = EventKey::new(&["ban", &self.thread, person, &at]).to_string();
        trail::append(
            app,
            self.at,
            &name,
            &self.thread,
            person,
            What::Ban { state },
        )
        .await
    }

    async fn or_later(&self, app: &App, outcome: Outcome, task: Task) -> Result<Fate, Error> {
        let (tries, wait) = match outcome {
            Outcome::Done => return Ok(Fate::Done),
            Outcome::Later(after, why) => {
                tracing::info!(thread = self.thread, why, "put off");
                (1, AGAIN.wait(1, after).unwrap_or_default())
            }
            // The queue's worker gives up: one place does.
            Outcome::Never(_) => (0, std::time::Duration::ZERO),
        };
        let work = Work {
            task,
            tries,
            due: None,
        };
        app.put_off(work, wait).await?;
        Ok(Fate::Queued)
    }
}
