//! Who sits in a thread: the moderator always, the banned never.

use acs::{
    CommunicationIdentifier, ErrorKind,
    chat::{Added, InvalidParticipant, NewParticipant},
};
use time::OffsetDateTime;

use super::acting::{Actor, As, Refused};
use crate::{App, outcome::Outcome};

impl App {
    /// Puts the moderator into a thread, in the name of the first of these people who can.
    pub(crate) async fn seat_moderator(&self, thread: &str, people: &[impl AsRef<str>]) -> Outcome {
        let moderator = match self.moderator().await {
            Ok(moderator) => moderator,
            Err(error) => return Outcome::Later(None, error.answer().title.to_owned()),
        };
        let people = people.iter().map(AsRef::as_ref);
        for person in people.filter(|person| *person != moderator) {
            match self.add(thread, As::Inviter(person), moderator, None).await {
                // No thread, no seat.
                Ok(()) | Err(Refused::NotFound) => return Outcome::Done,
                Err(Refused::Later(after, why)) => return Outcome::Later(after, why),
                Err(Refused::Nobody | Refused::Forbidden | Refused::Never(_)) => {}
            }
        }
        Outcome::Never("nobody is left who could put the moderator into the thread".to_owned())
    }

    /// Puts somebody into a thread, who can read what is written `from` then on.
    pub(crate) async fn add(
        &self,
        thread: &str,
        who: As<'_>,
        person: &str,
        from: Option<OffsetDateTime>,
    ) -> Result<(), Refused> {
        let identifier = &CommunicationIdentifier::from(person);
        let added = self.chat_as(who, |me: Actor| async move {
            let participant = NewParticipant {
                share_history_time: from,
                ..NewParticipant::new(identifier)
            };
            me.chat().add_participants(thread, &[participant]).await
        });
        // A success that lets nobody in is none.
        match added.await? {
            Added::All => Ok(()),
            Added::AllBut(refused) => Err(match refused.first().map(InvalidParticipant::kind) {
                Some(ErrorKind::Forbidden) => Refused::Forbidden,
                _ => Refused::Nobody,
            }),
        }
    }

    /// Puts somebody out of a thread, as the moderator; who is not in it is out.
    ///
    /// A thread that has lost its moderator gets it back first, in the name of whom it is to put out.
    pub(crate) async fn expel(&self, thread: &str, person: &str) -> Outcome {
        for _ in 0..2 {
            match self.remove(thread, person).await {
                Ok(()) | Err(Refused::NotFound) => return Outcome::Done,
                Err(Refused::Later(after, why)) => return Outcome::Later(after, why),
                Err(Refused::Nobody) => return Outcome::Later(None, NO_MODERATOR.to_owned()),
                Err(Refused::Never(why)) => return Outcome::Never(why),
                Err(Refused::Forbidden) => match self.seat_moderator(thread, &[person]).await {
                    Outcome::Done => {}
                    other => return other,
                },
            }
        }
        Outcome::Never("the moderator may not remove anybody from the thread".to_owned())
    }

    async fn remove(&self, thread: &str, person: &str) -> Result<(), Refused> {
        let identifier = &CommunicationIdentifier::from(person);
        self.chat_as(As::Moderator, |me: Actor| async move {
            me.chat().remove_participant(thread, identifier).await
        })
        .await
    }
}

/// What it means that ACS gives no token for our own user.
const NO_MODERATOR: &str = "ACS does not know the moderator";
