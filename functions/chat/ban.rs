//! Who is banned gets no token, comes into no thread and says nothing.

use moderation::{Standing, policy::Mode};

use super::rows::{Rows, STANDING, standing_of};
use crate::{App, error::Error};

impl App {
    /// Refuses somebody, by raw id, who is banned. One read; none where the policy looks at nothing.
    pub(crate) async fn refuse_banned(&self, person: &str) -> Result<(), Error> {
        let standing = self.standing(person).await?;
        match standing.banned(self.clock.now()) {
            Some(ban) => Err(Error::Banned { until: ban.until }),
            None => Ok(()),
        }
    }

    /// Refuses somebody who is banned, or muted in this thread. One read, likewise.
    pub(crate) async fn refuse_silenced(&self, person: &str, thread: &str) -> Result<(), Error> {
        let (standing, now) = (self.standing(person).await?, self.clock.now());
        if let Some(ban) = standing.banned(now) {
            return Err(Error::Banned { until: ban.until });
        }
        match standing.muted(thread, now) {
            Some(mute) => Err(Error::Muted { until: mute.until }),
            None => Ok(()),
        }
    }

    async fn standing(&self, person: &str) -> Result<Standing, Error> {
        let chat = self.policy.chat.as_ref();
        if chat.is_none_or(|chat| chat.mode == Mode::Off) {
            return Ok(Standing::default());
        }
        let standing = Rows::of(self)?.get(person, STANDING).await?;
        Ok(standing_of(standing.as_ref()))
    }
}
