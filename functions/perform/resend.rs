//! A text of ours that did not arrive, once more.

use std::time::Duration;

use sms::Address;

use crate::{
    App,
    error::Error,
    outcome::{Outcome, Retry},
    sms_delivered::message::{self, Message, message_row},
};

/// When a text that ACS did not take is sent again, after each try.
const AGAIN: Retry = Retry(&[
    Duration::from_secs(30),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
]);

/// Sends the text of a message again, under an id of its own that is the same at each try.
pub(super) async fn resend(
    app: &App,
    peer: &Address,
    acs_id: &str,
) -> Result<(Outcome, Retry), Error> {
    let done = Ok((Outcome::Done, AGAIN));
    let Some(failed) = app.texts.row::<Message>(peer, message_row(acs_id)).await? else {
        let why = "the message is not kept any more".to_owned();
        return Ok((Outcome::Never(why), AGAIN));
    };
    let Some(outgoing) = failed.value.to_resend() else {
        // It has arrived after all.
        return done;
    };
    let consent = app.texts.consent(peer, &outgoing.program).await?;
    if !outgoing.despite_opt_out && !consent.may_send() {
        return done;
    }
    let (outcome, sent) = message::send(app, peer, outgoing).await?;
    if let Some(sent) = sent {
        message::remember(app, peer, sent).await?;
    }
    Ok((outcome, AGAIN))
}
