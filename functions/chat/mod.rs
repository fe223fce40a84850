//! What the functions about chats share: in whose name ACS is asked, how often, and what is kept.

pub(crate) mod acting;
mod acts;
mod ban;
mod budget;
pub(crate) mod case;
pub(crate) mod decided;
mod drain;
pub(crate) mod effects;
mod erase;
pub(crate) mod judge;
pub(crate) mod rows;
mod seat;

use std::sync::{Arc, Mutex};

use azure_core::credentials::TokenCredential;
use azure_security_keyvault_secrets::SecretClient;
use moderation::flood::Window;
use reqwest::Client;

use self::{acting::Acting, budget::Budget};
use crate::{
    clock::Clock,
    config::Settings,
    content_safety::{BreakerOptions, ContentSafety, ContentSafetyOptions, Levels},
    error::Cause,
};

/// Of so many people in threads this instance remembers what they wrote lately.
const SENDERS: usize = 4096;
/// One in so many messages of a thread is taken to come to this instance.
const SHARE: u32 = 4;
/// What a policy about Content Safety needs beside a file.
const NO_CONTENT_SAFETY: &str =
    "the policy has [chat.ai]: set FRONTDESK_CONTENT_SAFETY_ENDPOINT to where it is";

/// What this instance keeps in memory about chats; all of it may be forgotten.
pub(crate) struct Chat {
    acting: Acting,
    budget: Budget,
    /// What this instance has seen lately, to suspect a flood.
    seen: Mutex<Window>,
    /// Content Safety, where the policy wants it.
    judge: Option<ContentSafety>,
}

impl Chat {
    /// Prepares it; nothing is asked yet.
    pub(crate) fn new(
        policy: Option<&moderation::Policy>,
        settings: &Settings,
        credential: &Arc<dyn TokenCredential>,
        vault: Option<&Arc<SecretClient>>,
        http: &Client,
        clock: &Clock,
    ) -> Result<Self, Cause> {
        let judge = match policy.and_then(|policy| policy.ai.as_ref()) {
            None => None,
            Some(ai) => {
                let place = settings.content_safety.as_ref().ok_or(NO_CONTENT_SAFETY)?;
                let options = options(ai);
                Some(ContentSafety::new(
                    place, options, credential, vault, http, clock,
                )?)
            }
        };
        // The window takes its room now; without a policy none is needed.
        let senders = policy.map_or(0, |_| SENDERS);
        Ok(Self {
            acting: Acting::new(),
            budget: Budget::new(),
            seen: Mutex::new(Window::new(senders, SHARE)),
            judge,
        })
    }

    /// The vault has something new.
    pub(crate) fn secret_changed(&self) {
        if let Some(judge) = &self.judge {
            judge.secret_changed();
        }
    }
}

fn options(ai: &moderation::policy::Ai) -> ContentSafetyOptions {
    ContentSafetyOptions {
        levels: if ai.levels == 4 {
            Levels::Four
        } else {
            Levels::Eight
        },
        timeout: ai.timeout.unsigned_abs(),
        breaker: BreakerOptions {
            failures: ai.breaker.failures.get(),
            within: ai.breaker.per.unsigned_abs(),
            open_for: ai.breaker.open.unsigned_abs(),
        },
    }
}
