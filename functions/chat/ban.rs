//! Who is banned gets no token, comes into no thread and says nothing.

use moderation::{Mode, Standing};

use super::rows::{Rows, STANDING};
use crate::{App, error::Error};

impl App {
    /// Refuses somebody, by raw id, who is banned. One read; none where the policy enforces nothing.
    pub(crate) async fn refuse_banned(&self, person: &str) -> Result<(), Error> {
        let chat = self.policy.chat.as_ref();
        if chat.is_none_or(|chat| chat.mode == Mode::Off) {
            return Ok(());
        }
        let standing = Rows::of(self)?.get::<Standing>(person, STANDING).await?;
        match standing.and_then(|kept| kept.value.banned(self.clock.now()).cloned()) {
            Some(ban) => Err(Error::Banned { until: ban.until }),
            None => Ok(()),
        }
    }
}
