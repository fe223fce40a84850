//! What is said in a thread before anybody says anything: its topic, and the names of those in it. To ACS
//! the moderator is who says it, at whom nobody looks: so it is looked at here.

use std::collections::{BTreeMap, BTreeSet};

use moderation::{
    Findings, Message, Place,
    policy::{Consequence, Mode},
};

use crate::{App, error::Error};

/// Refuses a topic that the policy would not let stand. Nobody gets a strike for what nobody has read.
pub(super) fn check_topic(
    app: &App,
    topic: &str,
    metadata: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let Some(policy) = app.policy.chat.as_ref() else {
        return Ok(());
    };
    let message = Message::topic(topic, "", app.clock.now());
    let place = Place {
        metadata,
        topic: Some(topic),
        ..Place::new("")
    };
    check(policy, "The topic", &message, &place)
}

/// Refuses the name of somebody whose messages the policy would not let stand for it.
pub(super) fn check_name(app: &App, name: Option<&str>) -> Result<(), Error> {
    let (Some(policy), Some(name)) = (app.policy.chat.as_ref(), name) else {
        return Ok(());
    };
    let message = Message {
        display_name: Some(name),
        ..Message::new("", "", app.clock.now())
    };
    check(policy, "A name", &message, &Place::new(""))
}

fn check(
    policy: &moderation::Policy,
    what: &str,
    message: &Message<'_>,
    place: &Place<'_>,
) -> Result<(), Error> {
    if policy.mode == Mode::Off {
        return Ok(());
    }
    let Findings { hits, .. } = policy.examine(message, place);
    let bad = hits
        .iter()
        .filter(|hit| !hit.dry_run && hit.action >= Consequence::Mask);
    let (mut is_bad, mut about) = (false, BTreeSet::new());
    for hit in bad {
        is_bad = true;
        about.extend(hit.category.as_deref());
    }
    if !is_bad {
        return Ok(());
    }
    Err(Error::MessageRefused(refusal(what, &about)))
}

/// That something may not be said, and what it is about; never what was looked for.
pub(crate) fn refusal(what: &str, about: &BTreeSet<&str>) -> String {
    if about.is_empty() {
        format!("{what} may not say that here.")
    } else {
        let about: Vec<_> = about.iter().copied().collect();
        format!("{what} may not say that here: {}.", about.join(", "))
    }
}
