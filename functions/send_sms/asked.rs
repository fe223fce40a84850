//! What a request to send asks for.

use std::collections::BTreeSet;

use acs::sms::{MAX_MESSAGE_UNITS, MAX_RECIPIENTS};
use serde::Deserialize;
use sms::{Address, Policy};

use crate::error::Error;

/// The longest tag that is passed on, in bytes.
const LONGEST_TAG: usize = 256;

/// A request whose parts are what they should be.
pub(super) struct Asked {
    pub(super) from: Address,
    /// Each once, in the order of the request.
    pub(super) to: Vec<Address>,
    pub(super) message: String,
    pub(super) tag: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    from: String,
    to: OneOrMany,
    message: String,
    #[serde(default)]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Reads the body.
pub(super) fn asked(policy: &Policy, body: &[u8]) -> Result<Asked, Error> {
    let body: Body = serde_json::from_slice(body).map_err(|_| {
        Error::BadRequest(
            "The body is not `{\"from\": …, \"to\": … or […], \"message\": …, \"tag\"?: …}`.",
        )
    })?;
    let address = |text: &str| Address::parse(text, policy.default_region).ok();
    let from = address(&body.from)
        .filter(|from| policy.numbers.iter().any(|number| number.address == *from))
        .ok_or(Error::BadRequest("`from` is no number of the policy's."))?;
    let to = match body.to {
        OneOrMany::One(to) => vec![to],
        OneOrMany::Many(to) => to,
    };
    let mut seen = BTreeSet::new();
    let mut recipients = Vec::with_capacity(to.len());
    for text in to {
        let to = address(&text)
            .filter(|to| matches!(to, Address::E164(_)))
            .ok_or(Error::BadRequest("A recipient in `to` is no phone number."))?;
        if seen.insert(to.to_string()) {
            recipients.push(to);
        }
    }
    if !(1..=MAX_RECIPIENTS).contains(&recipients.len()) {
        return Err(Error::BadRequest("`to` has 1 to 100 recipients."));
    }
    if body.message.is_empty() || body.message.encode_utf16().count() > MAX_MESSAGE_UNITS {
        return Err(Error::BadRequest(
            "`message` has 1 to 2048 UTF-16 code units.",
        ));
    }
    if body.tag.as_ref().is_some_and(|tag| tag.len() > LONGEST_TAG) {
        return Err(Error::BadRequest("`tag` has at most 256 bytes."));
    }
    Ok(Asked {
        from,
        to: recipients,
        message: body.message,
        tag: body.tag,
    })
}
